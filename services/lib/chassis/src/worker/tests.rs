use super::*;

#[test]
fn the_protocol_reads_as_documented() {
    let words = [
        (
            Word::Succeeded { output: "o".into() },
            r#"{"succeeded":{"output":"o"}}"#,
        ),
        (
            Word::Cancelled { output: None },
            r#"{"cancelled":{"output":null}}"#,
        ),
        (Word::Suspended {}, r#"{"suspended":{}}"#),
    ];
    for (word, line) in words {
        assert_eq!(serde_json::to_string(&word).unwrap(), line);
        assert_eq!(serde_json::from_str::<Word>(line).unwrap(), word);
    }
    let line = r#"{"progress":{"phase":"training","step":3}}"#;
    let Word::Progress(progress) = serde_json::from_str(line).unwrap() else {
        panic!("{line}");
    };
    assert_eq!((progress.phase.as_str(), progress.step), ("training", 3));
    assert!(serde_json::from_str::<Word>("epoch 1 done").is_err());
}

#[test]
fn memory_is_read() {
    assert!(resident_bytes().unwrap() > 100_000);
}
