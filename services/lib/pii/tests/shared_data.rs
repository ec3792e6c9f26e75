//! Floors of the rules on labelled data kept beside a checkout; skipped, loudly, without it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests"
)]

use std::io::Read;
use std::path::{Path, PathBuf};

use pii::{Policy, Scanner};
use serde_json::Value;

fn shared(file: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/data").join(file))
        .find(|path| path.exists());
    if found.is_none() {
        eprintln!("SKIPPED: shared/data/{file} does not lie beside this checkout");
    }
    found
}

fn lines(path: &Path) -> Vec<Value> {
    let bytes = std::fs::read(path).unwrap();
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(&bytes[..])
            .read_to_string(&mut text)
            .unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_identifier_of_customersim_is_found() {
    let Some(path) = shared("customersim/train.jsonl.gz") else {
        return;
    };
    let scanner = Scanner::with_tagger(&Policy::default(), None).unwrap();
    let mut found = 0;
    let mut expected = 0;
    for record in lines(&path).iter().take(2000) {
        let text = record["text"].as_str().unwrap();
        let spans = scanner.scan(text);
        let mut asked = false;
        let mut at = 0;
        for line in text.lines() {
            // The code behind "tracking number", up to the next full stop.
            if let Some((_, behind)) = line.split_once("tracking number") {
                let code = behind
                    .split(['.', '?'])
                    .next()
                    .unwrap()
                    .rsplit(' ')
                    .next()
                    .unwrap();
                let start = at + line.find(code).unwrap();
                expected += 1;
                found += usize::from(spans.iter().any(|s| {
                    s.entity.as_str() == "TRACKING_NUMBER"
                        && s.start == start
                        && s.end == start + code.len()
                }));
            }
            // The answer to a question for the full name holds one.
            if asked && line.starts_with("USR:") {
                expected += 1;
                found += usize::from(spans.iter().any(|s| {
                    s.entity.as_str() == "PERSON" && s.start >= at && s.end <= at + line.len()
                }));
            }
            asked = line.contains("full name");
            at += line.len() + 1;
        }
    }
    assert!(expected > 3500, "only {expected} identifiers");
    assert!(
        found as f64 >= 0.98 * expected as f64,
        "{found} of {expected}"
    );
}

#[test]
fn precision_and_recall_on_presidio_synth_hold() {
    let Some(path) = shared("pii/presidio-synth/generated_large.jsonl") else {
        return;
    };
    let scanner = Scanner::with_tagger(&Policy::default(), None).unwrap();
    let (mut hits, mut extra, mut missed) = (0_usize, 0_usize, 0_usize);
    for record in lines(&path) {
        let text = record["text"].as_str().unwrap();
        let found = scanner.scan(text);
        // The labels count code points, the spans bytes.
        let bytes: Vec<usize> = text
            .char_indices()
            .map(|(i, _)| i)
            .chain([text.len()])
            .collect();
        let labels: Vec<(usize, usize)> = record["spans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|span| {
                let end = |name: &str| bytes[span[name].as_u64().unwrap() as usize];
                (end("start"), end("end"))
            })
            .collect();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let mut at = 0;
        for word in text.split_inclusive(|c| !is_word(c)) {
            let (start, end) = (at, at + word.trim_end_matches(|c| !is_word(c)).len());
            at += word.len();
            if start == end {
                continue;
            }
            let gold = labels.iter().any(|&(low, high)| low < end && start < high);
            let ours = found.iter().any(|s| s.start < end && start < s.end);
            hits += usize::from(gold && ours);
            extra += usize::from(!gold && ours);
            missed += usize::from(gold && !ours);
        }
    }
    let precision = hits as f64 / (hits + extra) as f64;
    let recall = hits as f64 / (hits + missed) as f64;
    eprintln!("presidio-synth, tokens: precision {precision:.3}, recall {recall:.3}");
    assert!(precision >= 0.98, "precision {precision}");
    assert!(recall >= 0.36, "recall {recall}");
}
