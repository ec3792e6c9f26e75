use corpus::split::SplitPolicy;
use corpus::{EntityType, Record, Redacted, Span, Split};

use super::*;
use crate::dataset::{self, Counts, Source, Tagging};
use crate::{ArtifactError, ArtifactName, DatasetManifest, Digest};

fn manifest() -> DatasetManifest {
    DatasetManifest {
        schema: dataset::SCHEMA.to_owned(),
        name: ArtifactName::dataset("d", 1).unwrap(),
        created: jiff::Timestamp::UNIX_EPOCH,
        job: "j".to_owned(),
        source: Source {
            uri: "upload".to_owned(),
            format: "jsonl".to_owned(),
            bytes: 0,
            digest: Digest::of(b""),
        },
        tagging: Tagging {
            policy: Digest::of(b""),
            recognizers: Digest::of(b""),
            records_with_given_spans: 0,
        },
        split: SplitPolicy::default(),
        counts: Counts::default(),
        parents: Vec::new(),
        preparation: Default::default(),
        shards: Vec::new(),
    }
}

fn record(i: usize) -> Record {
    let text = format!(
        "SYS: Ihr Name, bitte?\nUSR: Zoë Nr{i} {}",
        "x".repeat(i % 70)
    );
    let start = text.find("Zoë").unwrap();
    let end = start + "Zoë".len();
    let span = |start, end| Span {
        start,
        end,
        entity: EntityType::from_static("PERSON"),
        score: 0.5,
        recognizer: "gold".into(),
    };
    Record {
        id: format!("r{i}"),
        text: Redacted::new(text),
        subject: i.is_multiple_of(2).then(|| format!("s{i}")),
        spans: if i.is_multiple_of(3) {
            Vec::new()
        } else {
            vec![span(start, end), span(end, end + 2)]
        },
        uncertain: if i.is_multiple_of(5) {
            vec![span(0, 3)]
        } else {
            Vec::new()
        },
        split: Split::Train,
    }
}

#[test]
fn records_come_back_as_they_went_in_over_several_shards() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = SplitWriter::new(dir.path(), Split::Train, 10_000);
    let records: Vec<Record> = (0..20_000).map(record).collect();
    for r in &records {
        writer.write(r).unwrap();
    }
    let mut manifest = manifest();
    writer.finish(&mut manifest).unwrap();
    assert!(
        manifest.shards.len() > 1,
        "a small limit must make several shards"
    );
    let read: Vec<Record> = read_split(dir.path(), &manifest, Split::Train)
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(read.len(), records.len());
    for (back, sent) in read.iter().zip(&records) {
        assert_eq!(back, sent);
    }
    assert_eq!(read_split(dir.path(), &manifest, Split::Holdout).count(), 0);
    let counts = &manifest.counts.splits["train"];
    assert_eq!(counts.records, 20_000);
    assert_eq!(
        counts.spans.values().sum::<u64>(),
        records.iter().map(|r| r.spans.len() as u64).sum::<u64>()
    );
    assert_eq!(
        counts.sensitive_bytes,
        records.iter().filter(|r| !r.spans.is_empty()).count() as u64 * 6
    );
    assert_eq!(counts.uncertain_bytes, 20_000 / 5 * 3);
    assert_eq!(counts.sizes.iter().sum::<u64>(), 20_000);
    assert_eq!(counts.span_counts, [6_667, 0, 13_333]);
    assert_eq!(
        manifest.shards.iter().map(|s| s.records).sum::<u64>(),
        20_000
    );
}

#[test]
fn one_changed_byte_is_found_before_the_first_record() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = SplitWriter::new(dir.path(), Split::Train, u64::MAX);
    writer.write(&record(1)).unwrap();
    let mut manifest = manifest();
    writer.finish(&mut manifest).unwrap();
    let path = dir.path().join(&manifest.shards[0].file);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let mut records = read_split(dir.path(), &manifest, Split::Train);
    assert!(matches!(
        records.next(),
        Some(Err(ArtifactError::Corrupt { .. }))
    ));
    assert!(records.next().is_none());
}
