use super::*;

fn failure() -> Failure {
    Failure::new(Code::NotFound, "MODEL_NOT_FOUND", "there is no such model")
        .action("name another")
        .field("spec.base_model")
        .with("line", 7)
}

#[test]
fn people_get_reason_sentence_facts_and_action() {
    assert_eq!(
        Error::from(failure()).render(false),
        "error[MODEL_NOT_FOUND]: there is no such model (spec.base_model)\n  line: 7\n  to do: name another\n"
    );
}

#[test]
fn programs_get_one_line_of_json() {
    let text = Error::from(failure()).render(true);
    assert_eq!(text.lines().count(), 1);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["error"]["reason"], "MODEL_NOT_FOUND");
    assert_eq!(value["error"]["code"], "NOT_FOUND");
    assert_eq!(value["error"]["field"], "spec.base_model");
    assert_eq!(value["error"]["metadata"]["line"], "7");
}

#[test]
fn exit_codes() {
    assert_eq!(Error::from(failure()).exit_code(), 1);
    assert_eq!(Error::Usage(String::new()).exit_code(), 2);
    assert_eq!(Error::Interrupted(String::new()).exit_code(), 130);
    assert_eq!(Error::OutputClosed.exit_code(), 1);
}

#[test]
fn an_interruption_says_how_to_go_on() {
    let hint = Error::Interrupted("run it again".to_owned());
    assert_eq!(hint.render(false), "run it again\n");
    assert!(hint.render(true).contains("INTERRUPTED"));
}

#[test]
fn a_status_keeps_its_reason() {
    let status = tonic::Status::from(failure());
    assert_eq!(Error::from(status).reason(), "MODEL_NOT_FOUND");
}

#[test]
fn file_errors_name_the_file() {
    let error = std::io::Error::from(std::io::ErrorKind::NotFound);
    let text = Error::io("read", "x.jsonl", &error).render(false);
    assert!(
        text.starts_with("error[FILE_NOT_FOUND]: cannot read x.jsonl"),
        "{text}"
    );
}
