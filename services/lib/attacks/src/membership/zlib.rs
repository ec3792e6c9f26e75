//! zlib (Carlini et al. 2021): the loss beside the text's own entropy, so that
//! dull text does not pass for remembered. The score is the mean log-probability
//! by the length of the compressed text in bytes.

use super::{Seen, mean_log_prob};

pub(super) fn score(seen: &Seen<'_>) -> Option<f64> {
    let bytes = seen.observed.zlib_bytes;
    (bytes > 0).then(|| mean_log_prob(seen.target) / f64::from(bytes))
}
