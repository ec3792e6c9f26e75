//! The real program, without services: help, usage, errors, local commands.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A run with its own data folder and none of the caller's settings.
fn tacit(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tacit"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn help_and_version_are_results() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["--help"][..],
        &["finetune", "create", "--help"],
        &["--version"],
    ] {
        let run = tacit(folder.path(), arguments);
        assert_eq!(run.status.code(), Some(0), "{arguments:?}");
        assert!(
            run.stderr.is_empty() && !run.stdout.is_empty(),
            "{arguments:?}"
        );
    }
    let help = text(&tacit(folder.path(), &["audit", "create", "--help"]).stdout);
    assert!(help.contains("Examples:\n  tacit audit create"), "{help}");
}

#[test]
fn wrong_usage_is_2_and_says_so_in_the_asked_form() {
    let folder = tempfile::tempdir().unwrap();
    let run = tacit(folder.path(), &["finetune", "create"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(run.stdout.is_empty() && text(&run.stderr).contains("--dataset"));
    let run = tacit(folder.path(), &["finetune", "create", "--json"]);
    assert_eq!(run.status.code(), Some(2));
    let error: Value = serde_json::from_slice(&run.stderr).unwrap();
    assert_eq!(error["error"]["reason"], "USAGE");
}

#[test]
fn without_a_suite_every_service_command_says_how_to_start_one() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["dataset", "list"][..],
        &["checkpoint", "list"],
        &["report", "list"],
    ] {
        let run = tacit(folder.path(), arguments);
        assert_eq!(run.status.code(), Some(1), "{arguments:?}");
        let error = text(&run.stderr);
        assert!(error.starts_with("error[NO_ENDPOINT]: "), "{error}");
        assert!(
            error.contains("tacit up") && run.stdout.is_empty(),
            "{error}"
        );
    }
}

#[test]
fn a_service_that_does_not_answer_is_named() {
    let folder = tempfile::tempdir().unwrap();
    // Bound and dropped: a port on which nobody listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let endpoint = format!("http://127.0.0.1:{port}");
    let arguments = ["dataset", "list", "--json", "--ingest-endpoint", &endpoint];
    let run = tacit(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&run.stderr).unwrap();
    assert_eq!(error["error"]["reason"], "UNREACHABLE");
    assert!(
        error["error"]["message"]
            .as_str()
            .unwrap()
            .contains(&endpoint)
    );
}

#[test]
fn a_missing_source_is_told_without_a_service() {
    let folder = tempfile::tempdir().unwrap();
    let run = tacit(
        folder.path(),
        &["dataset", "create", "--name", "a", "--from", "no.jsonl"],
    );
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stderr).starts_with("error[FILE_NOT_FOUND]: cannot read no.jsonl"));
}

#[test]
fn synth_writes_records_with_exact_spans() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "dataset",
        "synth",
        "--out",
        "a.jsonl",
        "--records",
        "40",
        "--json",
    ];
    let run = tacit(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let said: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(said["records"], 40);
    let written = std::fs::read_to_string(folder.path().join("a.jsonl")).unwrap();
    assert_eq!(written.lines().count(), 40);
    let mut spans = 0;
    for line in written.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let body = record["text"].as_str().unwrap();
        for span in record["spans"].as_array().unwrap() {
            let at = |end: &str| usize::try_from(span[end].as_u64().unwrap()).unwrap();
            assert!(!body[at("start")..at("end")].is_empty());
            spans += 1;
        }
    }
    assert_eq!(said["spans"], spans);
    let again = tacit(
        folder.path(),
        &["dataset", "synth", "--out", "b.jsonl", "--records", "40"],
    );
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(
        std::fs::read_to_string(folder.path().join("b.jsonl")).unwrap(),
        written
    );
}

#[test]
fn a_refused_synth_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["dataset", "synth", "--out", "a.jsonl", "--holdout", "1.5"];
    let run = tacit(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stderr).starts_with("error[SYNTH_CONFIG_INVALID]"));
    assert!(!folder.path().join("a.jsonl").exists());
}

#[test]
fn a_batch_of_bounds_answers_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let rows = r#"{"method":"one-run","m":1000,"r":100,"v":95,"delta":1e-5,"p":0.05}
{"method":"one-run-fdp","m":1000,"r":100,"v":95,"delta":1e-5,"p":0.05}

secret words
{"method":"one-run","m":10,"r":11,"v":1,"delta":0,"p":0.05}
{"method":"clopper-pearson","tp":500,"n_in":500,"fp":0,"n_out":500,"alpha":0.05,"delta":0}
"#;
    std::fs::write(folder.path().join("rows.jsonl"), rows).unwrap();
    let arguments = ["audit", "bound", "--batch", "rows.jsonl", "--json"];
    let run = tacit(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("BATCH_INCOMPLETE"));
    let answers = text(&run.stdout);
    assert!(!answers.contains("secret"));
    let answers: Vec<Value> = answers
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 5);
    let eps = |line: usize| answers[line]["eps"].as_f64().unwrap();
    assert!(eps(0) > 2.0 && eps(1) > eps(0));
    assert_eq!(answers[2]["error"]["reason"], "BOUND_JSON_INVALID");
    assert_eq!(answers[3]["error"]["field"], "r");
    assert!((eps(4) - 4.905_594_210_033_932).abs() < 1e-9);

    let single = "audit bound --method one-run --m 100 --r 100 --v 100 --delta 0 --p 0.05";
    let run = tacit(folder.path(), &single.split(' ').collect::<Vec<_>>());
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("3.49296"));
    let run = tacit(folder.path(), &["audit", "bound"]);
    assert_eq!(run.status.code(), Some(2));
}

#[test]
fn completions_know_the_commands() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = tacit(folder.path(), &["completions", shell]);
        assert_eq!(run.status.code(), Some(0));
        let script = text(&run.stdout);
        assert!(
            script.contains("finetune") && script.contains("base-model"),
            "{shell}"
        );
    }
}

#[test]
fn up_names_a_port_in_use_and_leaves_no_endpoints() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let arguments = [
        "up",
        "--data-dir",
        "d",
        "--port",
        "0",
        "--audit-port",
        &port,
    ];
    let run = tacit(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(1));
    let error = text(&run.stderr);
    assert!(
        error.starts_with(&format!("error[PORT_IN_USE]: port {port} is in use")),
        "{error}"
    );
    assert!(!folder.path().join("d/endpoints.json").exists());
}

#[test]
fn up_names_a_missing_program() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["up", "--data-dir", "d", "--port", "0", "--bin-dir", "."];
    let run = tacit(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stderr).starts_with("error[SERVICE_BINARY_MISSING]"));
}

/// A program in the place of a service.
fn program(folder: &Path, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_service_that_refuses_to_start_ends_the_suite_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "ingest", "exec /bin/sleep 60");
    program(
        folder.path(),
        "finetune",
        "echo 'finetune: no such key [CONFIG_UNKNOWN_KEY]' >&2; exit 1",
    );
    program(folder.path(), "audit", "exec /bin/sleep 60");
    let arguments = ["up", "--data-dir", "d", "--port", "0", "--bin-dir", "."];
    let run = tacit(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(1));
    let error = text(&run.stderr);
    assert!(
        error.contains("error[CONFIG_UNKNOWN_KEY]: the finetune service"),
        "{error}"
    );
    let log = std::fs::read_to_string(folder.path().join("d/logs/finetune.log")).unwrap();
    assert!(log.contains("CONFIG_UNKNOWN_KEY"));
}

#[test]
fn one_suite_to_a_folder_and_sigterm_ends_it_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ingest", "finetune", "audit"] {
        program(folder.path(), name, "echo started; exec /bin/sleep 60");
    }
    let arguments = ["up", "--data-dir", "d", "--port", "0", "--bin-dir", "."];
    let mut first = Command::new(env!("CARGO_BIN_EXE_tacit"))
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let log = folder.path().join("d/logs/audit.log");
    let started = (0..600).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        std::fs::read_to_string(&log).is_ok_and(|text| text.contains("started"))
    });
    assert!(started, "the last service was not started");
    let second = tacit(folder.path(), &arguments);
    assert!(
        text(&second.stderr).starts_with("error[ALREADY_RUNNING]"),
        "{}",
        text(&second.stderr)
    );
    let pid = rustix::process::Pid::from_raw(i32::try_from(first.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(first.wait().unwrap().code(), Some(0));
    assert!(!folder.path().join("d/endpoints.json").exists());
}

/// Whoever writes a report could write the limits that it keeps.
#[test]
fn a_policy_that_only_the_report_tells_cannot_pass() {
    let folder = tempfile::tempdir().unwrap();
    let policy = serde_json::json!({
        "schema": "tacit.audit-policy/1",
        "name": "lax",
        "version": 1,
        "rules": [{"id": "extraction", "metric": "canary.extracted.fraction", "at_most": 0.5}],
    });
    let report = serde_json::json!({
        "schema": "tacit.report/1",
        "name": "kept",
        "measured": [{
            "metric": "canary.extracted.fraction",
            "method": "codes",
            "evidence": {"kind": "fraction", "count": 0, "of": 299},
        }],
        "preconditions": [],
        "claims_privacy": false,
        "policy": policy,
        "judgement": {"policy_digest": format!("sha256:{:064}", 0)},
    });
    let write = |name: &str, value: &Value| {
        std::fs::write(folder.path().join(name), value.to_string()).unwrap();
    };
    write("report.json", &report);
    write("lax.yaml", &policy);
    let gate = |arguments: &[&str]| {
        let run = tacit(
            folder.path(),
            &[&["audit", "gate", "report.json", "--json"], arguments].concat(),
        );
        let told: Value = serde_json::from_slice(&run.stdout).unwrap_or_default();
        (run.status.code(), told)
    };
    let (code, told) = gate(&["--policy", "lax.yaml"]);
    assert_eq!((code, &told["verdict"]), (Some(0), &"PASS".into()));
    let (code, told) = gate(&[]);
    assert_eq!((code, &told["verdict"]), (Some(11), &"INCONCLUSIVE".into()));
    assert_eq!(told["policy_checked"], false);
    // What fails, fails.
    let mut worse = report;
    worse["measured"][0]["evidence"]["count"] = 299.into();
    write("report.json", &worse);
    assert_eq!(gate(&[]).0, Some(10));
}
