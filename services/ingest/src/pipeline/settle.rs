//! Where each record goes: duplicates, ties, splits.

use std::collections::BTreeMap;

use artifacts::dataset::{Duplicates, Links};
use chassis::{Code, Failure};
use corpus::Split;
use corpus::split::{Division, Groups, SplitPolicy, SplitUnit, divide};

use super::Observer;
use super::similar::Clusters;
use super::spool::{NEAR_DUPLICATE, Spool};
use super::ties::{Tie, Ties};
use crate::spec::{DuplicateAction, Spec};

/// What becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It goes to this split.
    Kept(Split),
    /// It says what an earlier one says.
    Duplicate,
    /// A value of its stands in another split.
    Conflict,
}

/// What becomes of all records, and what that cost.
pub(crate) struct Settled {
    /// One a record.
    pub(crate) fates: Vec<Fate>,
    /// Counts of duplicates, where they were looked for.
    pub(crate) duplicates: Option<Duplicates>,
    /// What ties cost, where something may tie.
    pub(crate) links: Option<Links>,
}

/// Settles all records. `None` when the job was cancelled meanwhile.
pub(crate) fn settle(
    spool: &mut Spool,
    spec: &Spec,
    observer: &mut dyn Observer,
) -> Result<Option<Settled>, Failure> {
    let records = spool.alone.len() as u32;
    let mut dropped = vec![false; records as usize];
    let mut duplicates = None;
    if let Some(prints) = spool.prints.take() {
        let Some(clusters) = prints.clusters(spec.duplicates.threshold, observer)? else {
            return Ok(None);
        };
        duplicates = Some(take_out(clusters, spec, &mut dropped, &mut spool.ties)?);
    }
    let mut groups = Groups::new(records);
    let mut ties = BTreeMap::new();
    spool.ties.runs(&mut |run| {
        let mut kept = run.iter().filter(|tie| !dropped[tie.record as usize]);
        let Some(first) = kept.next() else { return };
        for tie in kept {
            if groups.join(first.record, tie.record) {
                *ties
                    .entry(spool.kinds[tie.kind as usize].clone())
                    .or_default() += 1;
            }
        }
    })?;
    let division = divide(&spec.split, &mut groups, &spool.alone, &spool.stated);
    let mut fates: Vec<Fate> = division.splits.iter().map(|s| Fate::Kept(*s)).collect();
    let gone = dropped.iter().filter(|dropped| **dropped).count() as u64;
    for (fate, dropped) in fates.iter_mut().zip(&dropped) {
        if *dropped {
            *fate = Fate::Duplicate;
        }
    }
    let mut links = Links {
        groups: division.groups - gone,
        largest: division.largest,
        ties,
        broken_up: division.too_large.is_some(),
        dropped: BTreeMap::new(),
    };
    if links.broken_up && !spec.links.break_up {
        return Err(oversize(&division, &links, records));
    }
    if links.broken_up {
        links.dropped = part(&mut fates, &spec.split, &mut spool.ties)?;
    }
    let tied = spec.split.unit != SplitUnit::Record || spec.links.near_duplicates;
    Ok(Some(Settled {
        fates,
        duplicates,
        links: tied.then_some(links),
    }))
}

/// Marks the duplicates that are dropped, and ties those that are kept.
fn take_out(
    mut clusters: Clusters,
    spec: &Spec,
    dropped: &mut [bool],
    ties: &mut Ties,
) -> Result<Duplicates, Failure> {
    let mut counts = clusters.counts;
    for record in 0..dropped.len() as u32 {
        let root = clusters.groups.root(record);
        if root == record {
            continue;
        }
        if spec.duplicates.action == DuplicateAction::Drop {
            dropped[record as usize] = true;
            counts.dropped += 1;
        } else if spec.links.near_duplicates {
            // A key of the cluster's own; the first bits spread it over the files.
            let key = (u64::from(root) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            for record in [root, record] {
                ties.add(Tie {
                    key,
                    record,
                    kind: NEAR_DUPLICATE,
                })?;
            }
        }
    }
    Ok(counts)
}

/// Leaves out records until no value stands in two splits: of the records that
/// share one, those of the split with fewer of them go; of equal ones, those of
/// the split that has more to spare.
fn part(
    fates: &mut [Fate],
    policy: &SplitPolicy,
    ties: &mut Ties,
) -> Result<BTreeMap<String, u64>, Failure> {
    let shares = [policy.train, policy.validation, policy.holdout];
    let mut left_out = BTreeMap::new();
    ties.runs(&mut |run| {
        let mut counts = [0_usize; 3];
        for tie in run {
            if let Fate::Kept(split) = fates[tie.record as usize] {
                counts[split as usize] += 1;
            }
        }
        let present = counts.iter().filter(|count| **count > 0).count();
        if present < 2 {
            return;
        }
        let stays = Split::ALL.into_iter().max_by(|a, b| {
            let spare = |split: &Split| -shares[*split as usize];
            let count = |split: &Split| counts[*split as usize];
            count(a)
                .cmp(&count(b))
                .then(spare(a).total_cmp(&spare(b)))
                .then(b.cmp(a))
        });
        for tie in run {
            let fate = &mut fates[tie.record as usize];
            if let Fate::Kept(split) = *fate
                && Some(split) != stays
            {
                *fate = Fate::Conflict;
                *left_out.entry(split.as_str().to_owned()).or_default() += 1;
            }
        }
    })?;
    Ok(left_out)
}

/// One group holds more records than any split has room for.
fn oversize(division: &Division, links: &Links, records: u32) -> Failure {
    let most = links.ties.iter().max_by_key(|(_, count)| **count);
    let most = most.map_or("", |(kind, _)| kind.as_str());
    Failure::new(
        Code::FailedPrecondition,
        "SPLIT_IMPOSSIBLE",
        format!(
            "{} of {records} records hang together by what they share, which is more than any split has room for",
            division.largest
        ),
    )
    .field("spec.split.unit")
    .with("largest_group", division.largest.to_string())
    .with("records", records.to_string())
    .with("strongest_tie", most)
    .action("let fewer entity types tie records (links.entity_types), or have the group broken up at the cost of records (links.oversize)")
}
