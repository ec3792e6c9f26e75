//! Canaries: what they are made of is gathered while records pass, then they are
//! drawn and put among the records of the training split.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use artifacts::Digest;
use artifacts::dataset::{Canaries, SplitCounts};
use chassis::{Code, Failure};
use corpus::canary::{self, Canary, CanaryError, CanarySeed, CanarySpec};
use corpus::{Record, Redacted, Split};

use super::Tools;
use crate::error::invalid;

/// Sentences that natural prefixes are drawn from.
const SENTENCES: usize = 2048;

/// What canaries can be made of, gathered from many threads.
pub(crate) struct Soil {
    spec: CanarySpec,
    candidates: Vec<String>,
    index: HashMap<String, usize>,
    seen: Vec<AtomicBool>,
    sentences: Mutex<BTreeMap<u64, String>>,
}

impl Soil {
    /// For a specification.
    pub(crate) fn new(spec: &CanarySpec) -> Self {
        let candidates = spec.candidates();
        let lower = candidates.iter().map(|word| word.to_lowercase());
        Self {
            spec: spec.clone(),
            index: lower.zip(0..).collect(),
            seen: candidates.iter().map(|_| AtomicBool::new(false)).collect(),
            candidates,
            sentences: Mutex::default(),
        }
    }

    /// Notes which candidates a record uses up, and a sentence of it.
    pub(crate) fn note(&self, record: &Record) {
        let text = record.text.expose();
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            let known = match word.bytes().any(|b| !b.is_ascii_lowercase()) {
                true => self.index.get(&word.to_lowercase()),
                false => self.index.get(word),
            };
            if let Some(known) = known {
                self.seen[*known].store(true, Ordering::Relaxed);
            }
        }
        if !self.spec.wants_sentences() {
            return;
        }
        // The least hashes of all: a sample of the different sentences that does
        // not depend on the order they come in.
        for sentence in plain_sentences(record) {
            let hash = corpus::split::group_key("sentence", sentence);
            let Ok(mut kept) = self.sentences.lock() else {
                return;
            };
            let full = kept.len() >= SENTENCES;
            if full && kept.last_key_value().is_some_and(|(last, _)| *last <= hash) {
                continue;
            }
            kept.insert(hash, sentence.to_owned());
            if full {
                kept.pop_last();
            }
        }
    }

    /// Draws the canaries from a seed, and lets the policy act on them as on any record.
    pub(super) fn plan(self, seed: CanarySeed, tools: &Tools<'_>) -> Result<Planted, Failure> {
        let mut spec = self.spec;
        let unseen = self.candidates.into_iter().zip(&self.seen);
        let unseen = unseen.filter(|(_, seen)| !seen.load(Ordering::Relaxed));
        spec.choose_words(unseen.map(|(word, _)| word));
        let sentences = self.sentences.into_inner().unwrap_or_default();
        spec.sentences = sentences.into_values().map(Redacted::new).collect();
        let canaries = canary::plan(&seed, &spec).map_err(refused)?;
        let canaries = canaries.into_iter().map(|canary| {
            let record = as_record(&canary, tools);
            (canary, record)
        });
        let canaries = canaries.collect();
        Ok(Planted {
            seed,
            spec,
            canaries,
        })
    }
}

/// Tells what is wrong with a specification.
pub(crate) fn refused(error: CanaryError) -> Failure {
    let field = format!("spec.canaries.{}", error.field());
    match error {
        CanaryError::Sentences => Failure::new(
            Code::FailedPrecondition,
            CanaryError::REASON,
            "the data has no sentence without names, numbers and tagged spans for natural prefixes",
        )
        .field(field)
        .action("use random prefixes"),
        _ => invalid(CanaryError::REASON, &field, error.to_string()),
    }
}

/// Canaries that were drawn.
pub(crate) struct Planted {
    /// What they follow from.
    pub(crate) seed: CanarySeed,
    /// What was asked for, filled in.
    pub(crate) spec: CanarySpec,
    /// Each with what the policy's actions leave of it; `None` of one that they drop.
    canaries: Vec<(Canary, Option<Record>)>,
}

/// A canary's record. What is done to the data is done to it, so that the audit measures the protection that
/// the data has.
fn as_record(canary: &Canary, tools: &Tools<'_>) -> Option<Record> {
    let text = canary.text.expose();
    let (spans, uncertain) = tools.spec.mask.part(tools.scanner.scan(text));
    let mut record = Record {
        id: String::new(),
        text: canary.text.clone(),
        subject: None,
        spans,
        uncertain,
        split: Split::Train,
    };
    let kept = tools.acts.on(&mut record);
    if record.text == canary.text {
        // Where the secret is, is known better than any recogniser tells.
        record.spans = vec![canary.span()];
        record.uncertain.clear();
    }
    kept.then_some(record)
}

impl Planted {
    /// The records that are put in, each with its place among `among` records
    /// of the training split, in order of place.
    pub(crate) fn records(&self, among: u64) -> Vec<(u64, Record)> {
        let included = self.canaries.iter().filter(|(canary, _)| canary.included);
        let left = included.filter_map(|(canary, record)| Some((canary, record.as_ref()?)));
        let mut records: Vec<(u64, Record)> = left
            .flat_map(|(canary, record)| canary.record_ids().iter().map(move |id| (record, id)))
            .map(|(record, id)| {
                let record = Record {
                    id: id.clone(),
                    ..record.clone()
                };
                (self.seed.place(id, among + 1), record)
            })
            .collect();
        records.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
        records
    }

    /// What the manifest says.
    pub(crate) fn note(&self) -> Result<Canaries, Failure> {
        let mut counts = SplitCounts::default();
        for (_, record) in self.records(0) {
            counts.add(&record);
        }
        let commitment = Digest::parse(&self.seed.commitment())
            .ok_or_else(|| Failure::new(Code::Internal, "INTERNAL", "a commitment is no digest"))?;
        Ok(Canaries {
            commitment,
            planned: self.canaries.len() as u64,
            counts,
        })
    }
}

/// Sentences of a record that touch no span and hold neither digits nor, but
/// for their beginning, capitals: what a tagger missed is not repeated either.
fn plain_sentences(record: &Record) -> impl Iterator<Item = &str> {
    let text = record.text.expose();
    let spans = || record.spans.iter().chain(&record.uncertain);
    text.split_inclusive(['.', '?', '!', '\n'])
        .scan(0, |end, part| {
            *end += part.len();
            Some((*end - part.len(), part))
        })
        .filter(move |(start, part)| {
            let end = start + part.len();
            !spans().any(|span| span.start < end && *start < span.end)
        })
        .map(|(_, part)| part.trim())
        .filter(|part| (20..=200).contains(&part.len()) && is_plain(part))
}

fn is_plain(sentence: &str) -> bool {
    let mut opens = true;
    let mut words = 0;
    for word in sentence.split_whitespace() {
        let capital = word.chars().any(char::is_uppercase);
        let own = word.trim_end_matches(['.', '?', '!', ',']) == "I" || word.starts_with("I'");
        if word.bytes().any(|b| b.is_ascii_digit() || b == b'@') || (capital && !opens && !own) {
            return false;
        }
        // A speaker's label opens the sentence once more.
        opens = word.ends_with(':');
        words += 1;
    }
    words >= 4
}
