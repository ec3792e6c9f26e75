//! `tacit model`, with a program in the place of `finetune`: what it is asked, and how its answers
//! and its ends are told.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

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

/// A folder with a `finetune` that runs a script.
fn folder(script: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("finetune");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const SCORE: [&str; 8] = [
    "model",
    "score",
    "--bin-dir",
    ".",
    "--model",
    "m",
    "--ids",
    "i",
];

#[test]
fn arguments_reach_the_program_and_its_result_comes_back() {
    let folder = folder(
        r#"echo "$*" > asked
        echo '{"out": "o", "tensors": 3, "sequences": 2, "length": 9, "loss": 4.25}'"#,
    );
    let more = [
        "--out",
        "o",
        "--grads",
        "--clip-norm",
        "0.1",
        "--adapter",
        "a",
    ];
    let run = tacit(folder.path(), &[&SCORE[..], &more].concat());
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let told = text(&run.stdout);
    assert!(
        told.contains("wrote o: 3 tensors") && told.contains("4.2500"),
        "{told}"
    );
    let asked = std::fs::read_to_string(folder.path().join("asked")).unwrap();
    let expected = "model score --model m --ids i --out o --adapter a --grads --clip-norm 1e-1";
    assert_eq!(asked.trim(), expected);
    let run = tacit(
        folder.path(),
        &[&SCORE[..], &["--out", "o", "--json"]].concat(),
    );
    let value: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(value["loss"], 4.25);
}

#[test]
fn a_model_is_described_for_people() {
    let folder = folder(
        r#"echo '{"kind": "model", "family": "gemma2", "parameters": 2614341888, "tied_head": true,
        "shape": {"layers": 3, "hidden": 8, "heads": 4, "kv_heads": 2, "head_dim": 2, "intermediate": 16,
        "vocabulary": 50, "positions": 64}, "windows": [5, null, 5], "rope": [{"kind": "yarn",
        "theta": 10000.0, "rotary_dim": 2, "layers": [0, 1, 2]}], "soft_caps": {"attention": 50.0,
        "logits": null}, "biases": {"feed_forward": true, "attention_output": false}, "tokenizer": null,
        "weights": {"files": 2, "tensors": 9, "bytes": 2048, "scalars": {"BF16": 1024}},
        "training": {"full": {"trained": 100, "flops_per_token": 600, "state_bytes": 1600}}}' | tr -d '\n'"#,
    );
    let run = tacit(folder.path(), &["model", "inspect", "--bin-dir", ".", "-m"]);
    assert_eq!(run.status.code(), Some(2));
    let run = tacit(folder.path(), &["model", "inspect", "--bin-dir", ".", "m"]);
    let told = text(&run.stdout);
    for words in [
        "2,614,341,888",
        "5 positions in 2 of 3 layers",
        "yarn, theta 10000",
        "attention 50",
        "feed forward",
        "the embedding's",
        "2.00 KiB of BF16",
        "6.00e2",
    ] {
        assert!(told.contains(words), "{words} is not in\n{told}");
    }
}

#[test]
fn a_failure_of_the_program_is_a_failure_of_the_command() {
    let folder = folder(
        r#"echo '{"error": {"code": "INVALID_ARGUMENT", "reason": "TOKEN_OUT_OF_RANGE",
        "message": "no such token", "action": "use others", "field": "input_ids"}}' | tr -d '\n' >&2; exit 1"#,
    );
    let arguments = [&SCORE[..], &["--out", "o"]].concat();
    let run = tacit(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(1));
    assert!(run.stdout.is_empty());
    let error = text(&run.stderr);
    assert!(
        error.starts_with("error[TOKEN_OUT_OF_RANGE]: no such token (input_ids)"),
        "{error}"
    );
    assert!(error.contains("use others"), "{error}");
    let run = tacit(folder.path(), &[&arguments[..], &["--json"]].concat());
    let error: Value = serde_json::from_slice(&run.stderr).unwrap();
    assert_eq!(error["error"]["reason"], "TOKEN_OUT_OF_RANGE");
}

#[test]
fn a_program_that_ends_without_a_word_or_is_not_there_is_told() {
    let ends = folder("echo 'cannot open shared object file' >&2; exit 127");
    let merge = [
        "model",
        "merge",
        "--model",
        "m",
        "--adapter",
        "a",
        "--out",
        "o",
        "--bin-dir",
        ".",
    ];
    let run = tacit(ends.path(), &merge);
    assert_eq!(run.status.code(), Some(1));
    let error = text(&run.stderr);
    assert!(error.starts_with("error[PROGRAM_EXITED]"), "{error}");
    assert!(error.contains("shared object"), "{error}");
    let empty = tempfile::tempdir().unwrap();
    let run = tacit(empty.path(), &merge);
    assert_eq!(run.status.code(), Some(1));
    assert!(text(&run.stderr).starts_with("error[SERVICE_BINARY_MISSING]"));
}

#[test]
fn wrong_usage_and_help_need_no_program() {
    let empty = tempfile::tempdir().unwrap();
    for clip_norm in ["nan", "0", "-1"] {
        let more = ["--out", "o", "--clip-norm", clip_norm, "--json"];
        let run = tacit(empty.path(), &[&SCORE[..], &more].concat());
        assert_eq!(run.status.code(), Some(2));
        let error: Value = serde_json::from_slice(&run.stderr).unwrap();
        let message = error["error"]["message"].as_str().unwrap();
        assert!(message.contains("--clip-norm"), "{message}");
    }
    for verb in ["inspect", "merge", "score"] {
        let run = tacit(empty.path(), &["model", verb, "--help"]);
        assert_eq!(run.status.code(), Some(0));
        assert!(text(&run.stdout).contains(&format!("Examples:\n  tacit model {verb}")));
    }
    let script = text(&tacit(empty.path(), &["completions", "bash"]).stdout);
    assert!(script.contains("clip-norm"));
}
