//! The records that are probed: draws and tokenises both splits.

use std::collections::{HashMap, HashSet};

use artifacts::shard::read_split;
use attacks::bootstrap::SplitMix64;
use attacks::{TaggedSpan, Token};
use chassis::{Failure, Progress, Worker};
use corpus::sensitive::{Sensitivity, sensitive_spans, sensitivity_mask};
use corpus::split::group_key;
use corpus::tokenize::Tokenizer;
use corpus::{Record, Split};

use crate::error;
use crate::report::body::SplitCounts;
use crate::spec::Spec;
use crate::subject::Subject;

/// The splits that are probed.
const SPLITS: [Split; 2] = [Split::Train, Split::Holdout];

/// A record that is probed.
pub(crate) struct Probed {
    /// Position in its split.
    pub(crate) number: u64,
    /// The record.
    pub(crate) record: Record,
    /// Byte ranges of the predicted tokens.
    pub(crate) offsets: Vec<(usize, usize)>,
    /// The tokens, of which all but the first are predicted.
    pub(crate) ids: Vec<i64>,
    /// The predicted tokens.
    pub(crate) tokens: Vec<Token>,
    /// The record's spans.
    pub(crate) spans: Vec<TaggedSpan>,
    /// Whose record it is, counted from 0 in the order of their first records.
    pub(crate) subject: Option<u64>,
    /// Tokens beyond the limit, not probed.
    cut: u64,
}

/// Reads the drawn records of both splits and tokenises them; of a record with
/// more than `limit` tokens only the first `limit` are probed.
pub(crate) fn read(
    worker: &Worker,
    subject: &Subject,
    spec: &Spec,
    (tokenizer, limit): (&Tokenizer, usize),
    canaries: &HashSet<String>,
) -> Result<Vec<Probed>, Failure> {
    let mut probed: Vec<Probed> = Vec::new();
    let mut subjects: HashMap<String, u64> = HashMap::new();
    for split in SPLITS {
        let total = subject.dataset.records_in(split);
        let count = match spec.max_records_per_split {
            0 => total,
            most => most,
        };
        // The splits' draws do not follow each other's size.
        let mut random = SplitMix64::new(spec.seed ^ ((split as u64 + 1) << 32));
        let chosen = random.choose(total, count);
        let mut wanted = chosen.iter().copied().peekable();
        let records = read_split(&subject.dataset_dir, &subject.dataset, split);
        for (number, record) in (0..).zip(records) {
            let record = record?;
            if wanted.next_if_eq(&number).is_none() || canaries.contains(&record.id) {
                continue;
            }
            if worker.cancelled() {
                return Err(error::cancelled());
            }
            let next = subjects.len() as u64;
            let subject = record.subject.clone();
            let subject = subject.map(|subject| *subjects.entry(subject).or_insert(next));
            let mut made = tokenise(number, record, tokenizer, limit)?;
            made.subject = subject;
            probed.push(made);
            worker.progress(&Progress {
                phase: "tokenize".to_owned(),
                records_done: probed.len() as u64,
                step: probed.len() as u64,
                ..Progress::default()
            });
            if wanted.peek().is_none() {
                break;
            }
        }
    }
    Ok(probed)
}

fn tokenise(
    number: u64,
    record: Record,
    tokenizer: &Tokenizer,
    limit: usize,
) -> Result<Probed, Failure> {
    let text = record.text.expose();
    let encoded = tokenizer.encode(text).map_err(|e| error::tokenizer(&e))?;
    let (mut ids, mut offsets) = (encoded.ids, encoded.offsets);
    let overlaps = sensitive_spans(text, &offsets, &record.spans);
    let mask = sensitivity_mask(&record, &offsets);
    // A span is whole when all its tokens are predicted: not the first, none cut.
    let predicted = 1..ids.len().min(limit);
    let whole: Vec<bool> = (0..record.spans.len())
        .map(|span| {
            let mut tokens = (0..overlaps.len())
                .filter(|i| overlaps[*i] == Some(span))
                .peekable();
            tokens.peek().is_some() && tokens.all(|i| predicted.contains(&i))
        })
        .collect();
    let mut seen = HashSet::new();
    let spans = record
        .spans
        .iter()
        .zip(whole)
        .map(|(span, whole)| TaggedSpan {
            entity_type: span.entity.clone(),
            first_mention: seen
                .insert(group_key(span.entity.as_str(), &text[span.start..span.end])),
            whole,
        });
    let spans = spans.collect();
    let cut = ids.len().saturating_sub(limit) as u64;
    ids.truncate(limit);
    offsets.truncate(limit);
    let known = overlaps.iter().zip(&mask);
    let tokens = ids
        .iter()
        .zip(known)
        .skip(1)
        .map(|(id, (span, known))| Token {
            id: *id as u32,
            span: span.map(|span| span as u32),
            uncertain: *known == Sensitivity::Uncertain,
        });
    let tokens = tokens.collect();
    let offsets = offsets.into_iter().skip(1).collect();
    Ok(Probed {
        number,
        record,
        offsets,
        ids,
        tokens,
        spans,
        subject: None,
        cut,
    })
}

/// How much of a split was probed.
pub(crate) fn counts(subject: &Subject, probed: &[Probed], split: Split) -> SplitCounts {
    let mut counts = SplitCounts {
        records: subject.dataset.records_in(split),
        ..SplitCounts::default()
    };
    for probed in probed.iter().filter(|p| p.record.split == split) {
        counts.probed += 1;
        counts.cut += u64::from(probed.cut > 0);
        counts.tokens_cut += probed.cut;
        counts.tokens += probed.tokens.len() as u64;
        counts.sensitive_tokens += probed.tokens.iter().filter(|t| t.span.is_some()).count() as u64;
        counts.uncertain_tokens += probed.tokens.iter().filter(|t| t.uncertain).count() as u64;
        counts.spans += probed.spans.len() as u64;
        counts.whole_spans += probed.spans.iter().filter(|s| s.whole).count() as u64;
    }
    counts
}
