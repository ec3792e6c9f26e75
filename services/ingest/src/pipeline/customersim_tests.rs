//! The split of CustomerSim: 12,000 support dialogues whose own split shares
//! names, phones, addresses and order numbers.
//!
//! The data is not in the repository; without it the tests say so and pass.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use super::*;

/// The data's own splits, in the order of [`Split::ALL`].
const FILES: [&str; 3] = ["train", "valid", "test"];

/// The dialogues of each of the data's own splits.
fn dialogues() -> Option<[Vec<String>; 3]> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/customersim");
    if !root.is_dir() {
        eprintln!("SKIPPED: no CustomerSim at ../shared/data/customersim of the repository");
        return None;
    }
    Some(FILES.map(|name| {
        let packed = std::fs::read(root.join(format!("{name}.jsonl.gz"))).unwrap();
        let mut lines = String::new();
        flate2::read::MultiGzDecoder::new(&packed[..])
            .read_to_string(&mut lines)
            .unwrap();
        let text = |line: &str| -> serde_json::Value { serde_json::from_str(line).unwrap() };
        let texts = lines.lines().map(text);
        texts
            .map(|v| v["text"].as_str().unwrap().to_owned())
            .collect()
    }))
}

/// The values of a dialogue by kind, read off its structure: what the customer
/// says when asked. Knows nothing of any tagger.
fn slots(text: &str) -> Vec<(&'static str, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut asked = "";
    for line in text.split_inclusive('\n') {
        let said = line.trim_end();
        if let Some(question) = said.strip_prefix("SYS: ") {
            let of = |word| question.contains(word);
            asked = match () {
                () if of("address") => "ADDRESS",
                () if of("order number") => "ORDER_NUMBER",
                () if of("phone") => "PHONE_NUMBER",
                () if of("name") => "PERSON",
                () => "",
            };
        } else if !asked.is_empty() {
            let answer = said.trim_end_matches('.');
            let words: usize = match asked {
                "PERSON" => 2,
                "ADDRESS" => usize::MAX,
                _ => 1,
            };
            let start = if words == usize::MAX {
                let lead = ["is ", "sure, ", "USR: "];
                let ends = lead
                    .iter()
                    .filter_map(|lead| Some(answer.find(lead)? + lead.len()));
                ends.max().unwrap()
            } else {
                let spaces = answer.match_indices(' ').map(|(space, _)| space + 1);
                spaces.rev().nth(words - 1).unwrap()
            };
            found.push((asked, at + start..at + answer.len()));
            asked = "";
        }
        at += line.len();
    }
    found
}

/// Which values stand in each split, by kind, letters and digits only.
fn by_split<'a>(
    records: impl Iterator<Item = (&'a str, Split)>,
) -> BTreeMap<&'static str, [BTreeSet<String>; 3]> {
    let mut values: BTreeMap<&'static str, [BTreeSet<String>; 3]> = BTreeMap::new();
    for (text, split) in records {
        for (kind, range) in slots(text) {
            let folded = text[range].chars().filter(|c| c.is_alphanumeric());
            let folded = folded.flat_map(char::to_lowercase).collect();
            values.entry(kind).or_default()[split as usize].insert(folded);
        }
    }
    values
}

/// Of the values in the last split, the share that stands in the first as well.
fn shared(values: &BTreeMap<&'static str, [BTreeSet<String>; 3]>) -> BTreeMap<&'static str, f64> {
    let share = |[train, _, holdout]: &[BTreeSet<String>; 3]| {
        holdout.intersection(train).count() as f64 / holdout.len() as f64
    };
    values
        .iter()
        .map(|(kind, splits)| (*kind, share(splits)))
        .collect()
}

fn lines(dialogues: &[Vec<String>; 3]) -> Vec<String> {
    let spans = |text: &str| -> Vec<serde_json::Value> {
        slots(text)
            .into_iter()
            .map(|(kind, range)| serde_json::json!({ "start": range.start, "end": range.end, "type": kind }))
            .collect()
    };
    let all = dialogues.iter().flatten().enumerate();
    all.map(|(id, text)| {
        serde_json::json!({ "id": id.to_string(), "text": text, "spans": spans(text) }).to_string()
    })
    .collect()
}

fn spec() -> Spec {
    let mut spec = super::tests::spec(corpus::split::SplitUnit::Entity, false);
    spec.split.train = 0.8;
    spec.split.validation = 0.1;
    spec.split.holdout = 0.1;
    spec
}

#[test]
fn the_sources_own_split_shares_what_ours_does_not() {
    let Some(dialogues) = dialogues() else { return };
    let own = dialogues.iter().zip(Split::ALL);
    let own = own.flat_map(|(texts, split)| texts.iter().map(move |t| (t.as_str(), split)));
    let before = shared(&by_split(own));
    assert!(
        before["PERSON"] > 0.3 && before["ADDRESS"] > 0.05,
        "{before:?}"
    );
    let mut spec = spec();
    spec.links.break_up = true;
    let ran = super::tests::run_all(&lines(&dialogues), &spec).unwrap();
    let after = by_split(ran.records.iter().map(|r| (r.text.expose(), r.split)));
    for (kind, splits) in &after {
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            assert_eq!(splits[a].intersection(&splits[b]).count(), 0, "{kind}");
        }
    }
    assert_eq!(after.len(), 4, "{:?}", after.keys());
    eprintln!("shared by test and train before: {before:?}");
    eprintln!("{:?} {:?}", ran.done.links, ran.counts.rejected);
    for (split, counts) in &ran.counts.splits {
        eprintln!("{split}: {} records", counts.records);
    }
    for split in Split::ALL {
        assert!(ran.counts.splits[split.as_str()].records > 100);
    }
}
