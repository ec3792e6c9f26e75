//! Reference (Carlini et al. 2021): how much likelier a record became. The base
//! model is the reference: it has read the same text before fine-tuning and
//! none of the members. The score is the mean rise of log-probability.

use super::{Seen, mean_log_prob};

pub(super) fn score(seen: &Seen<'_>) -> Option<f64> {
    Some(mean_log_prob(seen.target) - mean_log_prob(&seen.observed.base))
}
