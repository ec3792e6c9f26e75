//! `tacit pii annotate`: a language model marks personal data as well, where somebody asks it to.

mod cache;
mod endpoint;
mod record;
mod sums;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use corpus::EntityType;
use pii::annotator::{Prompt, pieces};
use pii::{Policy, Scanner};
use rayon::prelude::*;

use super::scan::record::{Fields, Offsets, read};
use super::scan::{entity, read_policy};
use super::source::{self, Format, Raw, refuse};
use crate::error::Error;
use crate::output::{Output, remark};
use cache::Cache;
use endpoint::{Access, Endpoint};
use record::{Asker, Noted};
use sums::Sums;

/// Bytes of records that are read at once.
const BATCH_BYTES: usize = 1 << 20;

/// Records of one round for each question that is open at once.
const ROUND: usize = 4;

/// Flags of `annotate`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// Files; `-` or nothing for standard input
    files: Vec<String>,
    /// Address of an endpoint with OpenAI's chat completions, as it ends in /v1. Every text is sent there
    #[arg(long, value_name = "URL")]
    endpoint: String,
    /// The model to ask, by the endpoint's name for it
    #[arg(long, value_name = "NAME")]
    model: String,
    /// File that holds the key, if the endpoint wants one
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Certificate (PEM) that the endpoint's is trusted by [default: the system's]
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Answers to each text
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=99))]
    votes: u16,
    /// Share of the answers from which a stretch counts as personal data
    #[arg(long, value_name = "S", default_value_t = 0.5, value_parser = share)]
    agree: f64,
    /// Temperature [default: 0 for one answer, else 0.7]
    #[arg(long, value_name = "T", value_parser = temperature)]
    temperature: Option<f64>,
    /// Send neither temperature nor seed, for endpoints that refuse them
    #[arg(long, conflicts_with = "temperature")]
    plain: bool,
    /// File with an instruction of your own; the types are put behind it
    #[arg(long, value_name = "FILE")]
    prompt: Option<PathBuf>,
    /// Ask for these types only
    #[arg(long, value_name = "TYPE", value_delimiter = ',', value_parser = entity)]
    entities: Vec<EntityType>,
    /// Ask at most this many questions; neither answers that are kept nor further attempts count
    #[arg(long, value_name = "N")]
    max_requests: Option<u64>,
    /// Spend about this many tokens at most, prompts and answers together
    #[arg(long, value_name = "N")]
    max_tokens: Option<u64>,
    /// Say what would be asked and spent were no answers kept, and ask nothing
    #[arg(long)]
    dry_run: bool,
    /// Folder where answers are kept, as offsets without text
    #[arg(long, value_name = "DIR", default_value = ".tacit/annotations")]
    cache: PathBuf,
    /// Also write the records to this file, with the spans agreed on and what rules and tagger find beside them:
    /// what `tacit dataset create` takes
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Policy of the rules and the tagger that the answers are compared with
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Questions that are open at once
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256))]
    concurrency: u16,
    /// Seconds to wait for an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// Further attempts where the endpoint is busy or away
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=100))]
    retries: u32,
    /// Bytes of text in one question at most; longer texts are cut between lines or words
    #[arg(long, value_name = "N", default_value_t = 6000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    max_bytes: u32,
    /// How records lie in a file [default: by its name, text otherwise]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What offsets count: Unicode code points, or bytes of UTF-8; in --out always bytes
    #[arg(long, value_enum, default_value_t = Offsets::Chars)]
    offsets: Offsets,
    /// Field of a JSON line that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// Field of a JSON line that holds the id; the line's number where it has none
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if share > 0.0 && share <= 1.0 => Ok(share),
        _ => Err("a share lies in (0, 1]".to_owned()),
    }
}

fn temperature(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(temperature) if (0.0..=2.0).contains(&temperature) => Ok(temperature),
        _ => Err("a temperature lies in [0, 2]".to_owned()),
    }
}

/// Asks, and prints what the answers agree and disagree on.
pub(crate) fn run(args: &Args, output: &Output) -> Result<(), Error> {
    let prompt = prompt(args)?;
    let endpoint = Endpoint::new(
        &args.endpoint,
        &Access {
            model: &args.model,
            key_file: args.key_file.as_deref(),
            ca_file: args.ca_file.as_deref(),
            timeout: Duration::from_secs(args.timeout),
            retries: args.retries,
        },
    )?;
    if args.dry_run {
        return estimate(args, &prompt, output);
    }
    let policy = match &args.policy {
        Some(path) => read_policy(path)?,
        None => Policy::default(),
    };
    let scanner = Scanner::new(&policy).map_err(|e| refuse(e.reason(), e.to_string()))?;
    let asker = Asker {
        endpoint: &endpoint,
        cache: Cache::open(&args.cache)?,
        model: &args.model,
        system: prompt.system(),
        digest: prompt.digest(),
        types: prompt.types(),
        votes: args.votes,
        agree: args.agree,
        temperature: (!args.plain).then(|| {
            let usual = if args.votes == 1 { 0.0 } else { 0.7 };
            args.temperature.unwrap_or(usual)
        }),
        max_bytes: args.max_bytes as usize,
        scanner,
        budget: sums::Budget::new(args.max_requests, args.max_tokens),
        answered: AtomicBool::new(false),
    };
    remark(&format!("every text is sent to {}", endpoint.host()));
    let mut sums = Sums::default();
    let mut file = args.out.as_deref().map(Kept::begin).transpose()?;
    let outcome = annotate(args, &asker, output, &mut sums, file.as_mut());
    remark(&sums.told(&asker.budget));
    outcome?;
    file.map_or(Ok(()), Kept::end)
}

/// Round after round of records, in their order.
fn annotate(
    args: &Args,
    asker: &Asker<'_>,
    output: &Output,
    sums: &mut Sums,
    mut file: Option<&mut Kept>,
) -> Result<(), Error> {
    let open = usize::from(args.concurrency);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(open)
        .build()
        .map_err(|_| refuse("START_FAILED", "the threads cannot be started".to_owned()))?;
    each_batch(args, |name, format, fields, batch| {
        for round in batch.chunks(ROUND * open) {
            let work = |raw: &Raw| -> Result<Noted, Error> {
                let (id, text) = read(name, format, fields, raw)?;
                asker.note(id, text)
            };
            // A failure ends the round; what was answered is kept.
            let noted = pool.install(|| round.par_iter().map(work).collect::<Result<Vec<_>, _>>());
            for (noted, raw) in noted?.into_iter().zip(round) {
                sums.count(&noted);
                output.bytes(&noted.lines(args.offsets, output.is_json()))?;
                if let Some(file) = file.as_deref_mut() {
                    file.line(&noted.with_spans(format, fields, raw))?;
                }
            }
            sums.heard(&asker.budget);
        }
        Ok(())
    })
}

/// Calls `work` with the records of every file.
fn each_batch(
    args: &Args,
    mut work: impl FnMut(&str, Format, &Fields<'_>, &[Raw]) -> Result<(), Error>,
) -> Result<(), Error> {
    let stdin = ["-".to_owned()];
    let files = match args.files.is_empty() {
        true => &stdin[..],
        false => &args.files,
    };
    let fields = Fields {
        text: &args.text_field,
        id: &args.id_field,
        offsets: args.offsets,
        json: true,
    };
    for name in files {
        let format = args.format.unwrap_or_else(|| Format::of_name(name));
        let mut outcome = Ok(());
        source::read(name, format, BATCH_BYTES, &mut |batch| {
            outcome = work(name, format, &fields, &batch);
            outcome.is_ok()
        })?;
        outcome?;
    }
    Ok(())
}

/// What a run would ask, by four bytes a token and an answer of a quarter of the text.
fn estimate(args: &Args, prompt: &Prompt, output: &Output) -> Result<(), Error> {
    let (mut records, mut requests, mut bytes) = (0u64, 0u64, 0u64);
    let system = prompt.system().len() as u64;
    each_batch(args, |name, format, fields, batch| {
        for raw in batch {
            let (_, text) = read(name, format, fields, raw)?;
            let pieces = pieces(&text, args.max_bytes as usize).into_iter();
            let asked = pieces.filter(|(start, end)| !text[*start..*end].trim().is_empty());
            let count = asked.count() as u64 * u64::from(args.votes);
            records += 1;
            requests += count;
            bytes += count * system + u64::from(args.votes) * text.len() as u64 * 5 / 4;
        }
        Ok(())
    })?;
    let tokens = bytes / 4;
    match output.is_json() {
        true => output.value(
            &serde_json::json!({"records": records, "requests": requests, "tokens": tokens}),
        ),
        false => output.text(&format!(
            "{records} records: {requests} questions, about {tokens} tokens; nothing was sent\n"
        )),
    }
}

fn prompt(args: &Args) -> Result<Prompt, Error> {
    let own = match &args.prompt {
        Some(path) => {
            let shown = path.display().to_string();
            Some(std::fs::read_to_string(path).map_err(|e| Error::io("read", &shown, &e))?)
        }
        None => None,
    };
    let types = match args.entities.is_empty() {
        true => Prompt::default().types().to_vec(),
        false => args.entities.clone(),
    };
    Ok(Prompt::new(own.as_deref(), types))
}

/// A file that is there when it is whole.
struct Kept {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Kept {
    fn begin(path: &Path) -> Result<Self, Error> {
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        let file = tempfile::NamedTempFile::new_in(dir.unwrap_or(Path::new(".")))
            .map_err(|e| Error::io("write", &path.display().to_string(), &e))?;
        Ok(Self {
            path: path.to_path_buf(),
            file,
        })
    }

    fn line(&mut self, line: &[u8]) -> Result<(), Error> {
        let shown = self.path.display().to_string();
        let written = self
            .file
            .write_all(line)
            .and_then(|()| self.file.write_all(b"\n"));
        written.map_err(|e| Error::io("write", &shown, &e))
    }

    fn end(self) -> Result<(), Error> {
        let shown = self.path.display().to_string();
        let kept = self.file.persist(&self.path);
        kept.map(drop)
            .map_err(|e| Error::io("write", &shown, &e.error))
    }
}
