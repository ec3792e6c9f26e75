//! Quantile regression (Bertran et al. 2023): how far a record's score is above
//! what non-members like it would reach. A linear model of the 90th percentile of
//! the mean log-probability is fitted to the holdout by the pinball loss, and the
//! score is the distance above it.
//!
//! Features: tokens, compressed length, loss under the base model, spans, and the
//! share of sensitive tokens. Cross-fitted: a record is scored by a model of other
//! subjects' records.

use corpus::Split;

use super::{Seen, mean_log_prob};
use crate::Observed;
use crate::folds::{FOLDS, folds};
use crate::linear::solve;

/// The quantile: 1 minus a false-positive rate that small holdouts can show.
const QUANTILE: f64 = 0.9;

/// Features with the constant.
const FEATURES: usize = 6;

/// Holdout records that a model is fitted to, at least.
const FEWEST: usize = 10 * FEATURES;

type Row = [f64; FEATURES];

pub(super) fn scores(seen: &[Seen<'_>]) -> Option<Vec<f64>> {
    let records: Vec<&Observed> = seen.iter().map(|s| s.observed).collect();
    let fold_of = folds(&records);
    let rows = standardised(records.iter().map(|o| features(o)).collect());
    let targets: Vec<f64> = seen.iter().map(|s| mean_log_prob(s.target)).collect();
    let models: Vec<Row> = (0..FOLDS)
        .map(|fold| {
            let others = (0..seen.len())
                .filter(|i| records[*i].split == Split::Holdout && fold_of[*i] != fold)
                .map(|i| (rows[i], targets[i]));
            let others: Vec<(Row, f64)> = others.collect();
            (others.len() >= FEWEST).then(|| fit(&others)).flatten()
        })
        .collect::<Option<_>>()?;
    let scores = (0..seen.len()).map(|i| targets[i] - product(&models[fold_of[i]], &rows[i]));
    Some(scores.collect())
}

fn features(observed: &Observed) -> Row {
    let tokens = observed.tokens.len() as f64;
    let sensitive = observed.tokens.iter().filter(|t| t.span.is_some()).count() as f64;
    [
        1.0,
        tokens.ln(),
        f64::from(observed.zlib_bytes).ln_1p(),
        mean_log_prob(&observed.base),
        (observed.spans.len() as f64).ln_1p(),
        sensitive / tokens,
    ]
}

/// Every feature but the constant with mean 0 and variance 1; 0 where it does not
/// vary.
fn standardised(mut rows: Vec<Row>) -> Vec<Row> {
    let count = rows.len() as f64;
    for feature in 1..FEATURES {
        let mean = rows.iter().map(|r| r[feature]).sum::<f64>() / count;
        let variance = rows
            .iter()
            .map(|r| (r[feature] - mean).powi(2))
            .sum::<f64>()
            / count;
        let scale = if variance > 1e-18 {
            variance.sqrt()
        } else {
            f64::INFINITY
        };
        rows.iter_mut()
            .for_each(|r| r[feature] = (r[feature] - mean) / scale);
    }
    rows
}

fn product(model: &Row, row: &Row) -> f64 {
    model.iter().zip(row).map(|(a, b)| a * b).sum()
}

/// Least pinball loss by reweighted least squares: a residual r has weight
/// QUANTILE / |r| above the model and (1 - QUANTILE) / |r| below it.
fn fit(rows: &[(Row, f64)]) -> Option<Row> {
    let mut model = [0.0; FEATURES];
    let targets = rows.iter().map(|(_, y)| y);
    let mean = targets.clone().sum::<f64>() / rows.len() as f64;
    let spread = targets.map(|y| (y - mean).abs()).sum::<f64>() / rows.len() as f64;
    // A residual counts as at least this, so that no weight is infinite.
    let smallest = (1e-4 * spread).max(1e-12);
    model[0] = mean;
    for _ in 0..100 {
        let mut matrix = [[0.0; FEATURES]; FEATURES];
        let mut right = [0.0; FEATURES];
        for (row, y) in rows {
            let residual = y - product(&model, row);
            let side = if residual > 0.0 {
                QUANTILE
            } else {
                1.0 - QUANTILE
            };
            let weight = side / residual.abs().max(smallest);
            for i in 0..FEATURES {
                for j in 0..FEATURES {
                    matrix[i][j] += weight * row[i] * row[j];
                }
                right[i] += weight * row[i] * y;
            }
        }
        // A trace of ridge stands in for features that do not vary.
        for (i, row) in matrix.iter_mut().enumerate() {
            row[i] += 1e-9 * rows.len() as f64 / spread.max(1e-12);
        }
        let next = solve(matrix, right)?;
        let moved = (0..FEATURES)
            .map(|i| (next[i] - model[i]).abs())
            .fold(0.0, f64::max);
        model = next;
        if moved < 1e-9 * spread {
            break;
        }
    }
    Some(model)
}

#[cfg(test)]
pub(super) fn fitted_share_below(rows: &[([f64; 6], f64)]) -> f64 {
    let model = fit(rows).unwrap_or([f64::NAN; FEATURES]);
    let below = rows.iter().filter(|(row, y)| *y < product(&model, row));
    below.count() as f64 / rows.len() as f64
}
