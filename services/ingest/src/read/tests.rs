use std::io::Write;

use corpus::split::SplitPolicy;

use flate2::write::GzEncoder;

use super::*;
use crate::spec::{Fields, Place};

fn spec(format: Format, compression: Option<Compression>) -> Spec {
    Spec {
        dataset: "d".to_owned(),
        place: Place::Upload(String::new()),
        format,
        compression,
        fields: Fields::default(),
        split: SplitPolicy::default(),
        policy: pii::Policy::default(),
        skip_bad_records: false,
        duplicates: Default::default(),
        links: Default::default(),
        canaries: None,
        mask: Default::default(),
    }
}

type Parsed = Vec<Result<(u64, String), &'static str>>;

fn read_all(
    bytes: &[u8],
    format: Format,
    compression: Option<Compression>,
) -> Result<(Parsed, SourceRead), Failure> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("source");
    std::fs::write(&path, bytes).unwrap();
    let (spec, mut parsed) = (spec(format, compression), Vec::new());
    let mut emit = |batch: Batch| {
        for numbered in batch {
            let line = numbered.line;
            parsed.push(match parse::parse(numbered, &spec.fields) {
                Ok(stated) => Ok((line, stated.text)),
                Err(bad) => {
                    assert_eq!(bad.line, line);
                    Err(bad.reason)
                }
            });
        }
        true
    };
    let source = read(&path, &spec, 1000, &Arc::default(), &mut emit)?;
    Ok((parsed, source))
}

fn reason(result: Result<(Parsed, SourceRead), Failure>) -> String {
    result.err().unwrap().reason.into_owned()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn jsonl_lines_are_records_and_each_fault_has_its_reason() {
    let mut source = b"{\"text\":\"a\"}\r\n\n{\"text\":\"b\",\"x\":[1]}\n".to_vec();
    source.extend(b"{\"text\":\"\xff\"}\n{\"txt\":\"c\"}\n{\"text\":3}\n{\"text\":\"  \"}\n[1]\n");
    source.extend(b"{\"text\":\"d\",\"spans\":[{\"start\":0,\"end\":9,\"type\":\"PERSON\"}]}\n");
    source.extend(b"{\"text\":\"e\",\"split\":\"test\"}\n");
    source.extend(format!("{{\"text\":\"{}\"}}\n", "x".repeat(2000)).bytes());
    source.extend(b"{\"text\":\"torn");
    let (parsed, read) = read_all(&source, Format::Jsonl, None).unwrap();
    assert_eq!(
        parsed,
        [
            Ok((1, "a".to_owned())),
            Ok((3, "b".to_owned())),
            Err("INVALID_UTF8"),
            Err("MISSING_FIELD"),
            Err("WRONG_FIELD_TYPE"),
            Err("EMPTY_TEXT"),
            Err("MALFORMED_RECORD"),
            Err("INVALID_SPAN"),
            Err("UNKNOWN_SPLIT"),
            Err("RECORD_TOO_LARGE"),
            Err("TORN_RECORD"),
        ]
    );
    assert_eq!(
        (read.bytes, read.digest),
        (source.len() as u64, Digest::of(&source))
    );
}

#[test]
fn gzip_is_read_through_and_its_damage_is_told() {
    let plain = b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n";
    let packed = gz(plain);
    let (parsed, read) = read_all(&packed, Format::Jsonl, Some(Compression::Gzip)).unwrap();
    assert_eq!(parsed.len(), 2);
    assert_eq!(read.digest, Digest::of(&packed));
    assert_eq!(
        reason(read_all(
            &packed[..packed.len() - 9],
            Format::Jsonl,
            Some(Compression::Gzip)
        )),
        "TRUNCATED_SOURCE"
    );
    assert_eq!(
        reason(read_all(plain, Format::Jsonl, Some(Compression::Gzip))),
        "MALFORMED_GZIP"
    );
    assert_eq!(reason(read_all(b"", Format::Jsonl, None)), "EMPTY_SOURCE");
}

#[test]
fn zstandard_is_read_through_and_its_damage_is_told() {
    let plain = b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n";
    let mut packed = zstd::encode_all(&plain[..], 3).unwrap();
    // Several frames are one source.
    packed.extend(zstd::encode_all(&b"{\"text\":\"c\"}\n"[..], 3).unwrap());
    let (parsed, read) = read_all(&packed, Format::Jsonl, None).unwrap();
    assert_eq!(parsed.len(), 3);
    assert_eq!(
        (read.digest, read.compression),
        (Digest::of(&packed), Compression::Zstd)
    );
    let cut = &packed[..packed.len() - 4];
    assert_eq!(
        reason(read_all(cut, Format::Jsonl, None)),
        "TRUNCATED_SOURCE"
    );
    let zstd = Some(Compression::Zstd);
    assert_eq!(
        reason(read_all(plain, Format::Jsonl, zstd)),
        "MALFORMED_ZSTD"
    );
    // Compression is seen in the bytes where nobody says it.
    assert_eq!(
        read_all(&gz(plain), Format::Jsonl, None).unwrap().0.len(),
        2
    );
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x");
    std::fs::write(&path, &packed).unwrap();
    assert_eq!(sniff(&path, None).unwrap(), Some(Format::Jsonl));
}

#[test]
fn turns_of_a_chat_become_lines() {
    let turns = serde_json::json!({ "id": 1, "messages": [
        { "role": "system", "content": "Be brief." },
        { "role": "user", "content": [{ "type": "text", "text": "Hi," }, { "type": "image_url" }, { "type": "text", "text": "all?" }] },
        { "role": "assistant", "content": null, "tool_calls": [{ "function": { "name": "look", "arguments": "{\"q\":\"Ann\"}" } }] },
        { "role": "assistant", "content": "Yes." },
    ] });
    let shared = serde_json::json!({ "conversations": [{ "from": "human", "value": "Hello" }] });
    let named = serde_json::json!({ "text": [{ "role": "user", "content": "Ho" }] });
    let bad = serde_json::json!({ "messages": [{ "content": "Ho" }] });
    let empty = serde_json::json!({ "messages": [] });
    let source = [turns, shared, named, bad, empty]
        .map(|v| v.to_string())
        .join("\n");
    let (parsed, _) = read_all(source.as_bytes(), Format::Jsonl, None).unwrap();
    let text =
        "system: Be brief.\nuser: Hi,\nall?\nassistant: look {\"q\":\"Ann\"}\nassistant: Yes.";
    assert_eq!(
        parsed,
        [
            Ok((1, text.to_owned())),
            Ok((2, "human: Hello".to_owned())),
            Ok((3, "user: Ho".to_owned())),
            Err("WRONG_FIELD_TYPE"),
            Err("EMPTY_TEXT"),
        ]
    );
}

#[test]
fn messages_of_an_mbox_are_records() {
    let one = "From: =?utf-8?q?Zo=C3=AB?= Ash <Zoe@Example.org>\r\nTo: b@example.org\r\nSubject: Hi\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nD=C3=A9j=C3=A0 vu\r\n>From here on\r\n";
    let two = "From: c@example.org\nSubject: Two\nContent-Type: text/html\n\n<p>Big &amp; <b>bold</b></p>\n";
    let mbox = format!(
        "From a@b Thu Jan  1 00:00:00 2026\n{one}\nFrom a@b Thu Jan  1 00:00:00 2026\n{two}\nFrom a@b Thu Jan  1 00:00:00 2026\n\nno headers at all\n"
    );
    let (parsed, _) = read_all(mbox.as_bytes(), Format::Mail, None).unwrap();
    let (first, second) = (parsed[0].as_ref().unwrap(), parsed[1].as_ref().unwrap());
    assert_eq!(first.0, 2);
    let expected =
        "From: Zoë Ash <Zoe@Example.org>\nTo: b@example.org\nSubject: Hi\n\nDéjà vu\nFrom here on";
    assert_eq!(first.1.replace('\r', ""), expected);
    assert!(
        second
            .1
            .starts_with("From: c@example.org\nSubject: Two\n\n")
    );
    assert!(second.1.contains("Big & bold") && !second.1.contains('<'));
    assert_eq!(parsed[2], Err("MALFORMED_RECORD"));
    // One message without an mbox around it, whose body says From.
    let (parsed, _) = read_all(
        format!("{two}\nFrom now on\n").as_bytes(),
        Format::Mail,
        None,
    )
    .unwrap();
    assert_eq!(parsed.len(), 1);
    let stated = mail::parse(one.as_bytes(), 1).unwrap();
    assert_eq!(
        (stated.id.as_deref(), stated.subject.as_deref()),
        (Some("1@x"), Some("zoe@example.org"))
    );
}

#[test]
fn csv_columns_are_fields() {
    let source = b"id,text,note\n1,\"two\nlines\",x\n2,short\n3,\xff,y\n4,,z\n";
    let (parsed, _) = read_all(source, Format::Csv, None).unwrap();
    assert_eq!(
        parsed,
        [
            Ok((2, "two\nlines".to_owned())),
            Err("MALFORMED_RECORD"),
            Err("INVALID_UTF8"),
            Err("EMPTY_TEXT"),
        ]
    );
    assert_eq!(
        reason(read_all(b"a,b\n1,2\n", Format::Csv, None)),
        "MISSING_FIELD"
    );
}

#[test]
fn paragraphs_are_records() {
    let source = b"\none\nstill one\n\n\n two\n";
    let (parsed, _) = read_all(source, Format::Text, None).unwrap();
    assert_eq!(
        parsed,
        [
            Ok((2, "one\nstill one".to_owned())),
            Ok((6, " two".to_owned()))
        ]
    );
}

#[test]
fn parquet_columns_are_fields() {
    use arrow_array::{ArrayRef, Int64Array, StringArray};
    let text: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None, Some("c")]));
    let id: ArrayRef = Arc::new(Int64Array::from(vec![7, 8, 9]));
    let batch = arrow_array::RecordBatch::try_from_iter([("id", id), ("text", text)]).unwrap();
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let (parsed, read) = read_all(&bytes, Format::Parquet, None).unwrap();
    assert_eq!(
        parsed,
        [
            Ok((1, "a".to_owned())),
            Err("MISSING_FIELD"),
            Ok((3, "c".to_owned()))
        ]
    );
    assert_eq!(read.bytes, bytes.len() as u64);
    bytes.truncate(bytes.len() / 2);
    assert_eq!(
        reason(read_all(&bytes, Format::Parquet, None)),
        "MALFORMED_PARQUET"
    );
}
