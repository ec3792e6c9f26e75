//! Min-K%++ (Zhang et al. 2025): Min-K% on log-probabilities that are
//! standardised by their mean and standard deviation over the vocabulary.

use super::min_k::SHARE;
use super::{Seen, mean_of_smallest};
use crate::Observation;

pub(super) fn score(seen: &Seen<'_>) -> Option<f64> {
    let values = seen.target.iter().map(standardised);
    Some(mean_of_smallest(values.collect(), SHARE))
}

/// The standardised log-probability; 0 where the model is certain or indifferent
/// and the standard deviation vanishes.
pub(super) fn standardised(observation: &Observation) -> f64 {
    let deviation = f64::from(observation.variance).max(0.0).sqrt();
    if deviation < 1e-12 {
        return 0.0;
    }
    (f64::from(observation.log_prob) - f64::from(observation.mean)) / deviation
}
