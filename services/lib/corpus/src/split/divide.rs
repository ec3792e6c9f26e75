//! Groups of records to splits.

use super::{Groups, Split, SplitPolicy};

/// Where every record goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    /// The split of each record. Records of one group share theirs, except in
    /// a group that is too large.
    pub splits: Vec<Split>,
    /// Groups, single records included.
    pub groups: u64,
    /// Records of the largest group.
    pub largest: u64,
    /// Root of the largest group when it holds so many records that no split
    /// has room for it: its records then go where they would go alone.
    pub too_large: Option<u32>,
}

/// Divides groups of records: a small group goes where its first record would
/// go alone (`alone`: by chance, from the seed), a group of half a percent or
/// more where the most room is left, so that a few large groups do not upset
/// the shares. A record that states its split (`stated`) takes its group with
/// it; of several that disagree the first decides.
pub fn divide(
    policy: &SplitPolicy,
    groups: &mut Groups,
    alone: &[Split],
    stated: &[Option<Split>],
) -> Division {
    let total = groups.len() as f64;
    let sizes = groups.sizes();
    let mut of_root: Vec<Option<Split>> = vec![None; sizes.len()];
    for (record, split) in stated.iter().enumerate() {
        let root = groups.root(record as u32) as usize;
        of_root[root] = of_root[root].or(*split);
    }
    let shares = [policy.train, policy.validation, policy.holdout];
    let mut room = shares.map(|share| share * total);
    let mut large: Vec<u32> = (0..sizes.len() as u32)
        .filter(|&root| {
            sizes[root as usize] > 1 && f64::from(sizes[root as usize]) >= total / 200.0
        })
        .collect();
    large.sort_by_key(|&root| (std::cmp::Reverse(sizes[root as usize]), root));
    let mut too_large = None;
    // A twentieth more than its share is what a split may hold.
    let most = shares.iter().copied().fold(0.0, f64::max) * total * 1.05;
    let several = shares.iter().filter(|share| **share > 0.0).count() > 1;
    for root in large {
        let size = f64::from(sizes[root as usize]);
        if several && size > most && of_root[root as usize].is_none() {
            too_large = Some(root);
            continue;
        }
        let roomiest = Split::ALL
            .into_iter()
            .filter(|split| shares[*split as usize] > 0.0)
            .fold(Split::Train, |best, split| {
                let better = room[split as usize] > room[best as usize];
                if better || shares[best as usize] == 0.0 {
                    split
                } else {
                    best
                }
            });
        let split = of_root[root as usize].unwrap_or(roomiest);
        room[split as usize] -= size;
        of_root[root as usize] = Some(split);
    }
    let splits = (0..groups.len() as u32).map(|record| {
        let root = groups.root(record);
        if too_large == Some(root) {
            return stated[record as usize].unwrap_or(alone[record as usize]);
        }
        of_root[root as usize].unwrap_or(alone[root as usize])
    });
    Division {
        splits: splits.collect(),
        groups: sizes.iter().filter(|size| **size > 0).count() as u64,
        largest: sizes.iter().copied().max().map_or(0, u64::from),
        too_large,
    }
}
