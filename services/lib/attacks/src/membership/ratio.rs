//! Ratio (Carlini et al. 2021): the share of the base model's loss that is left.
//! Beside the difference it weighs records that were easy before more.

use super::{Seen, mean_log_prob, share_left};

pub(super) fn score(seen: &Seen<'_>) -> Option<f64> {
    let before = mean_log_prob(&seen.observed.base);
    Some(-share_left(mean_log_prob(seen.target), before))
}
