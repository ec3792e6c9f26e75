use super::*;

#[test]
fn a_failure_survives_the_wire() {
    let failure = Failure::new(Code::InvalidArgument, "BAD_LINE", "line 12 is not JSON")
        .action("mend the line")
        .field("source.uri")
        .with("line", 12);
    let back = failure_from_status(&tonic::Status::from(failure.clone()));
    assert_eq!(back, failure);
    assert_eq!(
        back.sentence(),
        "line 12 is not JSON (source.uri); mend the line [BAD_LINE]"
    );
}

#[test]
fn every_code_survives_the_wire() {
    use Code::*;
    for code in [
        InvalidArgument,
        NotFound,
        AlreadyExists,
        FailedPrecondition,
        PermissionDenied,
        Unauthenticated,
        ResourceExhausted,
        Aborted,
        Unavailable,
        DeadlineExceeded,
        Internal,
    ] {
        let status = tonic::Status::from(Failure::new(code, "X", "x"));
        assert_eq!(failure_from_status(&status).code, code);
    }
}

#[test]
fn a_failure_survives_the_worker_protocol() {
    let failure = Failure::new(Code::NotFound, "X", "x").with("k", "v");
    let text = serde_json::to_string(&failure).unwrap();
    assert_eq!(serde_json::from_str::<Failure>(&text).unwrap(), failure);
}

#[test]
fn a_foreign_status_gets_a_reason_and_loses_its_text() {
    for (code, reason) in [
        (tonic::Code::Unavailable, "UNREACHABLE"),
        (tonic::Code::DeadlineExceeded, "DEADLINE_EXCEEDED"),
        (tonic::Code::Unknown, "CALL_FAILED"),
    ] {
        let failure = failure_from_status(&tonic::Status::new(code, "quoted"));
        assert_eq!(failure.reason, reason);
        assert!(!failure.message.contains("quoted"));
    }
}

#[test]
fn a_status_links_the_page_of_its_reason() {
    let status = tonic::Status::from(Failure::new(Code::NotFound, "JOB_NOT_FOUND", "x"));
    let help = status.get_details_help().unwrap();
    assert_eq!(help.links[0].url, "docs/errors/JOB_NOT_FOUND.md");
}
