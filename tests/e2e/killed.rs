//! A worker that is killed, and one that is cancelled.

use std::process::Command;

use tests::Suite;
use tests::suite::eventually;

/// Steps that no test waits for.
const ENDLESS: u64 = 1_000_000;

/// Steps that take long enough to be killed in between.
const LONG: u64 = 1000;

fn long_job(suite: &Suite, steps: u64) -> String {
    let records: String = (0..200)
        .map(|i| {
            format!(
                "{{\"text\":\"mail user{i}@example.org {}\"}}\n",
                "words and more words ".repeat(15)
            )
        })
        .collect();
    let source = suite.file("long.jsonl", records);
    suite.tacit(&["dataset", "create", "--name", "long", "--from", &source]);
    let job = suite.tacit(&[
        "finetune",
        "create",
        "--dataset",
        "long",
        "--base-model",
        "tiny",
        "--method",
        "lora",
        "--checkpoint-id",
        "long",
        "--max-steps",
        &steps.to_string(),
        "--detach",
    ]);
    job["name"].as_str().unwrap().to_owned()
}

fn running(suite: &Suite, job: &str) {
    eventually("the first step", || {
        let job = suite.tacit(&["finetune", "get", job]);
        job["progress"]["step"].as_u64().filter(|&step| step > 0)
    });
}

#[test]
fn a_job_survives_the_death_of_its_worker() {
    let suite = Suite::start(&[]);
    let job = long_job(&suite, LONG);
    running(&suite, &job);
    let workers = suite.workers("finetune");
    assert_eq!(workers.len(), 1);
    let killed = Command::new("kill")
        .args(["-KILL", &workers[0].to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    eventually("another worker", || {
        let now = suite.workers("finetune");
        (!now.is_empty() && now != workers).then_some(())
    });
    // Nothing is visible before the end, and nothing half-made is left after it.
    assert_eq!(suite.tacit(&["checkpoint", "list"]), serde_json::json!([]));
    let ended = eventually("the end of the job", || {
        let job = suite.tacit(&["finetune", "get", &job]);
        let going = ["JOB_STATE_PENDING", "JOB_STATE_RUNNING"].map(serde_json::Value::from);
        (!going.contains(&job["state"])).then_some(job)
    });
    assert_eq!(ended["state"], "JOB_STATE_SUCCEEDED", "{ended}");
    assert_eq!(ended["checkpoint"], "checkpoints/long");
    let checkpoint = suite.tacit(&["checkpoint", "get", "long"]);
    assert_eq!(checkpoint["ended"], "completed");
    assert_eq!(checkpoint["steps"].as_u64(), Some(LONG));
    let staging = suite.data().join("store/staging");
    assert!(std::fs::read_dir(staging).unwrap().next().is_none());
}

#[test]
fn a_cancelled_job_leaves_a_usable_checkpoint() {
    let suite = Suite::start(&[]);
    let job = long_job(&suite, ENDLESS);
    running(&suite, &job);
    suite.tacit(&["finetune", "cancel", &job]);
    let ended = eventually("the end of the job", || {
        let job = suite.tacit(&["finetune", "get", &job]);
        (job["state"] == "JOB_STATE_CANCELLED").then_some(job)
    });
    assert_eq!(ended["checkpoint"], "checkpoints/long");
    let checkpoint = suite.tacit(&["checkpoint", "get", "long"]);
    assert_eq!(checkpoint["ended"], "cancelled");
    assert!(checkpoint["steps"].as_u64().unwrap() > 0);
    suite.tacit(&[
        "audit",
        "create",
        "--checkpoint",
        "long",
        "--report-id",
        "r",
    ]);
}

#[test]
fn services_do_not_outlive_the_program_that_started_them() {
    let mut suite = Suite::start(&[]);
    let services = ["ingest", "finetune", "audit"];
    let addresses = services.map(|name| {
        let endpoint = suite.endpoint(name);
        endpoint.trim_start_matches("http://").to_owned()
    });
    suite.kill();
    for address in addresses {
        eventually("the service to be gone", || {
            std::net::TcpStream::connect(&address)
                .is_err()
                .then_some(())
        });
    }
}
