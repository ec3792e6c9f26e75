//! Jobs from creation to every kind of end.

use proto::audit::v1 as api;
use proto::job::v1::JobState;
use rustix::process::Signal;

use crate::harness::{Home, create, entries, failure, job, reached, started, until, watched};
use crate::probe::MARKER;

pub(crate) async fn a_job_runs_to_its_end() {
    let home = Home::new();
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "count", 100).await;
    let events = watched(&mut client, &id, 0).await;

    let cursors: Vec<u64> = events.iter().map(|e| e.cursor).collect();
    assert_eq!(cursors, (1..=events.len() as u64).collect::<Vec<_>>());
    assert_eq!(events[0].state(), JobState::Pending);
    assert_eq!(events[1].state(), JobState::Running);
    let last = events.last().unwrap();
    assert_eq!(last.state(), JobState::Succeeded);
    assert_eq!(last.output, "reports/whole");
    let progress = last.progress.as_ref().unwrap();
    assert_eq!((progress.step, progress.total_steps), (100, 100));
    assert!(progress.resident_bytes > 1_000_000);
    // Half a second of work, five lines a second: throttled, but not away.
    assert!((4..30).contains(&events.len()), "{}", events.len());

    let done = job(&mut client, &id).await;
    assert_eq!(done.state(), JobState::Succeeded);
    assert!(done.start_time.is_some() && done.end_time.is_some());
    // From the middle, and from the very end.
    assert_eq!(watched(&mut client, &id, 2).await.len(), events.len() - 2);
    assert!(watched(&mut client, &id, last.cursor).await.is_empty());

    let failed = started(&mut client, "fail", 0).await;
    let end = reached(&mut client, &failed, JobState::Failed).await;
    let error = end.error.unwrap();
    assert_eq!(error.reason, "PROBE_FAILED");
    assert_eq!(error.metadata["line"], "12");
    assert_eq!(service.staging(), 0);
}

pub(crate) async fn a_request_id_makes_creation_idempotent() {
    let home = Home::new();
    let service = home.start();
    let mut client = service.client().await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let job = client.create_audit_job(create("count", 3, "once")).await;
        ids.push(job.unwrap().into_inner().name);
    }
    assert_eq!(ids[0], ids[1]);
    let reused = failure(client.create_audit_job(create("count", 4, "once")).await);
    assert_eq!(reused.reason, "REQUEST_ID_REUSED");
    assert_eq!(reused.metadata["job"], ids[0]);
    assert_eq!(reused.field.as_deref(), Some("request_id"));
    let odd = failure(client.create_audit_job(create("count", 4, "a b")).await);
    assert_eq!(odd.reason, "INVALID_REQUEST_ID");
}

pub(crate) async fn jobs_are_listed_newest_first() {
    let home = Home::new();
    let service = home.start();
    let mut client = service.client().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(started(&mut client, "count", 1).await);
    }
    ids.reverse();
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let request = api::ListAuditJobsRequest {
            page_size: 2,
            page_token: token,
        };
        let page = client.list_audit_jobs(request).await.unwrap().into_inner();
        seen.extend(page.audit_jobs.into_iter().map(|job| job.name));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, ids);
    for (page_size, page_token, reason) in [
        (-1, "", "INVALID_PAGE_SIZE"),
        (1, "x", "INVALID_PAGE_TOKEN"),
    ] {
        let request = api::ListAuditJobsRequest {
            page_size,
            page_token: page_token.into(),
        };
        assert_eq!(
            failure(client.list_audit_jobs(request).await).reason,
            reason
        );
    }
    let none = api::GetAuditJobRequest { name: "x".into() };
    assert_eq!(
        failure(client.get_audit_job(none).await).reason,
        "JOB_NOT_FOUND"
    );
}

pub(crate) async fn a_running_job_is_cancelled() {
    let home = Home::new();
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "count", 100_000).await;
    service.worker(&id).await;
    for _ in 0..2 {
        let request = api::CancelAuditJobRequest { name: id.clone() };
        client.cancel_audit_job(request).await.unwrap();
    }
    let end = reached(&mut client, &id, JobState::Cancelled).await;
    assert_eq!(end.output, "reports/partial");
    assert!(end.error.is_none());
    // Again, after the end: nothing happens.
    let request = api::CancelAuditJobRequest { name: id };
    let job = client.cancel_audit_job(request).await.unwrap().into_inner();
    assert_eq!(job.state(), JobState::Cancelled);
}

pub(crate) async fn a_pending_job_is_cancelled() {
    let home = Home::new();
    let service = home.start();
    let mut client = service.client().await;
    let first = started(&mut client, "count", 100_000).await;
    let second = started(&mut client, "count", 1).await;
    service.worker(&first).await;
    assert_eq!(job(&mut client, &second).await.state(), JobState::Pending);
    let request = api::CancelAuditJobRequest {
        name: second.clone(),
    };
    let ended = client.cancel_audit_job(request).await.unwrap().into_inner();
    assert_eq!(ended.state(), JobState::Cancelled);
    assert!(!service.job_dir(&second).exists());
    assert_eq!(job(&mut client, &first).await.state(), JobState::Running);
}

pub(crate) async fn a_killed_worker_fails_its_job_only() {
    let home = Home::new();
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "count", 100_000).await;
    let worker = service.worker(&id).await;
    until("something is staged", || {
        (service.staging() > 0).then_some(())
    })
    .await;
    rustix::process::kill_process(worker, Signal::KILL).unwrap();
    let end = reached(&mut client, &id, JobState::Failed).await;
    let error = end.error.unwrap();
    assert_eq!(error.reason, "WORKER_LOST");
    assert_eq!(error.metadata["exit_signal"], "9");
    assert!(!error.action.is_empty());
    assert_eq!(service.staging(), 0, "a dead worker's staging is swept");
    let next = started(&mut client, "count", 1).await;
    reached(&mut client, &next, JobState::Succeeded).await;
}

pub(crate) async fn a_panic_fails_the_job_without_its_text() {
    let home = Home::new();
    let service = home.start();
    let mut client = service.client().await;
    let id = started(&mut client, "panic", 1).await;
    let end = reached(&mut client, &id, JobState::Failed).await;
    let error = end.error.unwrap();
    assert_eq!(error.reason, "WORKER_PANICKED");
    let log = std::fs::read_to_string(service.job_dir(&id).join("worker.log")).unwrap();
    assert!(
        log.contains("panicked") && log.contains("probe.rs"),
        "{log}"
    );
    assert!(!log.contains(MARKER) && !home.log().contains(MARKER));
    assert!(!format!("{error:?}").contains(MARKER));
}

pub(crate) async fn a_restart_fails_running_jobs_and_runs_pending_ones() {
    let home = Home::new();
    let service = home.start();
    let mut client = service.client().await;
    let running = started(&mut client, "count", 100_000).await;
    let pending = started(&mut client, "count", 2).await;
    let worker = service.worker(&running).await;
    let seen = until_step(&mut client, &running).await;
    service.signal(Signal::KILL);
    service.ended().await;

    let service = home.start();
    let mut client = service.client().await;
    let events = watched(&mut client, &running, seen).await;
    assert_eq!(
        events[0].cursor,
        seen + 1,
        "nothing missed, nothing repeated"
    );
    let end = events.last().unwrap();
    assert_eq!(end.state(), JobState::Failed);
    assert_eq!(end.error.as_ref().unwrap().reason, "SERVICE_RESTARTED");
    reached(&mut client, &pending, JobState::Succeeded).await;
    until("the orphan is gone", || {
        rustix::process::test_kill_process(worker).err()
    })
    .await;
    assert_eq!(service.staging(), 0);
    assert_eq!(entries(&home.path("data/jobs/probe")), 2);
}

/// Watches until some progress came; its cursor.
async fn until_step(client: &mut crate::harness::Client, id: &str) -> u64 {
    let request = api::WatchAuditJobRequest {
        name: id.into(),
        cursor: 2,
    };
    let mut stream = client.watch_audit_job(request).await.unwrap().into_inner();
    stream.message().await.unwrap().unwrap().cursor
}

pub(crate) async fn a_stopping_service_lets_its_worker_finish() {
    let home = Home::new();
    let service = home.start();
    let mut client = service.client().await;
    let running = started(&mut client, "count", 100_000).await;
    let pending = started(&mut client, "count", 1).await;
    service.worker(&running).await;
    let mut watcher = service.client().await;
    let watch = {
        let running = running.clone();
        tokio::spawn(async move { watched(&mut watcher, &running, 0).await })
    };
    until_step(&mut client, &running).await;
    let request = api::WatchAuditJobRequest {
        name: pending.clone(),
        cursor: 1,
    };
    let mut waiting = client.watch_audit_job(request).await.unwrap().into_inner();
    service.signal(Signal::TERM);
    // The watch sees the end, though the service is on its way out; the watch of
    // a job that did not run is told to come back.
    let end = watch.await.unwrap().pop().unwrap();
    assert_eq!(end.state(), JobState::Failed);
    assert_eq!(end.error.unwrap().reason, "SERVICE_RESTARTED");
    assert_eq!(end.output, "reports/partial");
    assert_eq!(failure(waiting.message().await).reason, "SERVICE_STOPPING");
    drop((client, waiting));
    assert_eq!(service.ended().await, Some(0));

    let service = home.start();
    let mut client = service.client().await;
    reached(&mut client, &pending, JobState::Succeeded).await;
}
