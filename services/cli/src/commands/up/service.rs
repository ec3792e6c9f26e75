//! One service as a child process: its start, its log, its end.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chassis::client::Options;
use chassis::{Code, Failure};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::task::JoinHandle;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::layout::Layout;
use crate::error::Error;
use crate::output::remark;

/// How often a sign of life is looked for.
const GLANCE: Duration = Duration::from_millis(50);

/// Which service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// `ingest`
    Ingest,
    /// `finetune`
    FineTune,
    /// `audit`
    Audit,
}

impl Kind {
    /// All, in the order of a run.
    pub(super) const ALL: [Self; 3] = [Self::Ingest, Self::FineTune, Self::Audit];

    /// Name of the program, the configuration section and the log.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::FineTune => "finetune",
            Self::Audit => "audit",
        }
    }

    /// The gRPC service.
    fn full_name(self) -> &'static str {
        match self {
            Self::Ingest => "tacit.ingest.v1.IngestService",
            Self::FineTune => "tacit.finetune.v1.FineTuneService",
            Self::Audit => "tacit.audit.v1.AuditService",
        }
    }
}

/// A running service.
#[derive(Debug)]
pub(super) struct Service {
    kind: Kind,
    child: Child,
    /// Held open as long as the service shall run.
    _lifeline: Option<ChildStdin>,
    log: Arc<Log>,
    relays: Vec<JoinHandle<()>>,
}

impl Service {
    /// Starts the program.
    pub(super) fn start(
        kind: Kind,
        program: &Path,
        port: u16,
        layout: &Layout,
        shown: bool,
    ) -> Result<Self, Error> {
        let ready_file = layout.ready_file(kind);
        // A left-over of an earlier run would name an address of then.
        let _ = std::fs::remove_file(&ready_file);
        let log = Arc::new(Log::open(kind, layout.log(kind), shown)?);
        let mut child = Command::new(program)
            .arg("serve")
            .arg("--config")
            .arg(layout.write_config(kind)?)
            .arg("--data-dir")
            .arg(&layout.data_dir)
            .arg("--listen")
            .arg(format!("127.0.0.1:{port}"))
            .arg("--ready-file")
            .arg(&ready_file)
            // Its end tells the service that this program is gone, however it went.
            .arg("--stop-on-eof")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-c is for this program to answer: it asks its services to stop.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Error::io("start", &program.display().to_string(), &error))?;
        let lifeline = child.stdin.take();
        let mut relays = Vec::new();
        if let Some(stream) = child.stdout.take() {
            relays.push(tokio::spawn(relay(stream, Arc::clone(&log))));
        }
        if let Some(stream) = child.stderr.take() {
            relays.push(tokio::spawn(relay(stream, Arc::clone(&log))));
        }
        Ok(Self {
            kind,
            child,
            _lifeline: lifeline,
            log,
            relays,
        })
    }

    /// Waits until the service answers health checks and returns its URL.
    ///
    /// # Errors
    /// What the service said last, when it ends instead.
    pub(super) async fn ready(&mut self, layout: &Layout) -> Result<String, Error> {
        let file = layout.ready_file(self.kind);
        let options = Options {
            token_file: layout.token_file(),
            ..Options::default()
        };
        let kind = self.kind;
        let answers = async {
            loop {
                if let Ok(address) = tokio::fs::read_to_string(&file).await
                    && let url = format!("http://{}", address.trim())
                    && serves(&url, kind, &options).await
                {
                    return url;
                }
                tokio::time::sleep(GLANCE).await;
            }
        };
        tokio::select! {
            url = answers => Ok(url),
            error = self.exit() => Err(error),
        }
    }

    /// Waits for an end that nobody asked for, and says what is known of it.
    pub(super) async fn exit(&mut self) -> Error {
        let status = self.child.wait().await;
        self.drain().await;
        last_words(self.kind, status.ok(), &self.log)
    }

    /// Waits for the end.
    pub(super) async fn ended(&mut self) {
        // A child that cannot be waited for has ended.
        let _ = self.child.wait().await;
        self.drain().await;
    }

    /// Asks it to stop.
    pub(super) fn terminate(&self) {
        let pid = self
            .child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // It may have ended meanwhile, which is what is wanted.
            let _ = kill_process(pid, Signal::TERM);
        }
    }

    /// Ends it.
    pub(super) async fn kill(&mut self) {
        let _ = self.child.kill().await;
        self.drain().await;
    }

    /// Lets the relays read what is left; a grandchild that still holds the
    /// pipe is not waited for.
    async fn drain(&mut self) {
        for relay in self.relays.drain(..) {
            let _ = tokio::time::timeout(Duration::from_millis(500), relay).await;
        }
    }
}

async fn serves(url: &str, kind: Kind, options: &Options) -> bool {
    let Ok(link) = chassis::client::connect(url, options).await else {
        return false;
    };
    let request = HealthCheckRequest {
        service: kind.full_name().to_owned(),
    };
    let answer = HealthClient::new(link).check(request).await;
    answer.is_ok_and(|answer| answer.get_ref().status() == ServingStatus::Serving)
}

/// Where a service's lines go.
#[derive(Debug)]
struct Log {
    kind: Kind,
    path: PathBuf,
    shown: bool,
    file: Mutex<File>,
    tail: Mutex<VecDeque<String>>,
}

/// Lines kept for an error message.
const TAIL: usize = 20;

impl Log {
    fn open(kind: Kind, path: PathBuf, shown: bool) -> Result<Self, Error> {
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path);
        let file = file.map_err(|error| Error::io("open", &path.display().to_string(), &error))?;
        Ok(Self {
            kind,
            path,
            shown,
            file: Mutex::new(file),
            tail: Mutex::default(),
        })
    }

    fn write(&self, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end();
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            // A full disk must not stop the services.
            let _ = file.write_all(format!("{text}\n").as_bytes());
        }
        if self.shown {
            remark(&format!("{:8} | {text}", self.kind.name()));
        }
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.push_back(text.to_owned());
        if tail.len() > TAIL {
            tail.pop_front();
        }
    }

    fn last_lines(&self) -> Vec<String> {
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.iter()
            .filter(|line| !line.is_empty())
            .cloned()
            .collect()
    }
}

async fn relay(stream: impl AsyncRead + Unpin, log: Arc<Log>) {
    let mut lines = BufReader::new(stream);
    let mut line = Vec::new();
    while lines
        .read_until(b'\n', &mut line)
        .await
        .is_ok_and(|count| count > 0)
    {
        log.write(&line);
        line.clear();
    }
}

/// A service that refuses to start says why in its last line, with its reason
/// at the end; then that is the error.
fn last_words(kind: Kind, status: Option<ExitStatus>, log: &Log) -> Error {
    let how = status.map_or_else(
        || "for an unknown reason".to_owned(),
        |status| status.to_string(),
    );
    let name = kind.name();
    let lines = log.last_lines();
    let said = lines.iter().rev().find_map(|line| {
        let sentence = line
            .strip_prefix(name)?
            .strip_prefix(": ")?
            .strip_suffix(']')?;
        let (sentence, reason) = sentence.rsplit_once(" [")?;
        let stable = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
        reason
            .bytes()
            .all(stable)
            .then(|| (sentence.to_owned(), reason.to_owned()))
    });
    let mut failure = Failure::new(
        Code::Unavailable,
        "SERVICE_EXITED",
        format!("the {name} service ended ({how})"),
    )
    .action("see its log; the other services are stopped");
    if let Some((sentence, reason)) = said {
        failure.message = format!("the {name} service did not start: {sentence}");
        failure.action = String::new();
        failure.reason = reason.into();
    } else if let Some(line) = lines.last() {
        failure = failure.with("last line", line);
    }
    failure.with("log", log.path.display()).into()
}

#[cfg(test)]
mod tests;
