use artifacts::shard::read_split;
use artifacts::{ArtifactName, DatasetManifest, Digest};
use corpus::split::{SplitPolicy, SplitUnit};

use super::*;
use crate::spec::{Fields, Format, Place};

struct Quiet;

impl Observer for Quiet {
    fn progress(&mut self, _: u64, _: u64) {}
    fn cancelled(&self) -> bool {
        false
    }
}

fn spec(unit: SplitUnit, skip: bool) -> Spec {
    Spec {
        dataset: "d".to_owned(),
        place: Place::Upload(String::new()),
        format: Format::Jsonl,
        gzip: false,
        fields: Fields::default(),
        split: SplitPolicy {
            unit,
            train: 0.5,
            validation: 0.0,
            holdout: 0.5,
            seed: 1,
        },
        policy: pii::Policy::default(),
        skip_bad_records: skip,
    }
}

fn empty_manifest(spec: &Spec) -> DatasetManifest {
    DatasetManifest {
        schema: String::new(),
        name: ArtifactName::dataset("d", 1).unwrap(),
        created: jiff::Timestamp::UNIX_EPOCH,
        job: String::new(),
        source: artifacts::dataset::Source {
            uri: String::new(),
            format: String::new(),
            bytes: 0,
            digest: Digest::of(b""),
        },
        tagging: artifacts::dataset::Tagging {
            policy: Digest::of(b""),
            recognizers: Digest::of(b""),
            records_with_given_spans: 0,
        },
        split: spec.split,
        counts: Counts::default(),
        parents: Vec::new(),
        shards: Vec::new(),
    }
}

/// Runs lines through the pipeline; the records of all splits.
fn ingest(lines: &[String], spec: &Spec) -> Result<(Counts, Vec<Record>), Failure> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("in.jsonl");
    std::fs::write(&path, lines.join("\n")).unwrap();
    let mut assigner = Assigner::new(spec.split, dir.path(), dir.path(), u64::MAX).unwrap();
    let outcome = run(&path, spec, 1 << 20, &mut assigner, &mut Quiet)?.unwrap();
    let mut manifest = empty_manifest(spec);
    manifest.counts = outcome.counts;
    assert!(assigner.finish(&mut manifest, &mut Quiet)?);
    let records = Split::ALL
        .into_iter()
        .flat_map(|split| read_split(dir.path(), &manifest, split))
        .collect::<Result<_, _>>()?;
    Ok((manifest.counts, records))
}

fn line(id: usize, text: &str) -> String {
    serde_json::json!({ "id": id.to_string(), "text": text }).to_string()
}

#[test]
fn every_record_is_accounted_for() {
    let mut lines: Vec<String> = (0..500)
        .map(|i| line(i, &format!("write to user{i}@example.org please")))
        .collect();
    lines.push(line(7, "again"));
    lines.push("{\"text\": 1}".to_owned());
    let failure = ingest(&lines, &spec(SplitUnit::Record, false))
        .err()
        .unwrap();
    assert_eq!(
        (failure.reason.as_ref(), failure.metadata["line"].as_str()),
        ("DUPLICATE_ID", "501")
    );
    let (counts, records) = ingest(&lines, &spec(SplitUnit::Record, true)).unwrap();
    assert_eq!(
        (counts.read, counts.accepted, records.len()),
        (502, 500, 500)
    );
    assert_eq!(
        counts.rejected["DUPLICATE_ID"] + counts.rejected["WRONG_FIELD_TYPE"],
        2
    );
    for record in &records {
        let text = record.text.expose();
        let emails: Vec<&str> = record
            .spans
            .iter()
            .filter(|s| s.entity.as_str() == "EMAIL_ADDRESS")
            .map(|s| &text[s.start..s.end])
            .collect();
        assert_eq!(emails, [format!("user{}@example.org", record.id)]);
    }
}

#[test]
fn an_entity_split_shares_no_entity() {
    // Each address stands in three records that lie far apart.
    let lines: Vec<String> = (0..600)
        .map(|i| line(i, &format!("mail user{}@example.org", i % 200)))
        .collect();
    let (_, records) = ingest(&lines, &spec(SplitUnit::Entity, false)).unwrap();
    assert_eq!(records.len(), 600);
    let mut home = std::collections::HashMap::new();
    for record in &records {
        let first = *home
            .entry(record.text.expose().to_owned())
            .or_insert(record.split);
        assert_eq!(first, record.split);
    }
    assert!(records.iter().any(|r| r.split == Split::Train));
    assert!(records.iter().any(|r| r.split == Split::Holdout));
    // The split by record does separate them: the test above can fail.
    let (_, records) = ingest(&lines, &spec(SplitUnit::Record, false)).unwrap();
    let mut homes = std::collections::HashSet::new();
    for record in &records {
        homes.insert((record.text.expose().to_owned(), record.split));
    }
    assert!(homes.len() > 200);
}

#[test]
fn an_entity_in_every_record_makes_a_split_impossible() {
    let lines: Vec<String> = (0..100).map(|i| line(i, "mail help@example.org")).collect();
    let failure = ingest(&lines, &spec(SplitUnit::Entity, false))
        .err()
        .unwrap();
    assert_eq!(failure.reason, "SPLIT_IMPOSSIBLE");
}

#[test]
fn a_record_keeps_the_spans_and_the_split_it_states() {
    let stated = serde_json::json!({
        "text": "mail a@example.org", "split": "holdout", "subject": 4,
        "spans": [{ "start": 0, "end": 4, "type": "CUSTOM", "score": 0.5 }],
    });
    let (counts, records) =
        ingest(&[stated.to_string()], &spec(SplitUnit::Subject, false)).unwrap();
    let record = &records[0];
    assert_eq!(
        (record.split, record.id.as_str(), record.subject.as_deref()),
        (Split::Holdout, "line-1", Some("4"))
    );
    assert_eq!(
        (record.spans.len(), record.spans[0].entity.as_str()),
        (1, "CUSTOM")
    );
    assert_eq!(counts.splits["holdout"].spans.values().sum::<u64>(), 1);
}
