use super::*;

fn ended(lines: &[&str]) -> Error {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::open(Kind::Ingest, folder.path().join("ingest.log"), false).unwrap();
    for line in lines {
        log.write(format!("{line}\n").as_bytes());
    }
    last_words(Kind::Ingest, None, &log)
}

#[test]
fn a_refusal_to_start_keeps_its_reason() {
    let error = ended(&[
        "noise",
        "ingest: 127.0.0.1:1 is in use; choose another [PORT_IN_USE]",
    ]);
    assert_eq!(error.reason(), "PORT_IN_USE");
    let text = error.render(false);
    assert!(
        text.contains("did not start: 127.0.0.1:1 is in use; choose another"),
        "{text}"
    );
}

#[test]
fn a_silent_end_shows_the_last_line() {
    let error = ended(&["one", "two [not a reason]", ""]);
    assert_eq!(error.reason(), "SERVICE_EXITED");
    assert!(
        error
            .render(false)
            .contains("last line: two [not a reason]")
    );
}

#[test]
fn the_log_keeps_every_line_and_the_tail_a_few() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ingest.log");
    let log = Log::open(Kind::Ingest, path.clone(), false).unwrap();
    for number in 0..50 {
        log.write(format!("line {number}\r\n").as_bytes());
    }
    assert_eq!(std::fs::read_to_string(path).unwrap().lines().count(), 50);
    assert_eq!(log.last_lines().len(), TAIL);
    assert_eq!(log.last_lines()[TAIL - 1], "line 49");
}
