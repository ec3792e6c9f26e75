//! A worker that is killed, and one that is cancelled.

use std::process::Command;

use tests::Suite;
use tests::suite::eventually;

fn long_job(suite: &Suite) -> String {
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
        "never",
        "--max-steps",
        "1000000",
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
fn a_killed_worker_fails_its_job_and_nothing_else() {
    let suite = Suite::start(&[]);
    let job = long_job(&suite);
    running(&suite, &job);
    let workers = suite.workers("finetune");
    assert_eq!(workers.len(), 1);
    let killed = Command::new("kill")
        .args(["-KILL", &workers[0].to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let ended = eventually("the end of the job", || {
        let job = suite.tacit(&["finetune", "get", &job]);
        (job["state"] == "JOB_STATE_FAILED").then_some(job)
    });
    assert_eq!(ended["error"]["reason"], "WORKER_LOST");
    assert_eq!(suite.tacit(&["checkpoint", "list"]), serde_json::json!([]));
    let staging = suite.data().join("store/staging");
    assert!(
        std::fs::read_dir(staging).unwrap().next().is_none(),
        "nothing half-made is left"
    );
    // The service goes on.
    suite.tacit(&[
        "finetune",
        "create",
        "--dataset",
        "long",
        "--base-model",
        "tiny",
        "--method",
        "lora",
        "--checkpoint-id",
        "after",
        "--max-steps",
        "1",
    ]);
}

#[test]
fn a_cancelled_job_leaves_a_usable_checkpoint() {
    let suite = Suite::start(&[]);
    let job = long_job(&suite);
    running(&suite, &job);
    suite.tacit(&["finetune", "cancel", &job]);
    let ended = eventually("the end of the job", || {
        let job = suite.tacit(&["finetune", "get", &job]);
        (job["state"] == "JOB_STATE_CANCELLED").then_some(job)
    });
    assert_eq!(ended["checkpoint"], "checkpoints/never");
    let checkpoint = suite.tacit(&["checkpoint", "get", "never"]);
    assert_eq!(checkpoint["ended"], "cancelled");
    assert!(checkpoint["steps"].as_u64().unwrap() > 0);
    suite.tacit(&[
        "audit",
        "create",
        "--checkpoint",
        "never",
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
