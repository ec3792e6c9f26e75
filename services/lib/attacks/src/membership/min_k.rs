//! Min-K% (Shi et al. 2024): a record that the model has seen has few very
//! unlikely tokens. The score is the mean of the smallest 20 % of the
//! log-probabilities, and at least of one.

use super::{Seen, mean_of_smallest};

/// The published default share; not tuned on the data under audit.
pub(super) const SHARE: f64 = 0.2;

pub(super) fn score(seen: &Seen<'_>) -> Option<f64> {
    let log_probs = seen.target.iter().map(|o| f64::from(o.log_prob));
    Some(mean_of_smallest(log_probs.collect(), SHARE))
}
