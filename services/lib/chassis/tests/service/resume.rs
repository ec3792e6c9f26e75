//! Jobs that go on with another worker: after its death, after the service's,
//! after an orderly stop.

use dp::DpEvent;
use dp::ledger::Action;
use proto::audit::v1 as api;
use proto::job::v1::{JobEvent, JobState};
use rustix::process::{Pid, Signal};

use crate::harness::{
    Client, Home, Service, cancelled, failure, job, reached, started, until, watched,
};
use crate::ledger::history;
use crate::probe::{PLANNED, STARTS, STATE, saved, spent};

fn home() -> Home {
    Home::resuming().with("PROBE__BUDGET", "6")
}

fn kill(worker: Pid, signal: Signal) {
    rustix::process::kill_process(worker, signal).unwrap();
}

/// The steps that a job's workers began after.
fn starts(service: &Service<'_>, id: &str) -> Vec<u64> {
    let text = std::fs::read_to_string(service.job_dir(id).join(STARTS)).unwrap();
    text.lines().map(|line| line.parse().unwrap()).collect()
}

/// Steps that a job has written down as released.
fn noted(service: &Service<'_>, id: &str) -> u64 {
    let Ok(bytes) = std::fs::read(service.job_dir(id).join("spend.json")) else {
        return 0;
    };
    match serde_json::from_slice(&bytes).unwrap() {
        DpEvent::SelfComposed { count, .. } => count,
        other => panic!("{other:?}"),
    }
}

/// Waits until a number of steps is noted. The note never falls.
async fn noted_at_least(service: &Service<'_>, id: &str, steps: u64) {
    let mut highest = 0;
    until("steps are taken", || {
        let now = noted(service, id);
        assert!(now >= highest, "{now} after {highest}");
        highest = now;
        (now >= steps).then_some(())
    })
    .await;
}

/// What the ledger says of a job after its reservation.
async fn settled(client: &mut Client, id: &str) -> Vec<Action> {
    let entries = history(client).await.into_iter();
    entries
        .map(|entry| entry.action().clone())
        .filter(|action| match action {
            Action::Settle { job, .. } | Action::Release { job } => job == id,
            _ => false,
        })
        .collect()
}

fn settle(id: &str, steps: u64) -> Vec<Action> {
    vec![Action::Settle {
        job: id.to_owned(),
        event: spent(steps),
    }]
}

fn phases(events: &[JobEvent], phase: &str) -> usize {
    let phase_of = |event: &JobEvent| event.progress.clone().unwrap_or_default().phase;
    events.iter().filter(|e| phase_of(e) == phase).count()
}

/// The states of a job, without repetitions.
fn states(events: &[JobEvent]) -> Vec<JobState> {
    let mut states: Vec<_> = events.iter().map(JobEvent::state).collect();
    states.dedup();
    states
}

pub(crate) async fn a_dead_worker_is_followed_by_another() {
    let home = home().with("PROBE__PAUSE_MS", "30");
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "train", PLANNED).await;
    let first = service.worker(&id).await;
    noted_at_least(&service, &id, 12).await;
    until("something is staged", || {
        (service.staging() > 0).then_some(())
    })
    .await;
    kill(first, Signal::KILL);
    noted_at_least(&service, &id, 22).await;
    // Nobody asked the second to suspend: its word is not a reason to wait.
    let second = service.worker_after(&id, first).await;
    kill(second, Signal::TERM);
    noted_at_least(&service, &id, PLANNED).await;
    let events = watched(&mut client, &id, 0).await;
    use JobState::{Pending, Running, Succeeded};
    assert_eq!(states(&events), [Pending, Running, Succeeded]);
    assert_eq!(phases(&events, "resume"), 2);
    let end = events.last().unwrap();
    assert_eq!(end.output, "reports/whole");
    assert_eq!(end.progress.as_ref().unwrap().step, PLANNED);
    let starts = starts(&service, &id);
    assert_eq!(starts[..2], [0, 10]);
    assert!(starts[2] >= 20 && starts.len() == 3, "{starts:?}");
    assert_eq!(settled(&mut client, &id).await, settle(&id, PLANNED));
    let log = std::fs::read_to_string(service.job_dir(&id).join("worker.log")).unwrap();
    assert_eq!(log.matches("worker started").count(), 3, "{log}");
    assert_eq!(service.staging(), 0);
}

pub(crate) async fn a_job_that_comes_no_further_is_given_up() {
    let home = home().with("JOBS__MAX_RESTARTS", "2");
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "stuck", 10).await;
    let end = reached(&mut client, &id, JobState::Failed).await;
    let error = end.error.unwrap();
    assert_eq!(error.reason, "WORKER_LOST");
    assert_eq!(error.metadata["exit_signal"], "9");
    // It came to the first step once, and twice no further.
    assert_eq!(starts(&service, &id), [0, 0, 0]);
    assert_eq!(settled(&mut client, &id).await, settle(&id, 2));
    assert_eq!(service.staging(), 0);
    let next = started(&mut client, "train", 1).await;
    reached(&mut client, &next, JobState::Succeeded).await;
}

pub(crate) async fn coming_further_is_forgiven_every_death() {
    let home = Home::resuming().with("JOBS__MAX_RESTARTS", "1");
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "stumble", 7).await;
    reached(&mut client, &id, JobState::Succeeded).await;
    assert_eq!(starts(&service, &id), [0, 2, 4, 6]);
}

pub(crate) async fn no_restarts_where_none_are_wanted() {
    let home = Home::resuming().with("JOBS__MAX_RESTARTS", "0");
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "stumble", 7).await;
    let end = reached(&mut client, &id, JobState::Failed).await;
    assert_eq!(end.error.unwrap().reason, "WORKER_LOST");
    assert_eq!(starts(&service, &id), [0]);
}

pub(crate) async fn a_killed_service_goes_on_with_its_jobs() {
    let home = home().with("PROBE__PAUSE_MS", "20");
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "train", PLANNED).await;
    let worker = service.worker(&id).await;
    noted_at_least(&service, &id, 12).await;
    let seen = watched_some(&mut client, &id).await;
    service.signal(Signal::KILL);
    service.ended().await;

    let service = home.start();
    let mut client = service.client().await;
    assert_eq!(settled(&mut client, &id).await, []);
    let events = watched(&mut client, &id, seen).await;
    assert_eq!(events[0].cursor, seen + 1);
    let last: Vec<_> = states(&events).into_iter().rev().take(3).collect();
    use JobState::{Pending, Running, Succeeded};
    assert_eq!(last, [Succeeded, Running, Pending]);
    assert!(phases(&events, "resume") > 0);
    until("the orphan is gone", || {
        rustix::process::test_kill_process(worker).err()
    })
    .await;
    // Left alone, the first worker saved where it was.
    let starts = starts(&service, &id);
    assert!(starts.len() == 2 && starts[1] >= 10, "{starts:?}");
    assert_eq!(settled(&mut client, &id).await, settle(&id, PLANNED));
    let done = job(&mut client, &id).await;
    assert!(done.start_time.unwrap().seconds <= events[0].time.unwrap().seconds);
    assert_eq!(service.staging(), 0);
}

/// Watches until some progress came; its cursor.
async fn watched_some(client: &mut Client, id: &str) -> u64 {
    let request = api::WatchAuditJobRequest {
        name: id.into(),
        cursor: 2,
    };
    let mut stream = client.watch_audit_job(request).await.unwrap().into_inner();
    stream.message().await.unwrap().unwrap().cursor
}

pub(crate) async fn a_service_that_is_killed_over_and_over_gives_up() {
    let home = home().with("JOBS__MAX_RESTARTS", "1");
    let mut service = home.start();
    let id = started(&mut service.client().await, "deaf", 9).await;
    let mut worker = service.worker(&id).await;
    for lives in 0..2 {
        service.signal(Signal::KILL);
        service.ended().await;
        service = home.start();
        if lives == 0 {
            worker = service.worker_after(&id, worker).await;
        }
    }
    let mut client = service.client().await;
    let end = reached(&mut client, &id, JobState::Failed).await;
    assert_eq!(end.error.unwrap().reason, "SERVICE_RESTARTED");
    until("the last worker is gone", || {
        rustix::process::test_kill_process(worker).err()
    })
    .await;
}

pub(crate) async fn a_stopping_service_suspends_its_jobs() {
    // A stop in order is nobody's death.
    let home = home()
        .with("PROBE__PAUSE_MS", "20")
        .with("JOBS__MAX_RESTARTS", "0");
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "train", PLANNED).await;
    noted_at_least(&service, &id, 12).await;
    let seen = watched_some(&mut client, &id).await;
    let request = api::WatchAuditJobRequest {
        name: id.clone(),
        cursor: seen,
    };
    let mut watch = client.watch_audit_job(request).await.unwrap().into_inner();
    service.signal(Signal::TERM);
    let (mut cursor, mut state) = (seen, JobState::Running);
    let told = loop {
        match watch.message().await {
            Ok(event) => {
                let event = event.unwrap();
                (cursor, state) = (event.cursor, event.state());
            }
            Err(status) => break failure::<()>(Err(status)),
        }
    };
    assert_eq!(told.reason, "SERVICE_STOPPING");
    assert_eq!(state, JobState::Pending);
    drop((client, watch));
    let file = service.job_dir(&id).join(STATE);
    assert_eq!(service.ended().await, Some(0));
    let saved = saved(&file);
    assert!((12..PLANNED).contains(&saved), "{saved}");

    let service = home.start();
    let mut client = service.client().await;
    let events = watched(&mut client, &id, cursor).await;
    use JobState::{Running, Succeeded};
    assert_eq!(states(&events), [Running, Succeeded]);
    assert_eq!(starts(&service, &id), [0, saved]);
    assert_eq!(settled(&mut client, &id).await, settle(&id, PLANNED));
}

pub(crate) async fn a_running_job_is_cancelled_for_good() {
    let home = home();
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "train", 100_000).await;
    noted_at_least(&service, &id, 2).await;
    cancelled(&mut client, &id).await;
    let end = reached(&mut client, &id, JobState::Cancelled).await;
    assert_eq!(end.output, "reports/partial");
    // It is remembered where the worker does not listen and the service dies.
    let deaf = started(&mut client, "deaf", 100_000).await;
    service.worker(&deaf).await;
    assert_eq!(
        cancelled(&mut client, &deaf).await.state(),
        JobState::Running
    );
    service.signal(Signal::KILL);
    service.ended().await;
    let service = home.start();
    let mut client = service.client().await;
    let end = reached(&mut client, &deaf, JobState::Cancelled).await;
    assert!(end.error.is_none() && end.output.is_empty());
}

pub(crate) async fn a_job_that_waits_to_go_on_is_cancelled_at_its_price() {
    let home = home()
        .with("JOBS__MAX_RUNNING", "2")
        .with("PROBE__PAUSE_MS", "20");
    let service = home.start();
    let mut client = service.client().await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let id = started(&mut client, "train", PLANNED).await;
        noted_at_least(&service, &id, 3).await;
        ids.push(id);
    }
    drop(client);
    service.signal(Signal::TERM);
    service.ended().await;

    let home = home.with("JOBS__MAX_RUNNING", "1");
    let service = home.start();
    let mut client = service.client().await;
    let waits = cancelled(&mut client, &ids[1]).await;
    assert_eq!(waits.state(), JobState::Cancelled);
    let price = noted(&service, &ids[1]);
    assert!((3..PLANNED).contains(&price), "{price}");
    assert_eq!(
        settled(&mut client, &ids[1]).await,
        settle(&ids[1], price),
        "it is not given back: batches were drawn"
    );
    reached(&mut client, &ids[0], JobState::Succeeded).await;
}

pub(crate) async fn workers_have_an_allocator_of_their_own() {
    let mut home = Home::new();
    for given in [None, Some("glibc.malloc.check=0")] {
        if let Some(given) = given {
            let variable = ("GLIBC_TUNABLES".to_owned(), given.to_owned());
            home.variables.push(variable);
        }
        let service = home.start();
        let mut client = service.client().await;
        let id = started(&mut client, "count", 100_000).await;
        let worker = service.worker(&id).await.as_raw_nonzero();
        let environment = std::fs::read(format!("/proc/{worker}/environ")).unwrap();
        let environment = String::from_utf8_lossy(&environment).into_owned();
        let variable = environment
            .split('\0')
            .find_map(|v| v.strip_prefix("GLIBC_TUNABLES="))
            .unwrap();
        match given {
            Some(given) => assert_eq!(variable, given),
            None => assert!(variable.contains("mmap_threshold=8589934592"), "{variable}"),
        }
        cancelled(&mut client, &id).await;
    }
}
