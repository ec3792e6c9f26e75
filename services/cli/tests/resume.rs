//! Lost connections: the real program against a server that breaks off where a
//! real one might.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod breaking;

use std::process::Stdio;
use std::time::Duration;

use breaking::Breaking;
use serde_json::Value;

async fn tacit(folder: &std::path::Path, arguments: &[&str]) -> std::process::Output {
    let run = tokio::process::Command::new(env!("CARGO_BIN_EXE_tacit"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    tokio::time::timeout(Duration::from_secs(120), run)
        .await
        .unwrap()
        .unwrap()
}

fn error_of(run: &std::process::Output) -> String {
    String::from_utf8_lossy(&run.stderr).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_it_broke_off() {
    let folder = tempfile::tempdir().unwrap();
    let source: Vec<u8> = (0..5_500_000_u32).flat_map(|n| [(n % 251) as u8]).collect();
    std::fs::write(folder.path().join("x.jsonl"), &source).unwrap();
    let server = Breaking::default();
    let endpoint = server.serve().await;
    let arguments = [
        "dataset", "create", "--name", "a", "--from", "x.jsonl", "--json",
    ];
    let run = tacit(
        folder.path(),
        &[&arguments[..], &["--ingest-endpoint", &endpoint]].concat(),
    )
    .await;
    assert_eq!(run.status.code(), Some(0), "{}", error_of(&run));
    let job: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(job["dataset_version"], "datasets/a/versions/1");
    let seen = server.seen();
    assert_eq!(seen.received, source, "the bytes arrived once, in order");
    assert_eq!(seen.offsets.len(), 2, "one break, one resumption");
    assert_eq!(seen.offsets[0], 0);
    assert!(seen.offsets[1] >= 1 << 20, "{:?}", seen.offsets);
    assert_eq!(
        seen.creations.len(),
        2,
        "the first creation was not answered"
    );
    assert_eq!(
        seen.creations[0], seen.creations[1],
        "both tries carry one request id"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_goes_on_after_the_last_event_it_saw() {
    let folder = tempfile::tempdir().unwrap();
    let server = Breaking::default();
    let endpoint = server.serve().await;
    let arguments = [
        "dataset",
        "watch",
        "j",
        "--json",
        "--ingest-endpoint",
        &endpoint,
    ];
    let run = tacit(folder.path(), &arguments).await;
    assert_eq!(run.status.code(), Some(0), "{}", error_of(&run));
    let cursors: Vec<u64> = String::from_utf8(run.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["cursor"]
                .as_u64()
                .unwrap()
        })
        .collect();
    assert_eq!(cursors, [1, 2, 3, 4], "each event once");
    assert_eq!(server.seen().watches, [0, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_behind_the_end_ends() {
    let folder = tempfile::tempdir().unwrap();
    let server = Breaking::default();
    let endpoint = server.serve().await;
    let arguments = [
        "dataset",
        "watch",
        "j",
        "--cursor",
        "4",
        "--ingest-endpoint",
        &endpoint,
    ];
    let run = tacit(folder.path(), &arguments).await;
    assert_eq!(run.status.code(), Some(0), "{}", error_of(&run));
    assert_eq!(
        String::from_utf8(run.stdout).unwrap(),
        "datasets/a/versions/1 succeeded\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_wait_leaves_the_job_and_says_how_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let server = Breaking::endless();
    let endpoint = server.serve().await;
    let child = tokio::process::Command::new(env!("CARGO_BIN_EXE_tacit"))
        .args(["dataset", "watch", "j", "--ingest-endpoint", &endpoint])
        .current_dir(folder.path())
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    server.watched().await;
    let pid = i32::try_from(child.id().unwrap()).unwrap();
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    // The signal may come before the program listens for it: an end by the
    // system's default would fail the test, so leave it a moment.
    tokio::time::sleep(Duration::from_millis(500)).await;
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let run = child.wait_with_output().await.unwrap();
    assert_eq!(run.status.code(), Some(130));
    let said = error_of(&run);
    assert!(
        said.contains("tacit dataset watch j") && said.contains("tacit dataset cancel j"),
        "{said}"
    );
}
