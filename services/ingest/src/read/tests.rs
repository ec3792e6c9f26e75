use std::io::Write;

use corpus::split::SplitPolicy;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::spec::{Fields, Place};

fn spec(format: Format, gzip: bool) -> Spec {
    Spec {
        dataset: "d".to_owned(),
        place: Place::Upload(String::new()),
        format,
        gzip,
        fields: Fields::default(),
        split: SplitPolicy::default(),
        policy: pii::Policy::default(),
        skip_bad_records: false,
    }
}

type Parsed = Vec<Result<(u64, String), &'static str>>;

fn read_all(bytes: &[u8], format: Format, gzip: bool) -> Result<(Parsed, SourceRead), Failure> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("source");
    std::fs::write(&path, bytes).unwrap();
    let (spec, mut parsed) = (spec(format, gzip), Vec::new());
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
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
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
    let (parsed, read) = read_all(&source, Format::Jsonl, false).unwrap();
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
    let (parsed, read) = read_all(&packed, Format::Jsonl, true).unwrap();
    assert_eq!(parsed.len(), 2);
    assert_eq!(read.digest, Digest::of(&packed));
    assert_eq!(
        reason(read_all(&packed[..packed.len() - 9], Format::Jsonl, true)),
        "TRUNCATED_SOURCE"
    );
    assert_eq!(
        reason(read_all(plain, Format::Jsonl, true)),
        "MALFORMED_GZIP"
    );
    assert_eq!(reason(read_all(b"", Format::Jsonl, false)), "EMPTY_SOURCE");
}

#[test]
fn csv_columns_are_fields() {
    let source = b"id,text,note\n1,\"two\nlines\",x\n2,short\n3,\xff,y\n4,,z\n";
    let (parsed, _) = read_all(source, Format::Csv, false).unwrap();
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
        reason(read_all(b"a,b\n1,2\n", Format::Csv, false)),
        "MISSING_FIELD"
    );
}

#[test]
fn paragraphs_are_records() {
    let source = b"\none\nstill one\n\n\n two\n";
    let (parsed, _) = read_all(source, Format::Text, false).unwrap();
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
    let (parsed, read) = read_all(&bytes, Format::Parquet, false).unwrap();
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
        reason(read_all(&bytes, Format::Parquet, false)),
        "MALFORMED_PARQUET"
    );
}
