//! A privacy budget through private jobs that end in every way.

use std::process::Command;

use serde_json::Value;
use tests::Suite;
use tests::suite::eventually;

const RECORDS: usize = 60;

fn dataset(suite: &Suite) {
    let records: String = (0..RECORDS)
        .map(|i| format!("{{\"text\":\"mail user{i}@example.org a word or two\"}}\n"))
        .collect();
    let source = suite.file("people.jsonl", records);
    suite.tacit(&["dataset", "create", "--name", "people", "--from", &source]);
}

/// Arguments of a private job of so many steps.
fn job<'a>(noise: &'a str, steps: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec![
        "finetune",
        "create",
        "--dataset",
        "people",
        "--base-model",
        "tiny",
        "--method",
        "dp-lora",
        "--noise-multiplier",
        noise,
        "--delta",
        "1e-5",
        "--batch-size",
        "4",
        "--max-steps",
        steps,
    ];
    arguments.extend(more);
    arguments
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap()
}

#[test]
fn spends_are_reserved_settled_and_refused() {
    // A worker that dies ends its job.
    let suite = Suite::start(&[("TACIT_FINETUNE__JOBS__MAX_RESTARTS", "0")]);
    dataset(&suite);
    let set = [
        "budget",
        "set",
        "people",
        "--epsilon",
        "3",
        "--delta",
        "1e-5",
    ];
    suite.tacit(&set);
    assert_eq!(suite.refused(&set)["reason"], "PRIVACY_LEDGER_RULE");

    // A job that ends well: its statement, the ledger and the calculator say the same.
    suite.tacit(&job("2", "10", &["--checkpoint-id", "whole"]));
    let checkpoint = suite.tacit(&["checkpoint", "get", "whole"]);
    let claim = number(&checkpoint["privacy"], "epsilon");
    assert_eq!(checkpoint["privacy"]["guaranteed"], true);
    let budget = suite.tacit(&["budget", "get", "people"]);
    assert_eq!(number(&budget, "spent_epsilon"), claim);
    let events = checkpoint["privacy"]["transcript_json"].as_str().unwrap();
    let events = suite.file("events.json", format!("[{events}]"));
    let recomputed = suite.tacit(&["privacy", "compose", &events, "--delta", "1e-5"]);
    assert_eq!(number(&recomputed, "epsilon"), claim);

    // One that asks for more than is left is refused before it runs; so is one without a guarantee.
    let refused = suite.refused(&job("0.3", "500", &[]));
    assert_eq!(refused["reason"], "PRIVACY_BUDGET_EXCEEDED");
    let mut plain = vec!["finetune", "create", "--dataset", "people"];
    plain.extend(["--base-model", "tiny", "--method", "lora"]);
    assert_eq!(suite.refused(&plain)["reason"], "PRIVACY_BUDGET_EXCEEDED");

    // A killed worker is charged what it may have released, and the rest is free again.
    let killed = suite.tacit(&job("9", "3000", &["--detach"]));
    let killed = killed["name"].as_str().unwrap().to_owned();
    eventually("the first step", || {
        let job = suite.tacit(&["finetune", "get", &killed]);
        job["progress"]["step"].as_u64().filter(|&step| step > 0)
    });
    let reserved = suite.tacit(&["budget", "get", "people"]);
    assert_eq!(reserved["open_jobs"][0], killed);
    let worker = suite.workers("finetune")[0].to_string();
    assert!(
        Command::new("kill")
            .args(["-KILL", &worker])
            .status()
            .unwrap()
            .success()
    );
    eventually("the end of the job", || {
        let job = suite.tacit(&["finetune", "get", &killed]);
        (job["state"] == "JOB_STATE_FAILED").then_some(())
    });
    let settled = suite.tacit(&["budget", "get", "people"]);
    assert_eq!(settled["open_jobs"], serde_json::json!([]));
    let spent = number(&settled, "spent_epsilon");
    assert!(spent > claim && spent < number(&reserved, "committed_epsilon"));

    let history = suite.tacit(&["budget", "history", "people"]);
    let actions: Vec<&str> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            entry["action"]
                .as_str()
                .unwrap()
                .trim_start_matches("BUDGET_ACTION_")
        })
        .collect();
    let expected = ["OPEN", "RESERVE", "SETTLE", "REFUSE", "RESERVE", "SETTLE"];
    assert_eq!(actions, expected);
}

#[test]
fn a_budget_counts_what_was_spent_before_it_and_comes_too_late_after_a_plain_job() {
    let suite = Suite::start(&[]);
    dataset(&suite);
    suite.tacit(&job("2", "10", &["--checkpoint-id", "before"]));
    let claim = suite.tacit(&["checkpoint", "get", "before"]);
    let claim = number(&claim["privacy"], "epsilon");
    let small = (claim / 2.0).to_string();
    let refused = suite.refused(&[
        "budget",
        "set",
        "people",
        "--epsilon",
        &small,
        "--delta",
        "1e-5",
    ]);
    assert_eq!(refused["reason"], "PRIVACY_BUDGET_EXCEEDED");
    let budget = suite.tacit(&[
        "budget",
        "set",
        "people",
        "--epsilon",
        "3",
        "--delta",
        "1e-5",
    ]);
    assert_eq!(number(&budget, "spent_epsilon"), claim);

    let source = suite.file(
        "others.jsonl",
        "{\"text\":\"a word or two for them\"}\n".repeat(40),
    );
    suite.tacit(&["dataset", "create", "--name", "others", "--from", &source]);
    suite.tacit(&[
        "finetune",
        "create",
        "--dataset",
        "others",
        "--base-model",
        "tiny",
        "--method",
        "lora",
        "--max-steps",
        "1",
    ]);
    let late = suite.refused(&[
        "budget",
        "set",
        "others",
        "--epsilon",
        "3",
        "--delta",
        "1e-5",
    ]);
    assert_eq!(late["reason"], "PRIVACY_BUDGET_TOO_LATE");
    assert_eq!(
        suite.refused(&["budget", "get", "others"])["reason"],
        "BUDGET_NOT_FOUND"
    );
}
