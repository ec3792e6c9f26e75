//! The options every service has. Each key is documented here and nowhere else.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use artifacts::{ArtifactError, FsStore};
use serde::{Deserialize, Serialize};

use crate::{Code, Failure};

/// What all services share: the top level of the configuration file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CommonOptions {
    /// Address and port to listen on. Port 0 takes a free one (see
    /// `--ready-file`). Beyond loopback, `auth` or `tls.client_ca_file` is
    /// needed.
    pub listen: SocketAddr,
    /// Folder of everything the service keeps: `state`, `jobs`, `uploads`, and
    /// the artifact store unless `store.root` says otherwise.
    pub data_dir: PathBuf,
    /// Seconds that running jobs get to save their state or leave a usable
    /// artifact when the service is told to stop; then their workers are killed.
    pub drain_seconds: u64,
    /// Where artifacts are kept.
    pub store: StoreOptions,
    /// How jobs run.
    pub jobs: JobOptions,
    /// Logs, traces and metrics.
    pub telemetry: TelemetryOptions,
    /// What one caller may ask of the service.
    pub limits: LimitOptions,
    /// Who may call.
    pub auth: AuthOptions,
    /// Transport security.
    pub tls: TlsOptions,
}

impl Default for CommonOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            data_dir: PathBuf::from("tacit-data"),
            drain_seconds: 60,
            store: StoreOptions::default(),
            jobs: JobOptions::default(),
            telemetry: TelemetryOptions::default(),
            limits: LimitOptions::default(),
            auth: AuthOptions::default(),
            tls: TlsOptions::default(),
        }
    }
}

/// Where artifacts are kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoreOptions {
    /// Folder of the artifact store, shared by the three services. Unset:
    /// `<data_dir>/store`.
    pub root: Option<PathBuf>,
    /// Folder of the canary seeds, which ingest writes and audit reads, and which
    /// finetune must not see. Unset: `canaries` in the store, where one person runs
    /// all three.
    pub canaries: Option<PathBuf>,
}

/// How jobs run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JobOptions {
    /// Jobs that run at once; the others wait as PENDING. At least 1.
    pub max_running: u32,
    /// Days an ended job, its events and its log are kept; 0 keeps them for
    /// ever. Artifacts are not touched.
    pub keep_days: u32,
    /// Seconds a cancelled job gets to leave a usable artifact; then its worker
    /// is killed and the job ends CANCELLED without one.
    pub cancel_seconds: u64,
    /// How often in a row a job whose worker died is started again, where the
    /// service's jobs go on from what is saved, without its training coming
    /// further in between; 0 ends it FAILED at the first death. A service that
    /// dies counts as its workers' death, one that is told to stop does not.
    pub max_restarts: u32,
    /// File whose only line is the URL of the PostgreSQL that keeps the jobs
    /// and the budgets, `postgres://user:password@host/database`. Unset: a
    /// SQLite file in `data_dir`.
    pub database_url_file: Option<PathBuf>,
}

impl Default for JobOptions {
    fn default() -> Self {
        Self {
            max_running: 1,
            keep_days: 90,
            cancel_seconds: 300,
            max_restarts: 3,
            database_url_file: None,
        }
    }
}

/// Logs, traces and metrics. None of them ever carries a record's text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TelemetryOptions {
    /// OTLP/gRPC endpoint for traces and metrics, `http://127.0.0.1:4317`.
    /// Unset: `OTEL_EXPORTER_OTLP_ENDPOINT`, else nothing is exported.
    pub otlp_endpoint: Option<String>,
    /// Filter of the log, `info` or `info,chassis=debug` (tracing's syntax).
    pub log_level: String,
    /// One JSON object a line, or text for people. On standard error.
    pub log_format: LogFormat,
}

impl Default for TelemetryOptions {
    fn default() -> Self {
        Self {
            otlp_endpoint: None,
            log_level: "info".to_owned(),
            log_format: LogFormat::Json,
        }
    }
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// What one caller may ask of the service.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitOptions {
    /// Calls being answered at once; more are refused with OVERLOADED. Health
    /// checks do not count. At least 1.
    pub concurrency: u32,
    /// Seconds until the answer to a call must have begun (an upload is one
    /// call; the messages of a Watch are not counted). At least 1.
    pub deadline_seconds: u64,
    /// Largest message accepted, in bytes, from 1 KiB to 4 MiB. An upload of
    /// any size is a stream of messages.
    pub message_bytes: u32,
}

impl Default for LimitOptions {
    fn default() -> Self {
        Self {
            concurrency: 256,
            deadline_seconds: 3600,
            message_bytes: MAX_MESSAGE_BYTES,
        }
    }
}

/// The transport's own limit on a decoded message.
const MAX_MESSAGE_BYTES: u32 = 4 * 1024 * 1024;

/// Who may call.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthOptions {
    /// File whose only line is the bearer token that callers must send
    /// (`authorization: Bearer ...`). Health checks stay open.
    pub token_file: Option<PathBuf>,
}

/// Transport security; PEM files.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsOptions {
    /// The server's certificate chain. Turns TLS on, together with `key_file`.
    pub cert_file: Option<PathBuf>,
    /// The private key of `cert_file`.
    pub key_file: Option<PathBuf>,
    /// Authorities whose client certificates are accepted: mutual TLS. Callers
    /// without one can check health and nothing else.
    pub client_ca_file: Option<PathBuf>,
}

impl CommonOptions {
    /// Where the artifact store is.
    pub fn store_root(&self) -> PathBuf {
        let default = || self.data_dir.join("store");
        self.store.root.clone().unwrap_or_else(default)
    }

    /// Opens the artifact store.
    ///
    /// # Errors
    /// Those of [`FsStore::open_at`].
    pub fn open_store(&self) -> Result<FsStore, ArtifactError> {
        let store = FsStore::open_at(self.store_root())?;
        Ok(match &self.store.canaries {
            Some(folder) => store.with_canaries(folder),
            None => store,
        })
    }

    pub(crate) fn validate(&self) -> Result<(), Failure> {
        let range = |key: &str, ok: bool, what: &str| {
            if ok {
                return Ok(());
            }
            let message = format!("configuration key {key}: must be {what}");
            Err(Failure::new(Code::InvalidArgument, "CONFIG_INVALID", message).field(key))
        };
        range("jobs.max_running", self.jobs.max_running >= 1, "at least 1")?;
        range(
            "limits.concurrency",
            self.limits.concurrency >= 1,
            "at least 1",
        )?;
        range(
            "limits.deadline_seconds",
            self.limits.deadline_seconds >= 1,
            "at least 1",
        )?;
        let bytes = (1024..=MAX_MESSAGE_BYTES).contains(&self.limits.message_bytes);
        range("limits.message_bytes", bytes, "from 1024 to 4194304")?;
        let filter: Result<tracing_subscriber::filter::EnvFilter, _> =
            self.telemetry.log_level.parse();
        range(
            "telemetry.log_level",
            filter.is_ok(),
            "a filter such as info or info,sqlx=warn",
        )?;
        let paired = self.tls.cert_file.is_some() == self.tls.key_file.is_some();
        range("tls.key_file", paired, "set together with tls.cert_file")?;
        let ca = self.tls.client_ca_file.is_none() || self.tls.cert_file.is_some();
        range("tls.client_ca_file", ca, "set together with tls.cert_file")?;
        let data_dir = !self.data_dir.as_os_str().is_empty();
        range("data_dir", data_dir, "a folder")
    }
}
