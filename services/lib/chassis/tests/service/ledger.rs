//! Budgets under a storm: a thousand admissions at once, workers and the service killed at random.

use std::collections::BTreeMap;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use dp::ledger::{Action, Budget, Entry, Ledger};
use proto::audit::v1 as api;
use proto::job::v1::JobState;
use rustix::process::{Pid, Signal};

use crate::harness::{Client, Home, Service, create, failure};
use crate::probe::{BUDGET_DELTA, PLANNED};

const ADMISSIONS: usize = 1000;
const EPSILON: f64 = 6.0;

pub(crate) async fn a_thousand_admissions_do_not_overspend_on_sqlite() {
    storm(&home()).await;
}

pub(crate) async fn a_thousand_admissions_do_not_overspend_on_postgresql() {
    let Some(server) = Postgres::start() else {
        crate::skipped("no PostgreSQL server (initdb and postgres) on this machine");
        return;
    };
    let home = home();
    let url = home.write("database", &server.url());
    storm(&home.with("JOBS__DATABASE_URL_FILE", &url)).await;
}

pub(crate) async fn a_method_without_a_guarantee_is_refused_where_there_is_a_budget() {
    let home = home();
    let service = home.start();
    let mut client = service.client().await;
    let refused = failure(client.create_audit_job(create("learn", 1, "")).await);
    assert_eq!(refused.reason, "PRIVACY_BUDGET_EXCEEDED");
    // The same id twice is one job and one reservation.
    for _ in 0..2 {
        let job = client.create_audit_job(create("spend", 1, "once")).await;
        job.unwrap();
    }
    let ledger = replayed(&history(&mut client).await);
    assert_eq!(ledger.committed().count(), 1);
}

fn home() -> Home {
    Home::new()
        .with("PROBE__BUDGET", &EPSILON.to_string())
        .with("PROBE__PAUSE_MS", "4")
        .with("JOBS__MAX_RUNNING", "6")
        .with("LIMITS__CONCURRENCY", "4000")
        .with("TELEMETRY__LOG_LEVEL", "error")
}

async fn storm(home: &Home) {
    let service = home.start();
    let over = Arc::new(AtomicBool::new(false));
    let killer = std::thread::spawn(kill_workers(
        home.path("data/jobs/probe"),
        Arc::clone(&over),
    ));
    let (admitted, refused) = flood(&service).await;
    assert!(admitted > 0 && refused > 0, "{admitted} and {refused}");
    assert_eq!(admitted + refused, ADMISSIONS);
    // The service dies with jobs running and waiting, and comes back.
    service.signal(Signal::KILL);
    drop(service);
    let service = home.start();
    let mut client = service.client().await;
    // What ended has made room: more is admitted, again all at once.
    let (more, _) = flood(&service).await;
    let states = all_ended(&mut client).await;
    over.store(true, Ordering::Relaxed);
    let killed = killer.join().unwrap();
    assert_eq!(states.values().sum::<usize>(), admitted + more);
    assert!(
        killed > 0 && states[&JobState::Failed] >= killed / 2,
        "{killed}: {states:?}"
    );
    check(&history(&mut client).await, admitted + more);
}

/// Asks for all admissions at once; how many were admitted and refused.
async fn flood(service: &Service<'_>) -> (usize, usize) {
    let client = service.client().await;
    let (admitted, refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut calls = tokio::task::JoinSet::new();
    for index in 0..ADMISSIONS {
        let mut client = client.clone();
        let (admitted, refused) = (Arc::clone(&admitted), Arc::clone(&refused));
        calls.spawn(async move {
            let steps = 1 + index as u64 % PLANNED;
            match client.create_audit_job(create("spend", steps, "")).await {
                Ok(_) => admitted.fetch_add(1, Ordering::Relaxed),
                Err(status) => {
                    let reason = failure::<()>(Err(status)).reason;
                    assert_eq!(reason, "PRIVACY_BUDGET_EXCEEDED");
                    refused.fetch_add(1, Ordering::Relaxed)
                }
            };
        });
    }
    while let Some(done) = calls.join_next().await {
        done.unwrap();
    }
    (
        admitted.load(Ordering::Relaxed),
        refused.load(Ordering::Relaxed),
    )
}

/// SIGKILL to about every other worker; returns how many were hit.
fn kill_workers(jobs: PathBuf, over: Arc<AtomicBool>) -> impl FnOnce() -> usize {
    move || {
        let mut seen = BTreeMap::new();
        while !over.load(Ordering::Relaxed) {
            for entry in std::fs::read_dir(&jobs).into_iter().flatten().flatten() {
                let lock = entry.path().join("worker.lock");
                let text = std::fs::read_to_string(lock).unwrap_or_default();
                let (Ok(pid), false) = (text.parse::<i32>(), seen.contains_key(&entry.path()))
                else {
                    continue;
                };
                let hit = seen.len() % 2 == 0
                    && Pid::from_raw(pid).is_some_and(|pid| {
                        rustix::process::kill_process(pid, Signal::KILL).is_ok()
                    });
                seen.insert(entry.path(), hit);
            }
            std::thread::sleep(Duration::from_millis(3));
        }
        seen.values().filter(|hit| **hit).count()
    }
}

/// Waits until no job is left to run; how many ended in which state.
async fn all_ended(client: &mut Client) -> BTreeMap<JobState, usize> {
    let begin = Instant::now();
    loop {
        let (mut states, mut token) = (BTreeMap::new(), String::new());
        loop {
            let request = api::ListAuditJobsRequest {
                page_size: 1000,
                page_token: token,
            };
            let page = client.list_audit_jobs(request).await.unwrap().into_inner();
            for job in &page.audit_jobs {
                *states.entry(job.state()).or_default() += 1;
            }
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        if !states.contains_key(&JobState::Pending) && !states.contains_key(&JobState::Running) {
            return states;
        }
        assert!(begin.elapsed() < Duration::from_secs(200), "{states:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

pub(crate) async fn history(client: &mut Client) -> Vec<Entry> {
    let request = api::ExportReportRequest {
        name: "history".into(),
        ..api::ExportReportRequest::default()
    };
    let mut pieces = client.export_report(request).await.unwrap().into_inner();
    let mut json = Vec::new();
    while let Some(piece) = pieces.message().await.unwrap() {
        json.extend(piece.chunk);
    }
    serde_json::from_slice(&json).unwrap()
}

fn replayed(entries: &[Entry]) -> Ledger {
    Ledger::replay(entries.to_vec()).unwrap()
}

/// The chain holds, the budget held at every moment, and no reservation was left.
fn check(entries: &[Entry], admitted: usize) {
    let budget = Budget {
        epsilon: EPSILON,
        delta: BUDGET_DELTA,
    };
    let mut ledger = replayed(&entries[..1]);
    let (mut reserved, mut settled, mut released) = (0, 0, 0);
    for entry in &entries[1..] {
        ledger.extend(entry.clone()).unwrap();
        match entry.action() {
            Action::Reserve { .. } => reserved += 1,
            Action::Settle { .. } => settled += 1,
            Action::Release { .. } => released += 1,
            _ => continue,
        }
        assert!(ledger.spent().unwrap() <= budget.epsilon);
    }
    assert_eq!(ledger.budget(), budget);
    assert_eq!(reserved, admitted);
    assert_eq!(settled + released, reserved);
    assert_eq!(ledger.open_jobs().count(), 0);
    assert!(settled > 0);
}

/// A PostgreSQL of this test's own, on a socket in a folder of its own.
struct Postgres {
    dir: tempfile::TempDir,
    server: Child,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Postgres {
    /// `None` where it is not installed.
    fn start() -> Option<Self> {
        let programs = programs()?;
        let dir = tempfile::tempdir_in("/tmp").unwrap();
        // It refuses to run as root.
        let nobody = rustix::process::geteuid().is_root().then_some(65534);
        let owner = |path: &Path| chown(path, nobody, nobody).unwrap();
        let data = dir.path().join("data");
        std::fs::create_dir(&data).unwrap();
        owner(dir.path());
        owner(&data);
        let run = |name: &str| {
            let mut command = Command::new(programs.join(name));
            command.current_dir(dir.path()).stdin(Stdio::null());
            command.stdout(Stdio::null()).stderr(Stdio::null());
            if let Some(id) = nobody {
                command.uid(id).gid(id);
            }
            command
        };
        let mut initdb = run("initdb");
        initdb
            .args(["-A", "trust", "-U", "postgres", "--no-sync", "-D"])
            .arg(&data);
        assert!(initdb.status().unwrap().success());
        let mut server = run("postgres");
        server.arg("-D").arg(&data).arg("-k").arg(dir.path());
        server.args(["-c", "listen_addresses="]);
        // Nobody waits for it here: the service does.
        let server = server.spawn().unwrap();
        Some(Self { dir, server })
    }

    fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost/postgres?host={}",
            self.dir.path().display()
        )
    }
}

/// The folder of PostgreSQL's programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    folders.extend(["/usr/local/bin".into(), "/usr/bin".into()]);
    folders.into_iter().find(|folder| {
        ["initdb", "postgres"]
            .iter()
            .all(|name| folder.join(name).is_file())
    })
}
