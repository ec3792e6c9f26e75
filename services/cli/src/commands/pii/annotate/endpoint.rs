//! Questions to an endpoint that speaks OpenAI's chat completions.

use std::path::Path;
use std::time::Duration;

use chassis::{Code, Failure};
use serde::{Deserialize, Serialize};
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig};
use url::{Host, Url};

use super::super::source::refuse;
use crate::error::Error;

/// Bytes of an answer at most.
const ANSWER_BYTES: u64 = 4 << 20;

/// Longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Where questions go.
pub(super) struct Endpoint {
    agent: Agent,
    url: Url,
    model: String,
    key: Option<Key>,
    retries: u32,
}

/// A secret that does not print.
struct Key(String);

/// One question.
pub(super) struct Question<'a> {
    pub(super) system: &'a str,
    pub(super) text: &'a str,
    /// Left to the endpoint where there is none.
    pub(super) temperature: Option<f64>,
    /// Likewise.
    pub(super) seed: Option<u64>,
}

/// What came back.
pub(super) struct Reply {
    /// `None` where it was cut off or is empty.
    pub(super) text: Option<String>,
    /// Tokens, by the endpoint's count, or four bytes each where it does not count.
    pub(super) tokens: u64,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    messages: [Message<'a>; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    stream: bool,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'a str,
    content: &'a str,
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Content,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Content {
    content: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    total_tokens: Option<u64>,
}

/// What an endpoint is told besides its address.
pub(super) struct Access<'a> {
    pub(super) model: &'a str,
    pub(super) key_file: Option<&'a Path>,
    pub(super) ca_file: Option<&'a Path>,
    pub(super) timeout: Duration,
    pub(super) retries: u32,
}

/// Why one attempt gave no answer.
enum Missed {
    /// It may go through later; after this long where the endpoint says so.
    Later(&'static str, Option<Duration>),
    /// It never will.
    Never(String),
}

impl Endpoint {
    /// Reads the key and the certificates; nothing is sent. `base` is what ends in `/v1`.
    ///
    /// # Errors
    /// `INVALID_ENDPOINT`; those of files.
    pub(super) fn new(base: &str, access: &Access<'_>) -> Result<Self, Error> {
        let url = address(base)?;
        chassis::install_provider();
        let roots = match access.ca_file {
            Some(path) => RootCerts::new_with_certs(&certificates(path)?),
            None => RootCerts::PlatformVerifier,
        };
        let tls = TlsConfig::builder().root_certs(roots).build();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            // Text and key go where the user said, and nowhere else.
            .max_redirects(0)
            .proxy(None)
            .tls_config(tls)
            .timeout_global(Some(access.timeout))
            .build()
            .new_agent();
        let key = access.key_file.map(key).transpose()?;
        Ok(Self {
            agent,
            url,
            model: access.model.to_owned(),
            key,
            retries: access.retries,
        })
    }

    /// Where questions go.
    pub(super) fn address(&self) -> &str {
        self.url.as_str()
    }

    /// Whom text is sent to, for people.
    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Asks, again where that may help. `wait` sleeps.
    ///
    /// # Errors
    /// `ANNOTATOR_UNAVAILABLE` after the last retry; `ANNOTATOR_REFUSED`.
    pub(super) fn ask(
        &self,
        question: &Question<'_>,
        wait: &dyn Fn(Duration),
    ) -> Result<Reply, Error> {
        let (mut pause, mut left) = (Duration::from_secs(1), self.retries);
        loop {
            match self.once(question) {
                Ok(reply) => return Ok(reply),
                Err(Missed::Later(_, asked)) if left > 0 => {
                    wait(asked.unwrap_or(pause).min(LONGEST_WAIT));
                    (pause, left) = ((pause * 2).min(LONGEST_WAIT), left - 1);
                }
                Err(Missed::Later(why, _)) => return Err(unavailable(why)),
                Err(Missed::Never(why)) => return Err(refused(why)),
            }
        }
    }

    fn once(&self, question: &Question<'_>) -> Result<Reply, Missed> {
        let body = serde_json::to_vec(&Request {
            model: &self.model,
            messages: [
                Message {
                    role: "system",
                    content: question.system,
                },
                Message {
                    role: "user",
                    content: question.text,
                },
            ],
            temperature: question.temperature,
            seed: question.seed,
            stream: false,
        })
        .map_err(|_| Missed::Never("the question cannot be written as JSON".to_owned()))?;
        let mut request = self
            .agent
            .post(self.url.as_str())
            .content_type("application/json");
        if let Some(Key(key)) = &self.key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let mut response = request.send(&body[..]).map_err(|e| missed(&e))?;
        let status = response.status();
        if !status.is_success() {
            let after = response.headers().get("retry-after");
            let after = after.and_then(|value| value.to_str().ok()?.trim().parse().ok());
            return Err(match status.as_u16() {
                408 | 409 | 425 | 429 | 500..=599 => {
                    Missed::Later("it is busy", after.map(Duration::from_secs))
                }
                code => Missed::Never(format!("it answers with status {code}")),
            });
        }
        let bytes = response
            .body_mut()
            .with_config()
            .limit(ANSWER_BYTES)
            .read_to_vec();
        let bytes = bytes.map_err(|e| missed(&e))?;
        let shape = || Missed::Never("what it answers is no chat completion".to_owned());
        let completion: Completion = serde_json::from_slice(&bytes).map_err(|_| shape())?;
        let choice = completion.choices.into_iter().next().ok_or_else(shape)?;
        let text = choice.message.content.unwrap_or_default();
        let counted = completion.usage.and_then(|usage| usage.total_tokens);
        let guessed = (question.system.len() + question.text.len() + text.len()) as u64 / 4;
        let whole = choice.finish_reason.as_deref() != Some("length");
        Ok(Reply {
            text: (whole && !text.is_empty()).then_some(text),
            tokens: counted.unwrap_or(guessed),
        })
    }
}

/// The address of the completions under `base`: encrypted, or on this machine.
fn address(base: &str) -> Result<Url, Error> {
    let bad = |problem: &str| refuse("INVALID_ANNOTATOR", format!("--endpoint {problem}"));
    let mut url =
        Url::parse(base).map_err(|_| bad("is not an address, such as https://host/v1"))?;
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(bad("names no host")),
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && here) {
        return Err(bad("must be https: text with personal data is sent there"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad(
            "holds a password; put the key into a file and name it with --key-file",
        ));
    }
    let path = format!("{}/chat/completions", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, Error> {
    let shown = path.display().to_string();
    let bad = || {
        refuse(
            "INVALID_CERTIFICATE",
            format!("{shown}: holds no PEM certificate"),
        )
    };
    let pem = std::fs::read(path).map_err(|e| Error::io("read", &shown, &e))?;
    let mut found = Vec::new();
    for item in ureq::tls::parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| bad())? {
            found.push(certificate);
        }
    }
    match found.is_empty() {
        true => Err(bad()),
        false => Ok(found),
    }
}

fn key(path: &Path) -> Result<Key, Error> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", &shown, &e))?;
    match text.trim() {
        key if !key.is_empty() && key.bytes().all(|b| b.is_ascii_graphic()) => {
            Ok(Key(key.to_owned()))
        }
        _ => Err(refuse(
            "INVALID_KEY",
            format!("{shown}: not one line of printable characters"),
        )),
    }
}

fn missed(error: &ureq::Error) -> Missed {
    match error {
        ureq::Error::Timeout(_) => Missed::Later("it does not answer in time", None),
        // What a handshake ends with.
        ureq::Error::Io(e) if e.kind() == std::io::ErrorKind::InvalidData => untrusted(),
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed | ureq::Error::HostNotFound => {
            Missed::Later("it cannot be reached", None)
        }
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => untrusted(),
        ureq::Error::BodyExceedsLimit(_) => Missed::Never("its answer is too long".to_owned()),
        _ => Missed::Never("it does not speak HTTP as expected".to_owned()),
    }
}

fn untrusted() -> Missed {
    Missed::Never("its certificate is not trusted; --ca-file names another authority".to_owned())
}

fn unavailable(why: &str) -> Error {
    Failure::new(
        Code::Unavailable,
        "ANNOTATOR_UNAVAILABLE",
        format!("the annotator gave no answer: {why}"),
    )
    .action("run the same command again later: answers so far are kept and not asked for again")
    .into()
}

fn refused(why: String) -> Error {
    Failure::new(
        Code::FailedPrecondition,
        "ANNOTATOR_REFUSED",
        format!("the annotator refused the question: {why}"),
    )
    .action("check --endpoint, --model and --key-file")
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_nowhere_in_clear() {
        for fine in [
            (
                "https://models.example/v1",
                "https://models.example/v1/chat/completions",
            ),
            (
                "https://models.example/v1/",
                "https://models.example/v1/chat/completions",
            ),
            (
                "http://127.0.0.1:8000/v1",
                "http://127.0.0.1:8000/v1/chat/completions",
            ),
            ("http://[::1]:1/v1", "http://[::1]:1/v1/chat/completions"),
        ] {
            assert_eq!(address(fine.0).unwrap().as_str(), fine.1);
        }
        for bad in [
            "http://models.example/v1",
            "http://10.0.0.8/v1",
            "ftp://localhost/",
            "here",
            "https://u:p@h/v1",
        ] {
            assert_eq!(
                address(bad).unwrap_err().reason(),
                "INVALID_ANNOTATOR",
                "{bad}"
            );
        }
    }
}
