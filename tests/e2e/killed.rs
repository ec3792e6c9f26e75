//! A worker that is killed, and one that is cancelled.

use std::process::Command;

use tests::Suite;
use tests::suite::eventually;

/// Steps that no test waits for.
const ENDLESS: u64 = 1_000_000;

/// Steps that take long enough to be killed in between.
const LONG: u64 = 120;

/// How often a worker is killed.
const DEATHS: u64 = 4;

fn long_job(suite: &Suite, id: &str, steps: u64) -> String {
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
        "long@1",
        "--base-model",
        "tiny",
        "--method",
        "lora",
        "--checkpoint-id",
        id,
        "--max-steps",
        &steps.to_string(),
        "--detach",
    ]);
    job["name"].as_str().unwrap().to_owned()
}

fn running(suite: &Suite, job: &str) -> u64 {
    eventually("the first step", || {
        let job = suite.tacit(&["finetune", "get", job]);
        job["progress"]["step"].as_u64().filter(|&step| step > 0)
    })
}

#[test]
fn a_job_survives_the_death_of_its_worker_and_ends_as_if_nothing_had_been() {
    let suite = Suite::start(&[("TACIT_FINETUNE__FINETUNE__SAVE_SECONDS", "0")]);
    let whole = long_job(&suite, "whole", LONG);
    assert_eq!(end(&suite, &whole)["state"], "JOB_STATE_SUCCEEDED");
    let job = long_job(&suite, "long", LONG);
    let mut deaths = 0;
    while deaths < DEATHS {
        let step = running(&suite, &job);
        let Some(worker) = suite.workers("finetune").first().copied() else {
            break;
        };
        let killed = Command::new("kill")
            .args(["-KILL", &worker.to_string()])
            .status();
        deaths += u64::from(killed.unwrap().success());
        eventually("more steps by another worker", || {
            let job = suite.tacit(&["finetune", "get", &job]);
            let now = job["progress"]["step"].as_u64().unwrap_or(0);
            (now > step || job["state"] != "JOB_STATE_RUNNING").then_some(())
        });
    }
    assert!(deaths > 1, "{deaths}");
    let ended = end(&suite, &job);
    assert_eq!(ended["state"], "JOB_STATE_SUCCEEDED", "{ended}");
    assert_eq!(ended["checkpoint"], "checkpoints/long");
    let checkpoint = suite.tacit(&["checkpoint", "get", "long"]);
    assert_eq!(checkpoint["ended"], "completed");
    assert_eq!(checkpoint["steps"].as_u64(), Some(LONG));
    // The same weights, bit for bit, as those of a run that nobody killed.
    let weights = |id: &str| {
        let checkpoint = suite.tacit(&["checkpoint", "get", id]);
        let folder = std::path::PathBuf::from(checkpoint["path"].as_str().unwrap());
        std::fs::read(folder.join("adapter_model.safetensors")).unwrap()
    };
    assert!(weights("long") == weights("whole"));
    let staging = suite.data().join("store/staging");
    assert!(std::fs::read_dir(staging).unwrap().next().is_none());
}

/// The job once it has ended.
fn end(suite: &Suite, job: &str) -> serde_json::Value {
    eventually("the end of the job", || {
        let job = suite.tacit(&["finetune", "get", job]);
        let going = ["JOB_STATE_PENDING", "JOB_STATE_RUNNING"].map(serde_json::Value::from);
        (!going.contains(&job["state"])).then_some(job)
    })
}

#[test]
fn a_cancelled_job_leaves_a_usable_checkpoint() {
    let suite = Suite::start(&[]);
    let job = long_job(&suite, "long", ENDLESS);
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
