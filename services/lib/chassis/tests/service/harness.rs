//! A service process, its folders, and verbs to use it with.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use chassis::client::{Link, Options, connect};
use chassis::{Failure, failure_from_status};
use proto::audit::v1 as api;
use proto::audit::v1::audit_service_client::AuditServiceClient;
use proto::job::v1::{JobEvent, JobState};
use rustix::process::{Pid, Signal};
use tempfile::TempDir;

/// Set where the jobs of the service shall go on. Workers get it too.
pub(crate) const RESUMES: &str = "TACIT_RESUMES";

pub(crate) type Client = AuditServiceClient<Link>;

/// The test's own binary as the service, with a bare environment.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).env_clear().stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub(crate) fn output(mut command: Command) -> Output {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.output().unwrap()
}

/// Where a service keeps its things, across restarts.
pub(crate) struct Home {
    pub(crate) dir: TempDir,
    pub(crate) variables: Vec<(String, String)>,
}

impl Home {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self {
            dir,
            variables: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.variables
            .push((format!("TACIT_PROBE__{key}"), value.to_owned()));
        self
    }

    /// Its jobs go on with another worker.
    pub(crate) fn resuming() -> Self {
        let mut home = Self::new();
        home.variables.push((RESUMES.to_owned(), "1".to_owned()));
        home
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name).display().to_string()
    }

    /// Starts the service and waits until it serves.
    pub(crate) fn start(&self) -> Service<'_> {
        let ready = self.path("ready");
        let _ = std::fs::remove_file(&ready);
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.path("service.log"))
            .unwrap();
        let mut command = command(&["serve", "--listen", "127.0.0.1:0"]);
        command.arg("--data-dir").arg(self.path("data"));
        command.arg("--ready-file").arg(&ready);
        command.envs(self.variables.clone()).stderr(log);
        let mut child = command.spawn().unwrap();
        let begin = Instant::now();
        let address = loop {
            if let Ok(text) = std::fs::read_to_string(&ready) {
                break text.trim().to_owned();
            }
            if let Some(status) = child.try_wait().unwrap() {
                panic!("the service ended with {status}: {}", self.log());
            }
            assert!(begin.elapsed() < Duration::from_secs(60), "{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        };
        Service {
            home: self,
            child,
            address,
        }
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.path("service.log")).unwrap_or_default()
    }
}

/// A running service; killed when dropped.
pub(crate) struct Service<'a> {
    pub(crate) home: &'a Home,
    child: Child,
    pub(crate) address: String,
}

impl Drop for Service<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Service<'_> {
    pub(crate) async fn client(&self) -> Client {
        self.client_with(&Options::default()).await.unwrap()
    }

    pub(crate) async fn client_with(&self, options: &Options) -> Result<Client, Failure> {
        Ok(AuditServiceClient::new(
            connect(&self.address, options).await?,
        ))
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().cast_signed()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Waits for the process to end; its exit code.
    pub(crate) async fn ended(mut self) -> Option<i32> {
        until("the service ends", || {
            self.child.try_wait().unwrap().map(|status| status.code())
        })
        .await
    }

    pub(crate) fn job_dir(&self, id: &str) -> PathBuf {
        self.home.path("data").join("jobs/probe").join(id)
    }

    /// The process id of a job's worker, once it runs.
    pub(crate) async fn worker(&self, id: &str) -> Pid {
        let lock = self.job_dir(id).join("worker.lock");
        until("the worker starts", || {
            Pid::from_raw(std::fs::read_to_string(&lock).ok()?.parse().ok()?)
        })
        .await
    }

    /// The process id of a job's worker that is not `before`, once it runs.
    pub(crate) async fn worker_after(&self, id: &str, before: Pid) -> Pid {
        let lock = self.job_dir(id).join("worker.lock");
        until("another worker starts", || {
            let pid = Pid::from_raw(std::fs::read_to_string(&lock).ok()?.parse().ok()?)?;
            (pid != before).then_some(pid)
        })
        .await
    }

    pub(crate) fn staging(&self) -> usize {
        entries(&self.home.path("data/store/staging"))
    }
}

pub(crate) fn entries(dir: &Path) -> usize {
    std::fs::read_dir(dir).map_or(0, Iterator::count)
}

/// Polls until there is an answer, for 30 seconds.
pub(crate) async fn until<T>(what: &str, mut poll: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(answer) = poll() {
            return answer;
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "waiting: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(crate) fn create(what: &str, times: u64, request_id: &str) -> api::CreateAuditJobRequest {
    api::CreateAuditJobRequest {
        spec: Some(api::AuditSpec {
            report_id: what.into(),
            seed: times,
            ..api::AuditSpec::default()
        }),
        request_id: request_id.into(),
    }
}

/// Creates a job; its id.
pub(crate) async fn started(client: &mut Client, what: &str, times: u64) -> String {
    let job = client.create_audit_job(create(what, times, "")).await;
    job.unwrap().into_inner().name
}

pub(crate) async fn job(client: &mut Client, id: &str) -> api::AuditJob {
    let request = api::GetAuditJobRequest { name: id.into() };
    client.get_audit_job(request).await.unwrap().into_inner()
}

/// Watches a job from a cursor to its end.
pub(crate) async fn watched(client: &mut Client, id: &str, cursor: u64) -> Vec<JobEvent> {
    let request = api::WatchAuditJobRequest {
        name: id.into(),
        cursor,
    };
    let mut stream = client.watch_audit_job(request).await.unwrap().into_inner();
    let mut events = Vec::new();
    while let Some(event) = stream.message().await.unwrap() {
        events.push(event);
    }
    events
}

/// Asks for a job's end.
pub(crate) async fn cancelled(client: &mut Client, id: &str) -> api::AuditJob {
    let request = api::CancelAuditJobRequest { name: id.into() };
    client.cancel_audit_job(request).await.unwrap().into_inner()
}

/// Watches until a state is reached; the event.
pub(crate) async fn reached(client: &mut Client, id: &str, state: JobState) -> JobEvent {
    let request = api::WatchAuditJobRequest {
        name: id.into(),
        cursor: 0,
    };
    let mut stream = client.watch_audit_job(request).await.unwrap().into_inner();
    while let Some(event) = stream.message().await.unwrap() {
        if event.state() == state {
            return event;
        }
    }
    panic!("{state:?} was never reached");
}

pub(crate) fn failure<T: std::fmt::Debug>(answer: Result<T, tonic::Status>) -> Failure {
    failure_from_status(&answer.unwrap_err())
}
