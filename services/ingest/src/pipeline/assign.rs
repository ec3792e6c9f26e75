//! Which split a record goes to.

use std::path::Path;

use artifacts::dataset::{Counts, DatasetManifest};
use artifacts::shard::{SplitWriter, read_split};
use chassis::{Code, Failure};
use corpus::split::{Groups, SplitPolicy, SplitUnit, group_key};
use corpus::{Record, Split};

use super::{Observer, Tagged};

/// Writes records to the shards of their splits.
///
/// A record or a subject decides alone, so those records are written as they
/// come. Entities tie records together that may lie far apart, so an entity
/// split first writes everything to a spool beside the shards and divides it
/// when all ties are known.
pub(crate) struct Assigner {
    policy: SplitPolicy,
    writers: [SplitWriter; 3],
    spool: Option<Spool>,
}

struct Spool {
    dir: tempfile::TempDir,
    writer: SplitWriter,
    groups: Groups,
    given: Vec<Option<Split>>,
}

impl Assigner {
    /// An assigner whose shards go to `dir` and whose spool, if it needs one,
    /// to `scratch`.
    pub(crate) fn new(
        policy: SplitPolicy,
        dir: &Path,
        scratch: &Path,
        shard_bytes: u64,
    ) -> Result<Self, Failure> {
        let writers = Split::ALL.map(|split| SplitWriter::new(dir, split, shard_bytes));
        let spool = if policy.unit == SplitUnit::Entity {
            let dir = tempfile::Builder::new()
                .prefix("spool.")
                .tempdir_in(scratch)
                .map_err(|e| crate::error::io(scratch, e))?;
            let writer = SplitWriter::new(dir.path(), Split::Train, u64::MAX);
            Some(Spool {
                dir,
                writer,
                groups: Groups::new(),
                given: Vec::new(),
            })
        } else {
            None
        };
        Ok(Self {
            policy,
            writers,
            spool,
        })
    }

    /// Takes the next record.
    pub(crate) fn write(&mut self, tagged: Tagged) -> Result<(), Failure> {
        let mut record = tagged.record;
        if let Some(spool) = &mut self.spool {
            spool.groups.add(ties(&record));
            spool.given.push(tagged.split_given.then_some(record.split));
            record.split = Split::Train;
            return Ok(spool.writer.write(&record)?);
        }
        if !tagged.split_given {
            let subject = record
                .subject
                .as_ref()
                .filter(|_| self.policy.unit == SplitUnit::Subject);
            record.split = self.policy.assign(subject.unwrap_or(&record.id).as_bytes());
        }
        Ok(self.writers[record.split as usize].write(&record)?)
    }

    /// Divides the spool, where there is one, and closes all shards.
    /// False when the job was cancelled meanwhile.
    pub(crate) fn finish(
        mut self,
        manifest: &mut DatasetManifest,
        observer: &mut dyn Observer,
    ) -> Result<bool, Failure> {
        if let Some(spool) = self.spool.take()
            && !divide(spool, &self.policy, &mut self.writers, manifest, observer)?
        {
            return Ok(false);
        }
        for writer in self.writers {
            writer.finish(manifest)?;
        }
        manifest
            .counts
            .splits
            .retain(|_, counts| counts.records > 0);
        check_shares(&self.policy, manifest)?;
        Ok(true)
    }
}

fn divide(
    spool: Spool,
    policy: &SplitPolicy,
    writers: &mut [SplitWriter; 3],
    manifest: &DatasetManifest,
    observer: &mut dyn Observer,
) -> Result<bool, Failure> {
    let Spool {
        dir,
        writer,
        mut groups,
        given,
    } = spool;
    let mut spooled = DatasetManifest {
        counts: Counts::default(),
        ..manifest.clone()
    };
    spooled.shards.clear();
    writer.finish(&mut spooled)?;
    // A record that states its split takes its whole group along; the first one decides.
    let mut decided: Vec<Option<Split>> = vec![None; given.len()];
    for (number, split) in given.iter().enumerate() {
        let root = groups.root(number as u32) as usize;
        decided[root] = decided[root].or(*split);
    }
    for (number, record) in read_split(dir.path(), &spooled, Split::Train).enumerate() {
        if number % 4096 == 0 && observer.cancelled() {
            return Ok(false);
        }
        let mut record = record?;
        let root = groups.root(number as u32);
        record.split = decided[root as usize].unwrap_or_else(|| policy.assign(&root.to_le_bytes()));
        writers[record.split as usize].write(&record)?;
    }
    Ok(true)
}

/// What ties a record to others: its subject and the text of each entity.
fn ties(record: &Record) -> Vec<u64> {
    let text = record.text.expose();
    let entities = record.spans.iter().filter_map(|span| {
        Some(group_key(
            span.entity.as_str(),
            text.get(span.start..span.end)?,
        ))
    });
    entities
        .chain(
            record
                .subject
                .iter()
                .map(|subject| group_key("subject", subject)),
        )
        .collect()
}

/// A split that was asked for and got nothing is an error when ties are the
/// cause: one group then holds (nearly) everything.
fn check_shares(policy: &SplitPolicy, manifest: &DatasetManifest) -> Result<(), Failure> {
    let shares = [policy.train, policy.validation, policy.holdout];
    let empty = Split::ALL
        .into_iter()
        .zip(shares)
        .find(|(split, share)| *share > 0.0 && manifest.records_in(*split) == 0);
    match empty {
        // Few records may miss a small share by chance; ties cannot be the cause by record.
        Some((split, share))
            if policy.unit != SplitUnit::Record
                && share * manifest.counts.accepted as f64 >= 20.0 =>
        {
            Err(Failure::new(
                Code::FailedPrecondition,
                "SPLIT_IMPOSSIBLE",
                format!("the {} split got no record: shared entities or subjects tie nearly all records together", split.as_str()),
            )
            .field("spec.split.unit")
            .action("split by record or subject, or leave ubiquitous entity types out of the tagging policy"))
        }
        _ => Ok(()),
    }
}
