use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use super::*;

const ENDPOINTS: &str = r#"{"ingest":"http://a","finetune":"http://b","audit":"http://c"}"#;

/// A program that behaves as the shell script says.
fn program(script: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tacit");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    folder
}

fn start(folder: &tempfile::TempDir) -> anyhow::Result<Suite> {
    Suite::start(&folder.path().join("tacit"), folder.path())
}

#[test]
fn a_suite_that_comes_up_is_interrupted_and_may_take_its_time() {
    let folder = program(&format!(
        "trap 'sleep 0.3; exit 0' INT\necho '{ENDPOINTS}'\nwhile :; do sleep 0.1; done"
    ));
    let mut suite = start(&folder).unwrap();
    suite.stop().unwrap();
}

#[test]
fn a_suite_that_fails_while_stopping_is_a_failure() {
    let folder = program(&format!(
        "trap 'exit 3' INT\necho '{ENDPOINTS}'\nwhile :; do sleep 0.1; done"
    ));
    let error = start(&folder).unwrap().stop().unwrap_err();
    assert!(error.to_string().contains("cleanly"), "{error}");
}

#[test]
fn a_suite_that_ends_before_it_is_up_or_names_no_address_is_a_failure() {
    assert!(start(&program("exit 1")).is_err());
    assert!(start(&program("echo nonsense; sleep 5")).is_err());
    assert!(start(&program("echo '{}'; sleep 5")).is_err());
}

#[test]
fn a_suite_that_ended_by_itself_is_told() {
    let folder = program(&format!("echo '{ENDPOINTS}'"));
    let mut suite = start(&folder).unwrap();
    suite.child.wait().unwrap();
    assert!(suite.stop().is_err());
}
