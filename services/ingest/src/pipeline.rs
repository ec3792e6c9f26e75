//! Documents to tagged documents to shards to a manifest.
//!
//! Three stages, each a thread, with short queues between them: read, tag (on
//! all cores), spool to disk. When the source has ended, duplicates and ties are
//! settled ([`settle`]), and the spool is written to the shards of its splits,
//! canaries among them ([`plant`]).
//!
//! Memory is bounded by the queues, whatever the source's size; what grows with
//! it is some 40 bytes a record: to see that ids are unique while it is read,
//! and to sort one column of hashes at a time when it has been.

mod act;
mod plant;
mod settle;
mod similar;
mod spool;
mod ties;
mod write;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use artifacts::DatasetManifest;
use artifacts::dataset::Counts;
use chassis::Failure;
use corpus::{Record, Redacted, Split};
use pii::Scanner;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use plant::Soil;
pub(crate) use plant::{Planted, refused};
use spool::{Notes, Spool};
pub(crate) use write::Shards;

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
    /// What else is known of it.
    pub(crate) notes: Notes,
    line: u64,
}

type TaggedBatch = Vec<Result<Tagged, BadRecord>>;

/// Where the pipeline reads and writes.
#[derive(Clone, Copy)]
pub(crate) struct Places<'a> {
    /// The source.
    pub(crate) source: &'a Path,
    /// A folder for what is in between.
    pub(crate) scratch: &'a Path,
    /// The folder that gets the shards.
    pub(crate) shards: &'a Path,
}

/// Sizes.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Largest record, in bytes as read.
    pub(crate) record_bytes: usize,
    /// Size at which a shard is closed, in bytes.
    pub(crate) shard_bytes: u64,
}

/// How a run ended.
pub(crate) enum Ended {
    /// It was cancelled: nothing it wrote counts.
    Cancelled,
    /// All shards are written.
    Written(Option<Box<Planted>>),
}

/// How the pipeline tells how far it is and asks whether to go on.
pub(crate) trait Observer {
    /// Called for each batch: records accepted, bytes of the source read.
    fn progress(&mut self, records: u64, bytes: u64);
    /// Another stage begins.
    fn phase(&mut self, phase: &str);
    /// Whether the job was cancelled.
    fn cancelled(&self) -> bool;
}

/// Runs a source through the pipeline. What it read, counted and wrote goes into
/// the manifest.
///
/// # Errors
/// The first bad record (unless bad records are left out), an unreadable
/// source, a split that cannot be made, a full disk.
pub(crate) fn run(
    spec: &Spec,
    places: Places<'_>,
    limits: Limits,
    manifest: &mut DatasetManifest,
    observer: &mut dyn Observer,
) -> Result<Ended, Failure> {
    let mut spool = Spool::new(places.scratch, spec)?;
    let mut tools = Tools {
        spec,
        scanner: Scanner::new(&spec.policy).map_err(crate::convert::policy_failure)?,
        acts: act::Acts::new(&spec.policy)?,
        soil: spec.canaries.as_ref().map(Soil::new),
    };
    let read = tagged_to(&mut spool, &tools, places, limits, observer)?;
    let Some((source, counts, given_spans)) = read else {
        return Ok(Ended::Cancelled);
    };
    manifest.source.format = spec.format.label(source.compression);
    manifest.source.bytes = source.bytes;
    manifest.source.digest = source.digest;
    manifest.tagging.records_with_given_spans = given_spans;
    manifest.counts = counts;
    observer.phase("divide");
    let Some(settled) = settle::settle(&mut spool, spec, observer)? else {
        return Ok(Ended::Cancelled);
    };
    let soil = tools.soil.take();
    let planted = soil.map(|soil| soil.plan(write::new_seed()?, &tools));
    let planted = planted.transpose()?;
    observer.phase("write");
    let spooled = spool.close(manifest)?;
    let shards = write::Shards::new(places.shards, limits.shard_bytes);
    let ended = shards.write(&spooled, settled, planted.as_ref(), manifest, observer)?;
    if !ended {
        return Ok(Ended::Cancelled);
    }
    write::check_shares(&spec.split, manifest)?;
    Ok(Ended::Written(planted.map(Box::new)))
}

/// Reads, tags and spools. `None` when the job was cancelled.
fn tagged_to(
    spool: &mut Spool,
    tools: &Tools<'_>,
    places: Places<'_>,
    limits: Limits,
    observer: &mut dyn Observer,
) -> Result<Option<(SourceRead, Counts, u64)>, Failure> {
    let spec = tools.spec;
    let position = Arc::new(AtomicU64::new(0));
    let stop = AtomicBool::new(false);
    let (raw_out, raw_in) = sync_channel::<Batch>(QUEUE);
    let (tagged_out, tagged_in) = sync_channel::<TaggedBatch>(QUEUE);
    let (source, spooled) = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let out = raw_out;
            let mut emit = |batch| !stop.load(Ordering::Relaxed) && out.send(batch).is_ok();
            read::read(
                places.source,
                spec,
                limits.record_bytes,
                &position,
                &mut emit,
            )
        });
        let tagger = scope.spawn(|| tag_all(raw_in, tagged_out, tools));
        let spooled = spool_all(tagged_in, spec, spool, &position, observer);
        // Whatever stopped the spool must let the stages before it end.
        stop.store(true, Ordering::Relaxed);
        let joined = reader.join();
        let _ = tagger.join();
        (joined, spooled)
    });
    let Some((mut counts, given_spans)) = spooled? else {
        return Ok(None);
    };
    let source = source.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    counts.read = counts.accepted + counts.rejected.values().sum::<u64>();
    if counts.read == 0 {
        return Err(error::source("EMPTY_SOURCE", "the source holds no record"));
    }
    Ok(Some((source, counts, given_spans)))
}

/// What a record meets on its way.
struct Tools<'a> {
    spec: &'a Spec,
    scanner: Scanner,
    acts: act::Acts<'a>,
    soil: Option<Soil>,
}

fn tag_all(raw: Receiver<Batch>, out: SyncSender<TaggedBatch>, tools: &Tools<'_>) {
    for batch in raw {
        let tagged: TaggedBatch = batch
            .into_par_iter()
            .map(|numbered| tag(numbered, tools))
            .collect();
        if out.send(tagged).is_err() {
            return;
        }
    }
}

fn tag(numbered: read::Numbered, tools: &Tools<'_>) -> Result<Tagged, BadRecord> {
    let spec = tools.spec;
    let line = numbered.line;
    let stated = parse::parse(numbered, &spec.fields)?;
    let spans_given = stated.spans.is_some();
    let (spans, uncertain) = match stated.spans {
        Some(spans) => (spans, Vec::new()),
        None => spec.mask.part(tools.scanner.scan(&stated.text)),
    };
    let mut record = Record {
        id: stated.id.unwrap_or_else(|| format!("line-{line}")),
        text: Redacted::new(stated.text),
        subject: stated.subject,
        spans,
        uncertain,
        split: stated.split.unwrap_or(Split::Train),
    };
    if !tools.acts.on(&mut record) {
        return Err(BadRecord::new(act::DROPPED, line, ""));
    }
    if let Some(soil) = &tools.soil {
        soil.note(&record);
    }
    Ok(Tagged {
        notes: Notes::of(&record, spec),
        record,
        split_given: stated.split.is_some(),
        spans_given,
        line,
    })
}

fn spool_all(
    tagged: Receiver<TaggedBatch>,
    spec: &Spec,
    spool: &mut Spool,
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
                    spool.add(tagged)?;
                }
                // What the policy drops was asked for: it is no fault of the source.
                Err(bad) if spec.skip_bad_records || bad.reason == act::DROPPED => {
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
mod customersim_tests;
#[cfg(test)]
mod tests;
