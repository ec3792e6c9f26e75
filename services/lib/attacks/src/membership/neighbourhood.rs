//! Neighbourhood (Mattern et al. 2023): a text that was trained on is likelier than
//! texts that hardly differ from it. The score is its mean log-probability less
//! that of its neighbours, in which a few tokens are what the base model would
//! rather have written. Their passes are made on the checkpoint only.

use super::{Seen, mean, mean_log_prob};

pub(super) fn scores(seen: &[Seen<'_>]) -> Option<Vec<f64>> {
    if seen.iter().any(|s| s.on_base) {
        return None;
    }
    let scores: Vec<Option<f64>> = seen.iter().map(score).collect();
    let mut known: Vec<f64> = scores.iter().flatten().copied().collect();
    known.sort_by(f64::total_cmp);
    // A text that the base model writes anyway has no neighbours, which speaks neither way.
    let median = *known.get(known.len() / 2)?;
    Some(scores.into_iter().map(|s| s.unwrap_or(median)).collect())
}

fn score(seen: &Seen<'_>) -> Option<f64> {
    let neighbours = seen.observed.neighbours.iter().map(|v| f64::from(*v));
    Some(mean_log_prob(seen.target) - mean(neighbours)?)
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
        assert_eq!(found[0], found[1]);
        assert!((found[1] - (mean_log_prob(&records[1].tuned) + 3.0)).abs() < 1e-12);
        assert_eq!(seen(&records, true), None);
    }
}
