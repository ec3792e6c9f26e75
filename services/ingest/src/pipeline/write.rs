//! The last pass: from the spool to the shards of each split.

use std::path::Path;

use artifacts::DatasetManifest;
use artifacts::shard::SplitWriter;
use chassis::{Code, Failure};
use corpus::canary::CanarySeed;
use corpus::split::{SplitPolicy, SplitUnit};
use corpus::{Record, Split};

use super::Observer;
use super::plant::Planted;
use super::settle::{Fate, Settled};
use super::spool::Spooled;

/// The reasons of records that were read and left out.
const DUPLICATE_TEXT: &str = "DUPLICATE_TEXT";
const SPLIT_CONFLICT: &str = "SPLIT_CONFLICT";

/// Writers of all splits.
pub(crate) struct Shards {
    writers: [SplitWriter; 3],
}

impl Shards {
    /// Writers into a folder.
    pub(crate) fn new(dir: &Path, shard_bytes: u64) -> Self {
        Self {
            writers: Split::ALL.map(|split| SplitWriter::new(dir, split, shard_bytes)),
        }
    }

    /// Writes one record to the shards of its split.
    pub(crate) fn add(&mut self, record: &Record) -> Result<(), Failure> {
        Ok(self.writers[record.split as usize].write(record)?)
    }

    /// Closes all shards; counts and files go into the manifest.
    pub(crate) fn finish(self, manifest: &mut DatasetManifest) -> Result<(), Failure> {
        for writer in self.writers {
            writer.finish(manifest)?;
        }
        manifest
            .counts
            .splits
            .retain(|_, counts| counts.records > 0);
        Ok(())
    }

    /// Writes what is kept of a spool, and canaries among the records of the
    /// training split. False when the job was cancelled meanwhile.
    pub(super) fn write(
        mut self,
        spooled: &Spooled,
        settled: Settled,
        planted: Option<&Planted>,
        manifest: &mut DatasetManifest,
        observer: &mut dyn Observer,
    ) -> Result<bool, Failure> {
        let fates = settled.fates;
        let count = |fate: Fate| fates.iter().filter(|f| **f == fate).count() as u64;
        let in_train = count(Fate::Kept(Split::Train));
        let planned = planted.map(|planted| planted.records(in_train));
        let mut canaries = planned.into_iter().flatten().peekable();
        let mut written = 0;
        for (number, (record, fate)) in spooled.records().zip(&fates).enumerate() {
            if number % 4096 == 0 && observer.cancelled() {
                return Ok(false);
            }
            let mut record = record?;
            let Fate::Kept(split) = *fate else { continue };
            record.split = split;
            if split == Split::Train {
                while let Some((_, canary)) = canaries.next_if(|(place, _)| *place <= written) {
                    self.add(&canary)?;
                }
                written += 1;
            }
            self.add(&record)?;
        }
        for (_, canary) in canaries {
            self.add(&canary)?;
        }
        for (reason, fate) in [
            (DUPLICATE_TEXT, Fate::Duplicate),
            (SPLIT_CONFLICT, Fate::Conflict),
        ] {
            let left_out = count(fate);
            if left_out > 0 {
                manifest.counts.accepted -= left_out;
                manifest.counts.rejected.insert(reason.to_owned(), left_out);
            }
        }
        let preparation = &mut manifest.preparation;
        preparation.duplicates = settled.duplicates;
        preparation.links = settled.links;
        preparation.canaries = planted.map(Planted::note).transpose()?;
        self.finish(manifest)?;
        Ok(true)
    }
}

/// A seed that nobody knows yet.
pub(super) fn new_seed() -> Result<CanarySeed, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| super::act::no_entropy())?;
    Ok(CanarySeed::from_bytes(bytes))
}

/// A split that was asked for and got nothing is an error when ties are the
/// cause.
pub(super) fn check_shares(
    policy: &SplitPolicy,
    manifest: &DatasetManifest,
) -> Result<(), Failure> {
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
            .action("split by record or subject, or let fewer entity types tie records (links.entity_types)"))
        }
        _ => Ok(()),
    }
}
