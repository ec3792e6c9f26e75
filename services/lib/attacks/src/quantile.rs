//! Low quantiles of the loss per span.
//!
//! A mean over sensitive tokens hides the few values that a model has by heart;
//! the low end of the distribution over spans does not. A span's loss is the
//! mean over its tokens. The quantile is the smallest loss below or at which the
//! given share of the spans lies.

use corpus::Split;
use serde::{Deserialize, Serialize};

use crate::table::{STRATA, by_stratum, sizes};
use crate::{Bootstrap, Estimate, Observed};

/// The shares that are reported.
pub const SHARES: [f64; 4] = [0.01, 0.05, 0.10, 0.50];

/// One quantile of the loss per span, in nats per token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantile {
    /// Which split.
    pub split: Split,
    /// Share of spans at or below it.
    pub share: f64,
    /// Under the base model.
    pub base: Estimate,
    /// Under the checkpoint.
    pub tuned: Estimate,
    /// Spans counted.
    pub span_count: u64,
}

/// A span's loss and the record it is in.
struct SpanLoss {
    record: usize,
    base: f64,
    tuned: f64,
}

/// The quantiles of both splits; none for a split without spans.
pub(crate) fn quantiles(records: &[Observed], bootstrap: &Bootstrap) -> Vec<Quantile> {
    let strata = sizes(records);
    let mut quantiles = Vec::new();
    for (stratum, members) in by_stratum(records).into_iter().enumerate() {
        let losses = span_losses(&members);
        if losses.is_empty() {
            continue;
        }
        let base = sorted(losses.iter().map(|s| (s.base, s.record)));
        let tuned = sorted(losses.iter().map(|s| (s.tuned, s.record)));
        let evaluate =
            |weights: &Vec<Vec<u32>>| [&base, &tuned].map(|s| shares(s, &weights[stratum]));
        let point = evaluate(&crate::bootstrap::identity(&strata));
        let replicates = bootstrap.replicate(&strata, evaluate);
        let estimate = |model: usize, index: usize| {
            let value = point[model].map_or(f64::NAN, |p| p[index]);
            Estimate::new(value, replicates.iter().map(|r| r[model].map(|q| q[index])))
        };
        for (index, share) in SHARES.into_iter().enumerate() {
            quantiles.push(Quantile {
                split: STRATA[stratum],
                share,
                base: estimate(0, index),
                tuned: estimate(1, index),
                span_count: losses.len() as u64,
            });
        }
    }
    quantiles
}

fn span_losses(members: &[&Observed]) -> Vec<SpanLoss> {
    let mut losses = Vec::new();
    for (record, observed) in members.iter().enumerate() {
        for tokens in observed.tokens_by_span().iter().filter(|t| !t.is_empty()) {
            let count = tokens.len() as f64;
            let sum = |pass: &[crate::Observation]| -> f64 {
                tokens.iter().map(|i| -f64::from(pass[*i].log_prob)).sum()
            };
            let (base, tuned) = (sum(&observed.base) / count, sum(&observed.tuned) / count);
            losses.push(SpanLoss {
                record,
                base,
                tuned,
            });
        }
    }
    losses
}

fn sorted(losses: impl Iterator<Item = (f64, usize)>) -> Vec<(f64, usize)> {
    let mut losses: Vec<_> = losses.collect();
    losses.sort_by(|a, b| a.0.total_cmp(&b.0));
    losses
}

/// The quantiles of a weighted sample in one sweep.
fn shares(sorted: &[(f64, usize)], weights: &[u32]) -> Option<[f64; SHARES.len()]> {
    let total: u64 = sorted
        .iter()
        .map(|(_, record)| u64::from(weights[*record]))
        .sum();
    let mut quantiles = [f64::NAN; SHARES.len()];
    let (mut below, mut next) = (0, 0);
    for (loss, record) in sorted {
        below += u64::from(weights[*record]);
        // The tolerance keeps 0.1 x 10 spans at one span, whatever the rounding.
        while next < SHARES.len() && below as f64 + 1e-9 >= SHARES[next] * total as f64 && below > 0
        {
            quantiles[next] = *loss;
            next += 1;
        }
    }
    (total > 0).then_some(quantiles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tests::record;

    #[test]
    fn quantiles_by_hand() {
        // Twenty spans of losses 1 to 20 under the base model, half that when tuned.
        let records: Vec<Observed> = (0..20_u8)
            .map(|i| {
                let loss = f32::from(i + 1);
                record(
                    u64::from(i),
                    Split::Train,
                    &["PERSON"],
                    &[(Some(0), -loss, -loss / 2.0)],
                )
            })
            .collect();
        let found = quantiles(
            &records,
            &Bootstrap {
                seed: 0,
                resamples: 200,
            },
        );
        let values: Vec<(f64, f64)> = found
            .iter()
            .map(|q| (q.base.value, q.tuned.value))
            .collect();
        assert_eq!(values, [(1.0, 0.5), (1.0, 0.5), (2.0, 1.0), (10.0, 5.0)]);
        assert!(
            found
                .iter()
                .all(|q| q.span_count == 20 && q.base.low <= q.base.value)
        );
        assert!(found[3].base.low < 10.0 && found[3].base.high > 10.0);
    }

    #[test]
    fn weights_are_copies() {
        let losses = [(1.0, 0), (2.0, 1), (3.0, 1), (4.0, 2)];
        // As if 2, 2, 2, 3, 3, 3, 4 had been seen.
        assert_eq!(shares(&losses, &[0, 3, 1]), Some([2.0, 2.0, 2.0, 3.0]));
        assert_eq!(shares(&losses, &[0, 0, 0]), None);
    }
}
