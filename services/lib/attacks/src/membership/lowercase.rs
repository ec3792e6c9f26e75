//! Lowercase (Carlini et al. 2021): text that was seen is likelier as it was than
//! in lower case. The score is minus the loss as a share of the loss of the
//! lower-cased text. That pass is made on the checkpoint only.

use super::{Seen, mean_log_prob, share_left};

pub(super) fn score(seen: &Seen<'_>) -> Option<f64> {
    let lowered = seen.observed.lowercase.filter(|_| !seen.on_base)?;
    Some(-share_left(mean_log_prob(seen.target), lowered.into()))
}
