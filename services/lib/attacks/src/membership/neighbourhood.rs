//! Neighbourhood (Mattern et al. 2023): a text that was trained on is likelier than
//! texts that hardly differ from it. The score is its mean log-probability less
//! that of its neighbours, in which a few tokens are what the base model would
//! rather have written. Their passes are made on the checkpoint only.

use super::{Seen, mean, mean_log_prob};

pub(super) fn scores(seen: &[Seen<'_>]) -> Option<Vec<f64>> {
    let made = seen.iter().any(|s| !s.observed.neighbours.is_empty());
    let possible = made && seen.iter().all(|s| !s.on_base);
    possible.then(|| seen.iter().map(score).collect())
}

/// 0 for a text without neighbours: it is what the base model writes anyway, which
/// speaks neither way.
fn score(seen: &Seen<'_>) -> f64 {
    let neighbours = seen.observed.neighbours.iter().map(|v| f64::from(*v));
    let around = mean(neighbours);
    around.map_or(0.0, |around| mean_log_prob(seen.target) - around)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tests::random_records;

    #[test]
    fn scores_by_hand() {
        let mut records = random_records(4, 3);
        let seen = |records: &[crate::Observed], on_base| {
            let all: Vec<_> = records
                .iter()
                .map(|observed| Seen {
                    observed,
                    target: &observed.tuned,
                    on_base,
                })
                .collect();
            scores(&all)
        };
        assert_eq!(seen(&records, false), None);
        records[1].neighbours = vec![-2.0, -4.0];
        let found = seen(&records, false).unwrap();
        assert_eq!(found[0], 0.0);
        assert!((found[1] - (mean_log_prob(&records[1].tuned) + 3.0)).abs() < 1e-12);
        assert_eq!(seen(&records, true), None);
    }
}
