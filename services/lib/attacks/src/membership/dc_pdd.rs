//! DC-PDD (Zhang et al. 2024): a token that is likely though rare says more than
//! one that is likely because it is common. The score is the mean, over the first
//! occurrence of each token, of p log(1 / frequency), at most 0.01 each.
//!
//! Frequencies are add-one-smoothed counts of the holdout's tokens, cross-fitted:
//! a record is scored with the counts of other subjects' records. Members are
//! never counted, so that the score depends on membership through the model only.

use std::collections::{HashMap, HashSet};

use corpus::Split;

use super::Seen;
use crate::Observed;
use crate::folds::{FOLDS, folds};

/// The published limit of one token's part.
const LIMIT: f64 = 0.01;

pub(super) fn scores(seen: &[Seen<'_>]) -> Option<Vec<f64>> {
    let records: Vec<&Observed> = seen.iter().map(|s| s.observed).collect();
    let fold_of = folds(&records);
    let mut counts: Vec<HashMap<u32, u64>> = vec![HashMap::new(); FOLDS];
    let mut vocabulary = 0;
    for (observed, fold) in records.iter().zip(&fold_of) {
        for token in &observed.tokens {
            vocabulary = vocabulary.max(u64::from(token.id) + 1);
            if observed.split == Split::Holdout {
                *counts[*fold].entry(token.id).or_default() += 1;
            }
        }
    }
    let total: Vec<u64> = counts.iter().map(|c| c.values().sum()).collect();
    let all: u64 = total.iter().sum();
    let scores = seen.iter().zip(&fold_of).map(|(seen, fold)| {
        let others = |id: u32| -> u64 {
            let of = |(_, c): (usize, &HashMap<u32, u64>)| c.get(&id).copied().unwrap_or(0);
            counts
                .iter()
                .enumerate()
                .filter(|(f, _)| f != fold)
                .map(of)
                .sum()
        };
        let tokens = (all - total[*fold] + vocabulary) as f64;
        let mut met = HashSet::new();
        let mut sum = 0.0;
        for (token, at) in seen.observed.tokens.iter().zip(seen.target) {
            if met.insert(token.id) {
                let frequency = (others(token.id) + 1) as f64 / tokens;
                sum += (f64::from(at.log_prob).exp() * -frequency.ln()).min(LIMIT);
            }
        }
        sum / met.len() as f64
    });
    (all > 0).then(|| scores.collect())
}
