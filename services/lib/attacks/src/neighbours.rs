//! Texts that hardly differ from a record's: what the attack `neighbourhood` compares it with.

use crate::Observation;
use crate::bootstrap::SplitMix64;

/// Neighbours of a record.
const NEIGHBOURS: usize = 10;
/// Tokens of a record, in hundred, that a neighbour changes: one at least.
const PER_HUNDRED: usize = 5;

/// The neighbours of each sequence: at random places the base model's first choice stands instead of what came.
/// None where the base model writes the whole sequence anyway.
pub fn of_all<'a>(
    sequences: &[Vec<i64>],
    base: impl Iterator<Item = &'a [Observation]>,
    seed: u64,
) -> Vec<Vec<Vec<i64>>> {
    let both = (0..).zip(sequences.iter().zip(base));
    both.map(|(number, (ids, seen))| {
        // Of each record its own draw, whatever the others are.
        let mut random = SplitMix64::new(seed ^ SplitMix64::new(number).next_u64());
        of(ids, seen, &mut random)
    })
    .collect()
}

fn of(ids: &[i64], seen: &[Observation], random: &mut SplitMix64) -> Vec<Vec<i64>> {
    let places: Vec<usize> = (0..seen.len())
        .filter(|i| i64::from(seen[*i].top1) != ids[i + 1])
        .collect();
    let changes = (ids.len() * PER_HUNDRED / 100).clamp(1, places.len().max(1));
    let many = if places.is_empty() { 0 } else { NEIGHBOURS };
    let neighbours = (0..many).map(|_| {
        let mut changed = ids.to_vec();
        for chosen in random.choose(places.len() as u64, changes as u64) {
            let place = places[chosen as usize];
            changed[place + 1] = i64::from(seen[place].top1);
        }
        changed
    });
    neighbours.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(top1: u32) -> Observation {
        Observation {
            log_prob: -1.0,
            rank: 1,
            top1,
            mean: -2.0,
            variance: 1.0,
            top_k_log_mass: -0.1,
        }
    }

    #[test]
    fn a_neighbour_differs_where_the_base_model_would_write_something_else() {
        let ids: Vec<i64> = (0..60).collect();
        // The base model is right at even places.
        let base: Vec<Observation> = (1..60)
            .map(|i| seen(if i % 2 == 0 { i } else { 99 }))
            .collect();
        let twice = [base.as_slice(), &base].into_iter();
        let found = of_all(&[ids.clone(), ids.clone()], twice, 4);
        assert_eq!(found[0].len(), NEIGHBOURS);
        for neighbour in &found[0] {
            let changed: Vec<usize> = (0..60).filter(|i| neighbour[*i] != ids[*i]).collect();
            assert_eq!(changed.len(), 3);
            assert!(changed.iter().all(|i| i % 2 == 1 && neighbour[*i] == 99));
        }
        assert_ne!(found[0], found[1]);
    }

    #[test]
    fn what_the_base_model_writes_anyway_has_no_neighbours() {
        let random = || SplitMix64::new(1);
        assert!(of(&[5, 6, 7], &[seen(6), seen(7)], &mut random()).is_empty());
        assert!(of(&[5], &[], &mut random()).is_empty());
        // One place to change: all neighbours are the same, and one is changed at least.
        let found = of(&[5, 6, 7], &[seen(6), seen(9)], &mut random());
        assert!(found.iter().all(|neighbour| *neighbour == [5, 6, 9]));
    }
}
