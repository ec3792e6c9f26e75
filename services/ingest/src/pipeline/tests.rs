use artifacts::shard::read_split;
use artifacts::{ArtifactName, DatasetManifest, Digest};
use corpus::canary::CanarySpec;
use corpus::sensitive::Thresholds;
use corpus::split::{SplitPolicy, SplitUnit};

use super::*;
use crate::spec::{DuplicateAction, DuplicatePolicy, Fields, Format, LinkPolicy, Place};

struct Quiet;

impl Observer for Quiet {
    fn progress(&mut self, _: u64, _: u64) {}
    fn phase(&mut self, _: &str) {}
    fn cancelled(&self) -> bool {
        false
    }
}

pub(super) fn spec(unit: SplitUnit, skip: bool) -> Spec {
    Spec {
        dataset: "d".to_owned(),
        place: Place::Upload(String::new()),
        format: Format::Jsonl,
        compression: None,
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
        duplicates: DuplicatePolicy::default(),
        links: LinkPolicy::default(),
        canaries: None,
        mask: Thresholds::default(),
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
        preparation: Default::default(),
        shards: Vec::new(),
    }
}

/// What came of a run.
pub(super) struct Ran {
    pub(super) counts: Counts,
    pub(super) done: artifacts::dataset::Preparation,
    planted: Option<Box<Planted>>,
    pub(super) records: Vec<Record>,
}

/// Runs lines through the pipeline; the records of all splits.
pub(super) fn run_all(lines: &[String], spec: &Spec) -> Result<Ran, Failure> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("in.jsonl");
    std::fs::write(&path, lines.join("\n")).unwrap();
    let places = Places {
        source: &path,
        scratch: dir.path(),
        shards: dir.path(),
    };
    let limits = Limits {
        record_bytes: 1 << 20,
        shard_bytes: u64::MAX,
    };
    let mut manifest = empty_manifest(spec);
    let Ended::Written(planted) = run(spec, places, limits, &mut manifest, &mut Quiet)? else {
        panic!("nobody cancelled");
    };
    let records = Split::ALL
        .into_iter()
        .flat_map(|split| read_split(dir.path(), &manifest, split))
        .collect::<Result<_, _>>()?;
    Ok(Ran {
        counts: manifest.counts,
        done: manifest.preparation,
        planted,
        records,
    })
}

fn ingest(lines: &[String], spec: &Spec) -> Result<(Counts, Vec<Record>), Failure> {
    run_all(lines, spec).map(|ran| (ran.counts, ran.records))
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
    assert_eq!(failure.metadata["largest_group"], "100");
    assert_eq!(failure.metadata["strongest_tie"], "EMAIL_ADDRESS");
}

#[test]
fn a_group_that_fits_no_split_can_be_broken_up_at_a_stated_cost() {
    // A chain: each record shares one address with the next, and starts with
    // the one it shares.
    let address = |i: usize| format!("user{i}@example.org");
    let lines: Vec<String> = (0..300)
        .map(|i| line(i, &format!("from {} to {}", address(i), address(i + 1))))
        .collect();
    let mut spec = spec(SplitUnit::Entity, false);
    assert_eq!(
        ingest(&lines, &spec).err().unwrap().reason,
        "SPLIT_IMPOSSIBLE"
    );
    spec.links.break_up = true;
    let ran = run_all(&lines, &spec).unwrap();
    let links = ran.done.links.unwrap();
    let dropped: u64 = links.dropped.values().sum();
    assert_eq!(
        (links.broken_up, links.largest, links.ties["EMAIL_ADDRESS"]),
        (true, 300, 299)
    );
    assert_eq!(ran.counts.rejected["SPLIT_CONFLICT"], dropped);
    assert_eq!(ran.counts.accepted + dropped, 300);
    assert!((20..200).contains(&dropped), "{dropped}");
    shares_nothing(&ran.records, &["EMAIL_ADDRESS"]);
    assert!(ran.records.iter().any(|r| r.split == Split::Holdout));
}

/// No value of these types stands in two splits.
fn shares_nothing(records: &[Record], types: &[&str]) {
    let mut home = std::collections::HashMap::new();
    for record in records {
        for span in record
            .spans
            .iter()
            .filter(|s| types.contains(&s.entity.as_str()))
        {
            let value = record.text.expose()[span.start..span.end].to_owned();
            let first = *home.entry(value).or_insert(record.split);
            assert!(first == record.split, "a value stands in two splits");
        }
    }
    assert!(!home.is_empty());
}

#[test]
fn only_the_types_that_are_asked_for_tie() {
    let lines: Vec<String> = (0..200)
        .map(|i| {
            line(
                i,
                &format!("mail user{i}@example.org or call +1 (415) 555-0132"),
            )
        })
        .collect();
    let mut spec = spec(SplitUnit::Entity, false);
    assert_eq!(
        ingest(&lines, &spec).err().unwrap().reason,
        "SPLIT_IMPOSSIBLE"
    );
    spec.links.entity_types = [corpus::EntityType::from_static("EMAIL_ADDRESS")].into();
    let (_, records) = ingest(&lines, &spec).unwrap();
    shares_nothing(&records, &["EMAIL_ADDRESS"]);
}

#[test]
fn duplicates_are_counted_kept_together_or_dropped() {
    let story = |i: usize| -> String { (0..40).map(|w| format!("word{i}x{w} ")).collect() };
    let mut lines: Vec<String> = (0..200).map(|i| line(i, &story(i))).collect();
    lines.extend((0..50).map(|i| line(1000 + i, &story(i).to_uppercase())));
    lines.extend((50..80).map(|i| line(2000 + i, &format!("{} indeed", story(i)))));
    let mut spec = spec(SplitUnit::Record, false);
    let counted = run_all(&lines, &spec).unwrap();
    let found = counted.done.duplicates.unwrap();
    let counts = (
        found.exact_clusters,
        found.exact_records,
        found.near_clusters,
        found.near_records,
    );
    assert_eq!(counts, (50, 100, 80, 160));
    assert_eq!(
        (found.largest, found.dropped, counted.records.len()),
        (2, 0, 280)
    );
    assert_eq!(counted.done.links, None);
    let apart = |records: &[Record]| {
        let split = |id: usize| {
            records
                .iter()
                .find(|r| r.id == id.to_string())
                .unwrap()
                .split
        };
        (0..50).filter(|i| split(*i) != split(1000 + i)).count()
            + (50..80).filter(|i| split(*i) != split(2000 + i)).count()
    };
    assert!(apart(&counted.records) > 10);
    spec.links.near_duplicates = true;
    let together = run_all(&lines, &spec).unwrap();
    assert_eq!(apart(&together.records), 0);
    assert_eq!(together.done.links.unwrap().ties["near_duplicate"], 80);
    spec.duplicates.action = DuplicateAction::Drop;
    let dropped = run_all(&lines, &spec).unwrap();
    assert_eq!(dropped.counts.rejected["DUPLICATE_TEXT"], 80);
    assert_eq!((dropped.counts.accepted, dropped.records.len()), (200, 200));
    // The first of each cluster stays.
    assert!(
        dropped
            .records
            .iter()
            .all(|r| r.id.parse::<usize>().unwrap() < 1000)
    );
    spec.duplicates.action = DuplicateAction::Ignore;
    assert_eq!(run_all(&lines, &spec).unwrap().done.duplicates, None);
}

#[test]
fn canaries_are_in_train_when_their_coin_says_so_and_survive_everything() {
    let lines: Vec<String> = (0..400)
        .map(|i| {
            line(
                i,
                &format!(
                    "we will be glad to help you with number {}. thank you for calling us today.",
                    i % 40
                ),
            )
        })
        .collect();
    let mut spec = spec(SplitUnit::Entity, false);
    spec.duplicates.action = DuplicateAction::Drop;
    spec.canaries = Some(CanarySpec::standard(80));
    let ran = run_all(&lines, &spec).unwrap();
    let planted = ran.planted.unwrap();
    // Who has the seed makes the same canaries again.
    let plan = corpus::canary::plan(&planted.seed, &planted.spec).unwrap();
    let ids: std::collections::HashMap<&String, &corpus::canary::Canary> = plan
        .iter()
        .flat_map(|c| c.record_ids().iter().map(move |id| (id, c)))
        .collect();
    let (canaries, others): (Vec<&Record>, Vec<&Record>) =
        ran.records.iter().partition(|r| ids.contains_key(&r.id));
    let expected: usize = plan
        .iter()
        .filter(|c| c.included)
        .map(|c| c.repeats as usize)
        .sum();
    assert_eq!(canaries.len(), expected);
    for record in &canaries {
        let canary = ids[&record.id];
        assert!(canary.included && record.split == Split::Train);
        assert_eq!(
            (&record.text, &record.spans[..]),
            (&canary.text, &[canary.span()][..])
        );
    }
    let note = ran.done.canaries.unwrap();
    assert_eq!(note.commitment.as_str(), planted.seed.commitment());
    assert_eq!(
        (note.planned, note.counts.records),
        (plan.len() as u64, expected as u64)
    );
    assert_eq!(others.len() as u64, ran.counts.accepted);
    let train = ran.counts.splits["train"].records;
    let own = others.iter().filter(|r| r.split == Split::Train).count() as u64;
    assert_eq!(train, own + note.counts.records);
    // They stand among the others, not behind them.
    let order: Vec<bool> = ran
        .records
        .iter()
        .filter(|r| r.split == Split::Train)
        .map(|r| ids.contains_key(&r.id))
        .collect();
    let first_half = order[..order.len() / 2].iter().filter(|c| **c).count();
    assert!(first_half * 4 > expected, "{first_half} of {expected}");
    // Natural prefixes are the data's sentences; words of secrets are not in the data.
    let natural = plan
        .iter()
        .find(|c| planted.spec.groups[c.group].name == "natural-word")
        .unwrap();
    assert!(
        natural
            .text
            .expose()
            .starts_with("thank you for calling us today.")
    );
    assert!(
        !planted
            .spec
            .words
            .iter()
            .any(|word| word == "number" || word == "glad")
    );
}

#[test]
fn a_policy_acts_on_canaries_as_on_any_record() {
    let lines: Vec<String> = (0..40)
        .map(|i| line(i, &format!("nothing to tell, number {i}.")))
        .collect();
    let mut spec = spec(SplitUnit::Record, false);
    let canaries = r#"{"groups": [
        {"name": "phones", "secret": {"kind": "phone"}, "count": 40},
        {"name": "cards", "secret": {"kind": "credit_card"}, "count": 40},
        {"name": "words", "secret": {"kind": "word"}, "count": 12, "prefix": {"kind": "random", "words": 4}}
    ]}"#;
    spec.canaries = Some(serde_json::from_str(canaries).unwrap());
    // Words drawn at random may look like names to the learned tagger.
    spec.policy.tagger = false;
    let count = |spec: &Spec| {
        let ran = run_all(&lines, spec).unwrap();
        let planted = ran.planted.unwrap();
        let plan = corpus::canary::plan(&planted.seed, &planted.spec).unwrap();
        let mut whole = [0; 3];
        let mut included = [0; 3];
        for canary in plan.iter().filter(|canary| canary.included) {
            let secret = &canary.text.expose()[canary.secret.clone()];
            let has = |record: &Record| record.text.expose().contains(secret);
            included[canary.group] += 1;
            whole[canary.group] += usize::from(ran.records.iter().any(has));
        }
        let noted = ran.done.canaries.unwrap().counts.records;
        (included, whole, noted as usize)
    };
    let (included, whole, noted) = count(&spec);
    assert_eq!((whole, noted), (included, included.iter().sum()));
    spec.policy.action = pii::Action::Redact;
    let (included, whole, noted) = count(&spec);
    assert_eq!((whole[0], whole[1], noted), (0, 0, included.iter().sum()));
    // What no recogniser knows is not protected, and the audit has to see that.
    assert_eq!(whole[2], included[2]);
    spec.policy.action = pii::Action::DropRecord;
    let (included, _, noted) = count(&spec);
    assert_eq!(noted, included[2]);
}

#[test]
fn a_policy_acts_on_what_it_tags() {
    let lines: Vec<String> = (0..40)
        .map(|i| {
            let text = format!(
                "mail user{i}@example.org about card {i}, IBAN GB82 WEST 1234 5698 7654 32"
            );
            let iban = i % 4 == 0;
            line(
                i,
                if iban {
                    &text
                } else {
                    text.split(", IBAN").next().unwrap()
                },
            )
        })
        .collect();
    let mut spec = spec(SplitUnit::Entity, false);
    let rules = "types:\n  EMAIL_ADDRESS: {action: redact}\n  IBAN_CODE: {action: drop_record}\n";
    spec.policy = pii::Policy::read(rules, pii::Format::Yaml).unwrap();
    let ran = run_all(&lines, &spec).unwrap();
    assert_eq!(ran.counts.rejected["DROPPED_BY_POLICY"], 10);
    assert_eq!((ran.counts.read, ran.records.len()), (40, 30));
    for record in &ran.records {
        let text = record.text.expose();
        assert!(text.starts_with("mail [EMAIL_ADDRESS] about card"));
        // A placeholder is nobody's.
        let of_mail = |span: &corpus::Span| span.entity.as_str() == "EMAIL_ADDRESS";
        assert!(!record.spans.iter().any(of_mail));
    }
    // What was redacted ties nobody.
    assert_eq!(ran.done.links.unwrap().ties.get("EMAIL_ADDRESS"), None);
}

#[test]
fn scores_part_spans_into_sensitive_and_uncertain() {
    let lines = [line(0, "mail a@example.org, order 555-01234")];
    let mut spec = spec(SplitUnit::Record, false);
    let all = run_all(&lines, &spec).unwrap().records.remove(0);
    assert!(all.uncertain.is_empty() && !all.spans.is_empty());
    spec.mask = Thresholds {
        sensitive: 1.0,
        uncertain: 0.0,
    };
    let parted = run_all(&lines, &spec).unwrap().records.remove(0);
    assert_eq!(parted.spans.len() + parted.uncertain.len(), all.spans.len());
    assert!(parted.uncertain.iter().all(|span| span.score < 1.0));
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
