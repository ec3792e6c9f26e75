//! RMIA with reference models that saw neither text (Zarifzadeh et al. 2024,
//! offline): the share of a population's texts that the attacked model raised less
//! than this one. The population are the holdout's records, cross-fitted: a record
//! is compared with other subjects' records.
//!
//! The paper guesses the likelihood under models that did see a text as 1 - a + a
//! times that under models that did not. Here a = 1: a mean over the tokens of a
//! text lies so far below 1 that any smaller a would leave nothing of the
//! references.

use corpus::Split;

use super::{Seen, mean, mean_log_prob};
use crate::Observed;
use crate::folds::{FOLDS, folds};

pub(super) fn scores(seen: &[Seen<'_>]) -> Option<Vec<f64>> {
    let records: Vec<&Observed> = seen.iter().map(|s| s.observed).collect();
    let fold_of = folds(&records);
    let raised: Vec<f64> = seen.iter().map(raised).collect::<Option<_>>()?;
    let population: Vec<Vec<f64>> = (0..FOLDS)
        .map(|fold| {
            let others = (0..seen.len())
                .filter(|i| fold_of[*i] != fold && records[*i].split == Split::Holdout);
            let mut others: Vec<f64> = others.map(|i| raised[i]).collect();
            others.sort_by(f64::total_cmp);
            others
        })
        .collect();
    if population.iter().any(Vec::is_empty) {
        return None;
    }
    let scores = raised.iter().zip(fold_of).map(|(own, fold)| {
        let others = &population[fold];
        others.partition_point(|other| other < own) as f64 / others.len() as f64
    });
    Some(scores.collect())
}

/// log of p(x | attacked model) / p(x | references), p a geometric mean over the
/// tokens; `None` without references.
fn raised(seen: &Seen<'_>) -> Option<f64> {
    let references = seen.observed.references.iter();
    let outside = mean(references.map(|log_prob| f64::from(*log_prob).exp()))?;
    Some(mean_log_prob(seen.target) - outside.ln())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tests::random_records;

    #[test]
    fn the_share_of_the_population_that_was_raised_less() {
        let mut records = random_records(60, 3);
        let score = |records: &[Observed]| {
            let seen: Vec<_> = records
                .iter()
                .map(|observed| Seen {
                    observed,
                    target: &observed.tuned,
                    on_base: false,
                })
                .collect();
            scores(&seen)
        };
        assert_eq!(score(&records), None);
        for observed in &mut records {
            // References that know a text as well as the base model does.
            let base = mean_log_prob(&observed.base) as f32;
            observed.references = vec![base, base];
        }
        let found = score(&records).unwrap();
        let rise = |o: &Observed| mean_log_prob(&o.tuned) - mean_log_prob(&o.base);
        let best = records.iter().map(rise).fold(f64::MIN, f64::max);
        for (observed, score) in records.iter().zip(&found) {
            assert!((0.0..=1.0).contains(score));
            if rise(observed) == best {
                assert_eq!(*score, 1.0);
            }
        }
        records[3].references.clear();
        assert_eq!(score(&records), None);
    }
}
