//! Documents to tagged documents to shards to a manifest.
//!
//! Three stages, each a thread, with short queues between them: read, tag (on
//! all cores), write. Memory is bounded by the queues, whatever the source's
//! size; what grows with it is 16 bytes a record to see that ids are unique,
//! and, for an entity split, about 50 bytes a distinct entity.

mod assign;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use artifacts::dataset::Counts;
use chassis::Failure;
use corpus::{Record, Redacted, Split};
use pii::Scanner;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

pub(crate) use assign::Assigner;

use crate::error::{self, BadRecord};
use crate::read::{self, Batch, SourceRead, parse};
use crate::spec::Spec;

/// Batches that may wait between two stages.
const QUEUE: usize = 2;

/// A record that was parsed and tagged, its split still open.
pub(crate) struct Tagged {
    /// The record; its split is what it stated, or `Train` until assigned.
    pub(crate) record: Record,
    /// Whether it stated its split.
    pub(crate) split_given: bool,
    /// Whether it brought its spans.
    pub(crate) spans_given: bool,
    line: u64,
}

type TaggedBatch = Vec<Result<Tagged, BadRecord>>;

/// What ran through the pipeline.
pub(crate) struct Outcome {
    /// The source, read to its end.
    pub(crate) source: SourceRead,
    /// Records read and rejected; splits are counted by the writers.
    pub(crate) counts: Counts,
    /// Records that brought their own spans.
    pub(crate) given_spans: u64,
}

/// How the pipeline tells how far it is and asks whether to go on.
pub(crate) trait Observer {
    /// Called for each batch: records accepted, bytes of the source read.
    fn progress(&mut self, records: u64, bytes: u64);
    /// Whether the job was cancelled.
    fn cancelled(&self) -> bool;
}

/// Runs a source through the pipeline. `None` when it was cancelled.
///
/// # Errors
/// The first bad record (unless bad records are left out), an unreadable
/// source, a full disk.
pub(crate) fn run(
    path: &Path,
    spec: &Spec,
    max_record_bytes: usize,
    assigner: &mut Assigner,
    observer: &mut dyn Observer,
) -> Result<Option<Outcome>, Failure> {
    let scanner = Scanner::new(&spec.policy).map_err(crate::convert::policy_failure)?;
    let position = Arc::new(AtomicU64::new(0));
    let stop = AtomicBool::new(false);
    let (raw_out, raw_in) = sync_channel::<Batch>(QUEUE);
    let (tagged_out, tagged_in) = sync_channel::<TaggedBatch>(QUEUE);
    let (source, written) = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let out = raw_out;
            let mut emit = |batch| !stop.load(Ordering::Relaxed) && out.send(batch).is_ok();
            read::read(path, spec, max_record_bytes, &position, &mut emit)
        });
        let tagger = scope.spawn(|| tag_all(raw_in, tagged_out, spec, &scanner));
        let written = write_all(tagged_in, spec, assigner, &position, observer);
        // Whatever stopped the writer must let the stages before it end.
        stop.store(true, Ordering::Relaxed);
        let joined = reader.join();
        let _ = tagger.join();
        (joined, written)
    });
    let Some((mut counts, given_spans)) = written? else {
        return Ok(None);
    };
    let source = source.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    counts.read = counts.accepted + counts.rejected.values().sum::<u64>();
    if counts.read == 0 {
        return Err(error::source("EMPTY_SOURCE", "the source holds no record"));
    }
    Ok(Some(Outcome {
        source,
        counts,
        given_spans,
    }))
}

fn tag_all(raw: Receiver<Batch>, out: SyncSender<TaggedBatch>, spec: &Spec, scanner: &Scanner) {
    for batch in raw {
        let tagged: TaggedBatch = batch
            .into_par_iter()
            .map(|numbered| tag(numbered, spec, scanner))
            .collect();
        if out.send(tagged).is_err() {
            return;
        }
    }
}

fn tag(numbered: read::Numbered, spec: &Spec, scanner: &Scanner) -> Result<Tagged, BadRecord> {
    let line = numbered.line;
    let stated = parse::parse(numbered, &spec.fields)?;
    let spans_given = stated.spans.is_some();
    let spans = stated.spans.unwrap_or_else(|| scanner.scan(&stated.text));
    let record = Record {
        id: stated.id.unwrap_or_else(|| format!("line-{line}")),
        text: Redacted::new(stated.text),
        subject: stated.subject,
        spans,
        split: stated.split.unwrap_or(Split::Train),
    };
    Ok(Tagged {
        record,
        split_given: stated.split.is_some(),
        spans_given,
        line,
    })
}

fn write_all(
    tagged: Receiver<TaggedBatch>,
    spec: &Spec,
    assigner: &mut Assigner,
    position: &AtomicU64,
    observer: &mut dyn Observer,
) -> Result<Option<(Counts, u64)>, Failure> {
    let mut counts = Counts::default();
    let mut ids = HashSet::new();
    let mut given_spans = 0;
    for batch in tagged {
        if observer.cancelled() {
            return Ok(None);
        }
        for result in batch {
            let unique = result.and_then(|tagged| {
                let fresh = ids.insert(fingerprint(&tagged.record.id));
                if fresh {
                    Ok(tagged)
                } else {
                    Err(BadRecord::new("DUPLICATE_ID", tagged.line, &spec.fields.id))
                }
            });
            match unique {
                Ok(tagged) => {
                    counts.accepted += 1;
                    given_spans += u64::from(tagged.spans_given);
                    assigner.write(tagged)?;
                }
                Err(bad) if spec.skip_bad_records => {
                    *counts.rejected.entry(bad.reason.to_owned()).or_default() += 1;
                }
                Err(bad) => return Err(bad.into_failure()),
            }
        }
        observer.progress(counts.accepted, position.load(Ordering::Relaxed));
    }
    if observer.cancelled() {
        return Ok(None);
    }
    Ok(Some((counts, given_spans)))
}

/// 128 bits of an id: two distinct ids of a dataset never meet in practice.
fn fingerprint(id: &str) -> u128 {
    let digest = Sha256::digest(id.as_bytes());
    digest
        .iter()
        .take(16)
        .fold(0, |acc, &byte| (acc << 8) | u128::from(byte))
}

#[cfg(test)]
mod tests;
