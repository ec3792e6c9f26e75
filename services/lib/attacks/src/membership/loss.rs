//! LOSS (Yeom et al. 2018): a record is likely to be a member when the model
//! finds it likely. The score is the mean log-probability.

use super::{Seen, mean_log_prob};

pub(super) fn score(seen: &Seen<'_>) -> Option<f64> {
    Some(mean_log_prob(seen.target))
}
