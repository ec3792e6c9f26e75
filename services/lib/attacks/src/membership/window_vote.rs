//! Window vote (arXiv 2601.02751): memory is local, so every window of tokens
//! votes by whether it became likelier, and a vote counts the same however far it
//! goes. The score is the share of votes for a rise, averaged over window sizes
//! in geometric steps.

use super::Seen;

/// Window sizes in tokens. A record shorter than a size has no windows of it; one
/// shorter than all is a window of its own.
const SIZES: [usize; 5] = [2, 4, 8, 16, 32];

pub(super) fn score(seen: &Seen<'_>) -> Option<f64> {
    let changes = seen.target.iter().zip(&seen.observed.base);
    let mut sums = vec![0.0];
    for (now, before) in changes {
        let last = sums[sums.len() - 1];
        sums.push(last + f64::from(now.log_prob) - f64::from(before.log_prob));
    }
    let tokens = sums.len() - 1;
    let sizes = SIZES.map(|size| size.min(tokens));
    let mut used = sizes.to_vec();
    used.retain(|size| SIZES.contains(size) || *size < SIZES[0]);
    used.dedup();
    let shares = used.iter().map(|size| {
        let votes = sums.windows(size + 1).filter(|w| w[*size] > w[0]).count();
        votes as f64 / (tokens + 1 - size) as f64
    });
    Some(shares.sum::<f64>() / used.len() as f64)
}
