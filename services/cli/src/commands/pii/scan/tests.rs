use std::io::Write as _;

use serde_json::{Value, json};

use super::*;

fn fields(offsets: Offsets) -> Fields<'static> {
    Fields {
        text: "text",
        id: "id",
        offsets,
        json: true,
    }
}

fn rules() -> Scanner {
    let policy = Policy {
        tagger: false,
        ..Policy::default()
    };
    Scanner::new(&policy).unwrap()
}

fn line(format: Format, offsets: Offsets, bytes: &[u8]) -> Result<Value, Error> {
    let raw = Raw {
        line: 1,
        bytes: bytes.to_vec(),
    };
    let out = record::lines(
        &rules(),
        Some(Calibration::built_in()),
        "notes.txt",
        format,
        &fields(offsets),
        &raw,
    )?;
    Ok(serde_json::from_slice(&out).unwrap())
}

#[test]
fn a_text_is_one_record_named_by_its_file_and_a_line_by_its_id() {
    let text = "é: nora.w@mail.example.org".as_bytes();
    let found = line(Format::Text, Offsets::Chars, text).unwrap();
    assert_eq!(found["id"], "notes.txt");
    let span = &found["spans"][0];
    assert_eq!((&span["start"], &span["end"]), (&json!(3), &json!(26)));
    assert_eq!(span["type"], "EMAIL_ADDRESS");
    assert!(span["score"].is_f64() && span["recognizer"] == "email");
    assert!(
        span["precision"].as_f64().is_some_and(|share| share > 0.9),
        "{span}"
    );
    let found = line(Format::Text, Offsets::Bytes, text).unwrap();
    assert_eq!(found["spans"][0]["start"], 4);
    for (id, expected) in [
        (r#""id":"a","#, json!("a")),
        (r#""id":7,"#, json!(7)),
        ("", json!(1)),
    ] {
        let text = format!(r#"{{{id}"text":"x"}}"#);
        let found = line(Format::Jsonl, Offsets::Chars, text.as_bytes()).unwrap();
        assert_eq!(found, json!({"id": expected, "spans": []}));
    }
}

#[test]
fn what_is_wrong_is_told_by_line_and_never_by_text() {
    let cases: [(Format, &[u8], &str); 6] = [
        (Format::Text, b"secret\n\xff", "INVALID_UTF8"),
        (Format::Jsonl, b"{\"text\": \"\xff\"}", "INVALID_UTF8"),
        (Format::Jsonl, b"secret", "MALFORMED_RECORD"),
        (Format::Jsonl, b"{\"text\": \"secret", "MALFORMED_RECORD"),
        (Format::Jsonl, b"{\"words\": \"secret\"}", "MISSING_FIELD"),
        (
            Format::Jsonl,
            b"{\"text\": [\"secret\"]}",
            "WRONG_FIELD_TYPE",
        ),
    ];
    for (format, bytes, reason) in cases {
        let error = line(format, Offsets::Chars, bytes).unwrap_err();
        assert_eq!(error.reason(), reason);
        let shown = error.render(false);
        assert!(
            shown.contains("line ") && !shown.contains("secret"),
            "{shown}"
        );
    }
    let error = line(Format::Text, Offsets::Chars, b"a\nb\xff").unwrap_err();
    assert!(error.render(false).contains("line 2"));
}

#[test]
fn sources_are_read_whole_or_by_line_and_unpacked_by_their_first_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let text = "{\"a\": 1}\r\n\n{\"b\": 2}\n{\"c\": 3}";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    let packed = gzip.finish().unwrap();
    let zstd = zstd::encode_all(text.as_bytes(), 0).unwrap();
    let read = |bytes: &[u8], format| {
        let path = folder.path().join("records");
        std::fs::write(&path, bytes).unwrap();
        let mut found = Vec::new();
        let mut keep = |batch: Vec<Raw>| {
            found.extend(batch.into_iter().map(|raw| (raw.line, raw.bytes)));
            true
        };
        source::read(path.to_str().unwrap(), format, 1, &mut keep).map(|()| found)
    };
    let lines = [(1, "{\"a\": 1}"), (3, "{\"b\": 2}"), (4, "{\"c\": 3}")];
    let lines = lines.map(|(line, text)| (line, text.as_bytes().to_vec()));
    for bytes in [text.as_bytes(), &packed, &zstd] {
        assert_eq!(read(bytes, Format::Jsonl).unwrap(), lines);
        let whole = [(1, text.as_bytes().to_vec())];
        assert_eq!(read(bytes, Format::Text).unwrap(), whole);
    }
    let torn = read(&packed[..packed.len() - 9], Format::Jsonl).unwrap_err();
    assert_eq!(torn.reason(), "TRUNCATED_SOURCE");
    assert_eq!(Format::of_name("a.jsonl.gz"), Format::Jsonl);
    assert_eq!(Format::of_name("a.txt"), Format::Text);
}
