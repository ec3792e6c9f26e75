//! ReCaLL (Xie et al. 2024): a prefix of text that was not seen lowers the
//! likelihood of a member more than that of others. The score is the mean
//! log-probability after the prefix by the one without. The prefix is of
//! non-members that are not scored; its pass is made on the checkpoint only.

use super::{Seen, mean_log_prob, share_left};

pub(super) fn score(seen: &Seen<'_>) -> Option<f64> {
    let after = seen.observed.recall.filter(|_| !seen.on_base)?;
    Some(share_left(after.into(), mean_log_prob(seen.target)))
}
