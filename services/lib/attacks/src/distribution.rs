//! How far fine-tuning moved the tagged spans, members beside non-members.
//!
//! Where the two histograms lie on each other, the model learned the form of
//! such data; where the training split reaches further to the right, it learned
//! the data.

use corpus::Split;
use serde::{Deserialize, Serialize};

use crate::Observed;

/// Bins of the histogram.
const BINS: usize = 30;

/// Mean change of log-probability per span, checkpoint minus base, in nats per
/// token, as shares of the spans of each split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Ends of the bins, ascending: one more than there are bins. The first and
    /// the last bin also hold what lies outside.
    pub edges: Vec<f64>,
    /// The training split.
    pub train: Histogram,
    /// The holdout.
    pub holdout: Histogram,
}

/// One split's spans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Share of the spans in each bin.
    pub shares: Vec<f64>,
    /// The middle span: the smallest change at or above half of the spans.
    pub median: f64,
    /// Spans counted.
    pub span_count: u64,
}

/// The histograms over common bins, from the 0.5th to the 99.5th percentile of
/// all spans and to zero; `None` where a split has no span.
pub(crate) fn distribution(records: &[Observed]) -> Option<Distribution> {
    let [train, holdout] = [Split::Train, Split::Holdout].map(|split| changes(records, split));
    let mut all: Vec<f64> = train.iter().chain(&holdout).copied().collect();
    all.sort_by(f64::total_cmp);
    let at = |q: f64| {
        all.get((q * all.len().saturating_sub(1) as f64).round() as usize)
            .copied()
    };
    let (low, high) = (at(0.005)?.min(0.0), at(0.995)?.max(0.0));
    // A model that was not changed has all spans at one point.
    let width = ((high - low) / BINS as f64).max(1e-6);
    let edges: Vec<f64> = (0..=BINS).map(|i| low + width * i as f64).collect();
    Some(Distribution {
        train: histogram(&train, low, width)?,
        holdout: histogram(&holdout, low, width)?,
        edges,
    })
}

/// Changes per span, ascending.
fn changes(records: &[Observed], split: Split) -> Vec<f64> {
    let mut changes: Vec<f64> = records
        .iter()
        .filter(|observed| observed.split == split)
        .flat_map(|observed| {
            observed
                .tokens_by_span()
                .into_iter()
                .filter(|t| !t.is_empty())
                .map(|tokens| {
                    tokens.iter().map(|i| observed.change(*i)).sum::<f64>() / tokens.len() as f64
                })
        })
        .collect();
    changes.sort_by(f64::total_cmp);
    changes
}

fn histogram(sorted: &[f64], low: f64, width: f64) -> Option<Histogram> {
    let mut shares = vec![0.0; BINS];
    for change in sorted {
        let bin = ((change - low) / width)
            .floor()
            .clamp(0.0, (BINS - 1) as f64);
        shares[bin as usize] += 1.0 / sorted.len() as f64;
    }
    let median = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    Some(Histogram {
        shares,
        median,
        span_count: sorted.len() as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tests::{random_records, record};

    #[test]
    fn every_span_is_in_one_bin() {
        let records = random_records(200, 4);
        let found = distribution(&records).unwrap();
        assert_eq!(found.edges.len(), BINS + 1);
        for histogram in [&found.train, &found.holdout] {
            assert!((histogram.shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert!(found.edges[0] <= histogram.median && histogram.median <= found.edges[BINS]);
        }
        let members = records.iter().filter(|r| r.split == Split::Train);
        let spans = members
            .flat_map(Observed::tokens_by_span)
            .filter(|t| !t.is_empty())
            .count();
        assert_eq!(found.train.span_count, spans as u64);
    }

    #[test]
    fn an_unchanged_model_is_one_bin() {
        let records = [Split::Train, Split::Holdout]
            .map(|split| record(0, split, &["PERSON"], &[(Some(0), -1.0, -1.0)]));
        let found = distribution(&records).unwrap();
        assert_eq!((found.train.shares[0], found.holdout.median), (1.0, 0.0));
        assert_eq!(distribution(&records[..1]), None);
    }
}
