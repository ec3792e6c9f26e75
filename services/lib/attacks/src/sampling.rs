//! How likely text comes out when it is sampled often.
//!
//! (n, p)-discoverable extraction (Hayes et al. 2024): text is extractable when n
//! draws from its prefix hold it at least once with probability p or more. The
//! probability of one draw follows from one teacher-forced pass.

use crate::{Observation, TOP_K};

/// Log-probability that one draw, at temperature 1 from the [`TOP_K`] likeliest
/// tokens, is exactly these tokens: minus infinity where one of them is not among
/// the likeliest.
pub fn log_probability<'a>(tokens: impl IntoIterator<Item = &'a Observation>) -> f64 {
    tokens
        .into_iter()
        .map(|seen| {
            if seen.rank > TOP_K {
                return f64::NEG_INFINITY;
            }
            // Both are rounded on their own: never above certainty.
            (f64::from(seen.log_prob) - f64::from(seen.top_k_log_mass)).min(0.0)
        })
        .sum()
}

/// Probability that at least one of `draws` is text of which one draw has
/// log-probability `log_probability`.
pub fn extraction_probability(log_probability: f64, draws: f64) -> f64 {
    -(draws * log_one_minus(log_probability)).exp_m1()
}

/// Draws after which text has come with probability `p`, in (0, 1): a whole
/// number, at least 1; infinite for text that never comes.
pub fn draws_needed(log_probability: f64, p: f64) -> f64 {
    let draws = (-p).ln_1p() / log_one_minus(log_probability);
    if draws.is_nan() {
        return 1.0;
    }
    // A whole number of draws is not rounded up for its last digit.
    (draws * (1.0 - 1e-14)).ceil().max(1.0)
}

/// log(1 - e^x) for x of at most 0 (Maechler 2012).
fn log_one_minus(x: f64) -> f64 {
    if x > -std::f64::consts::LN_2 {
        (-x.exp_m1()).ln()
    } else {
        (-x.exp()).ln_1p()
    }
}

/// The distribution a sampler draws from: softmax at a temperature above 0 over
/// the `top_k` largest logits (of equals the earlier), 0 elsewhere.
pub fn top_k_probabilities(logits: &[f64], top_k: usize, temperature: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..logits.len()).collect();
    order.sort_by(|a, b| logits[*b].total_cmp(&logits[*a]));
    order.truncate(top_k);
    let mut probabilities = vec![0.0; logits.len()];
    let Some(largest) = order.first().map(|i| logits[*i]) else {
        return probabilities;
    };
    for index in &order {
        probabilities[*index] = ((logits[*index] - largest) / temperature).exp();
    }
    let total: f64 = probabilities.iter().sum();
    probabilities.iter_mut().for_each(|p| *p /= total);
    probabilities
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tests::seen;

    #[test]
    fn draws_and_probabilities_invert_each_other() {
        for log_probability in [-1e-12, -0.01, -0.5, -3.0, -20.0, -40.0] {
            for p in [0.001, 0.1, 0.5, 0.9, 0.999] {
                let draws = draws_needed(log_probability, p);
                let reached = extraction_probability(log_probability, draws);
                assert!(reached >= p * (1.0 - 1e-9), "{log_probability} {p}");
                if draws > 1.0 {
                    let before = extraction_probability(log_probability, draws - 1.0);
                    assert!(before < p * (1.0 + 1e-9), "{log_probability} {p}");
                }
            }
        }
        let half = 0.5_f64.ln();
        assert_eq!(
            [draws_needed(half, 0.5), draws_needed(half, 0.75)],
            [1.0, 2.0]
        );
        assert_eq!(draws_needed(f64::NEG_INFINITY, 0.1), f64::INFINITY);
        assert_eq!(extraction_probability(f64::NEG_INFINITY, 1e9), 0.0);
        assert_eq!(draws_needed(0.0, 0.9), 1.0);
        assert_eq!(extraction_probability(0.0, 1.0), 1.0);
    }

    #[test]
    fn a_token_beyond_the_likeliest_never_comes() {
        let mut tokens = [seen(-1.0, 1, true), seen(-2.0, 1, false)];
        for token in &mut tokens {
            token.top_k_log_mass = -0.25;
        }
        assert_eq!(log_probability(&tokens), -2.5);
        tokens[0].rank = TOP_K;
        assert_eq!(log_probability(&tokens), -2.5);
        tokens[0].rank = TOP_K + 1;
        assert_eq!(log_probability(&tokens), f64::NEG_INFINITY);
        tokens[0] = seen(-0.01, 1, true);
        tokens[0].top_k_log_mass = -0.02;
        assert_eq!(log_probability(&tokens[..1]), 0.0);
    }
}
