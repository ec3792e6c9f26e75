//! A version made from another: without a subject.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aho_corasick::AhoCorasick;
use artifacts::dataset::Removed;
use artifacts::shard::read_split;
use artifacts::{DatasetManifest, Digest};
use chassis::{Code, Failure};
use corpus::{EntityType, Record, Redacted, Span, Split};

use crate::pipeline::{Observer, Shards};
use crate::spec::LinkPolicy;

/// Letters and digits from which on a value is sought in the records of others:
/// a shorter one would be found everywhere.
const LEAST: usize = 5;

/// Writes the records of `parent` (whose files lie in `from`) without those of a
/// subject, and replaces the values that were tagged in these wherever else they
/// stand. Counts, shards and what was taken out go into the manifest. False when
/// the job was cancelled meanwhile.
///
/// # Errors
/// `SUBJECT_NOT_FOUND` when no record is the subject's, a damaged shard, a full
/// disk.
pub(crate) fn without_subject(
    parent: &DatasetManifest,
    from: &Path,
    subject: &Digest,
    mut shards: Shards,
    manifest: &mut DatasetManifest,
    observer: &mut dyn Observer,
) -> Result<bool, Failure> {
    observer.phase("search");
    let records = || {
        Split::ALL
            .into_iter()
            .flat_map(|split| read_split(from, parent, split))
    };
    let mut traces = BTreeSet::new();
    let mut removed = Removed::default();
    for (number, record) in records().enumerate() {
        if number % 4096 == 0 && observer.cancelled() {
            return Ok(false);
        }
        let record = record?;
        if is_of(&record, subject) {
            removed.records += 1;
            collect(&record, &mut traces);
        }
    }
    if removed.records == 0 {
        return Err(Failure::new(
            Code::NotFound,
            "SUBJECT_NOT_FOUND",
            "no record of this version is about this subject",
        )
        .field("spec.without_subject"));
    }
    for (entity, _) in &traces {
        *removed.values.entry(entity.clone()).or_default() += 1;
    }
    observer.phase("write");
    let eraser = Eraser::new(&traces)?;
    let mut written = 0;
    for record in records() {
        if written % 4096 == 0 && observer.cancelled() {
            return Ok(false);
        }
        let mut record = record?;
        if is_of(&record, subject) {
            continue;
        }
        removed.rewritten += u64::from(eraser.erase(&mut record));
        shards.add(&record)?;
        written += 1;
        if written % 4096 == 0 {
            observer.progress(written, 0);
        }
    }
    let canaries = parent.preparation.canaries.as_ref();
    manifest.counts.accepted = written - canaries.map_or(0, |c| c.counts.records);
    manifest.counts.rejected = BTreeMap::from([("SUBJECT_REMOVED".to_owned(), removed.records)]);
    manifest.counts.read = manifest.counts.accepted + removed.records;
    manifest.preparation.removed = Some(removed);
    shards.finish(manifest)?;
    Ok(true)
}

fn is_of(record: &Record, subject: &Digest) -> bool {
    record
        .subject
        .as_ref()
        .is_some_and(|own| Digest::of(own.as_bytes()) == *subject)
}

/// The values in a record's spans that name one person or one thing of theirs.
fn collect(record: &Record, traces: &mut BTreeSet<(EntityType, String)>) {
    let links = LinkPolicy::default();
    let text = record.text.expose();
    for span in record.spans.iter().chain(&record.uncertain) {
        let value = text.get(span.start..span.end).unwrap_or_default().trim();
        let letters = value.chars().filter(|c| c.is_alphanumeric()).count();
        if links.ties(&span.entity) && letters >= LEAST {
            traces.insert((span.entity.clone(), value.to_ascii_lowercase()));
        }
    }
}

/// Replaces values by the names of their types.
struct Eraser {
    search: AhoCorasick,
    names: Vec<String>,
}

impl Eraser {
    fn new(traces: &BTreeSet<(EntityType, String)>) -> Result<Self, Failure> {
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(traces.iter().map(|(_, value)| value))
            .map_err(|_| {
                Failure::new(
                    Code::ResourceExhausted,
                    "OUT_OF_MEMORY",
                    "the subject has more values than can be sought at once",
                )
            })?;
        let names = traces.iter().map(|(entity, _)| format!("[{entity}]"));
        Ok(Self {
            search,
            names: names.collect(),
        })
    }

    /// Replaces whole words in a record's text, and moves its spans. Whether
    /// there were any.
    fn erase(&self, record: &mut Record) -> bool {
        let text = record.text.expose();
        let whole = |start: usize, end: usize| {
            let before = text[..start].chars().next_back();
            let after = text[end..].chars().next();
            let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !word(before) && !word(after)
        };
        let mut found: Vec<(usize, usize, usize)> = self
            .search
            .find_overlapping_iter(text)
            .map(|hit| (hit.start(), hit.end(), hit.pattern().as_usize()))
            .filter(|(start, end, _)| whole(*start, *end))
            .collect();
        // The first, and of those that start together the longest.
        found.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let mut free = 0;
        found.retain(|(start, end, _)| {
            let kept = *start >= free;
            free = if kept { *end } else { free };
            kept
        });
        if found.is_empty() {
            return false;
        }
        let mut rewritten = String::with_capacity(text.len());
        let mut at = 0;
        for (start, end, pattern) in &found {
            rewritten.push_str(&text[at..*start]);
            rewritten.push_str(&self.names[*pattern]);
            at = *end;
        }
        rewritten.push_str(&text[at..]);
        for spans in [&mut record.spans, &mut record.uncertain] {
            let moved = spans.iter().filter_map(|span| self.moved(span, &found));
            *spans = moved.collect();
        }
        record.text = Redacted::new(rewritten);
        true
    }

    /// Where a span lies after the replacements; `None` when one touches it.
    fn moved(&self, span: &Span, found: &[(usize, usize, usize)]) -> Option<Span> {
        let mut moved = span.clone();
        for (start, end, pattern) in found {
            if *start < span.end && span.start < *end {
                return None;
            }
            if *end <= span.start {
                let (old, new) = (end - start, self.names[*pattern].len());
                moved.start = moved.start + new - old;
                moved.end = moved.end + new - old;
            }
        }
        Some(moved)
    }
}

#[cfg(test)]
mod tests;
