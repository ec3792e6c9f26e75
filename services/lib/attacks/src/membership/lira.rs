//! LiRA, offline (Carlini et al. 2022): how far above reference models that did not
//! see a text the attacked model stands on it, as the log-probability of the normal
//! distribution's lower tail. The statistic is log(p / (1 - p)), p the geometric
//! mean over the tokens. Two references at least.

use super::{Seen, mean, mean_log_prob};
use crate::normal::log_cdf;

pub(super) fn score(seen: &Seen<'_>) -> Option<f64> {
    let references = &seen.observed.references;
    if references.len() < 2 {
        return None;
    }
    let outside = || references.iter().map(|log_prob| logit((*log_prob).into()));
    let centre = mean(outside())?;
    let squares: f64 = outside().map(|v| (v - centre).powi(2)).sum();
    let variance = squares / (references.len() - 1) as f64;
    // Models that agree to the last digit would make any other value certain.
    let deviation = variance.sqrt().max(1e-6);
    Some(log_cdf(
        (logit(mean_log_prob(seen.target)) - centre) / deviation,
    ))
}

/// log(p / (1 - p)) for p = e^`log_prob`, finite at both ends.
fn logit(log_prob: f64) -> f64 {
    let log_prob = log_prob.min(-1e-12);
    log_prob - (-log_prob.exp_m1()).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tests::random_records;

    #[test]
    fn standing_above_the_references_counts() {
        let mut observed = random_records(1, 3).remove(0);
        let score = |observed: &crate::Observed| {
            score(&Seen {
                observed,
                target: &observed.tuned,
                on_base: false,
            })
        };
        observed.references = vec![-1.0];
        assert_eq!(score(&observed), None);
        observed.references = vec![-1.0, -1.2, -0.9];
        observed.tuned.iter_mut().for_each(|o| o.log_prob = -0.2);
        let high = score(&observed).unwrap();
        observed.tuned.iter_mut().for_each(|o| o.log_prob = -1.0);
        let even = score(&observed).unwrap();
        observed.tuned.iter_mut().for_each(|o| o.log_prob = -3.0);
        let low = score(&observed).unwrap();
        assert!(high > even && even > low);
        // One standard deviation above the mean: the lower tail has 84.1 %.
        let (a, b) = (logit(-1.0), logit(-2.0));
        let above = (a + b) / 2.0 + (a - b) / 2.0_f64.sqrt();
        observed.references = vec![-1.0, -2.0];
        let p = 1.0 / (1.0 + (-above).exp());
        observed
            .tuned
            .iter_mut()
            .for_each(|o| o.log_prob = p.ln() as f32);
        assert!((score(&observed).unwrap().exp() - 0.841_344_7).abs() < 1e-6);
    }

    #[test]
    fn logits_are_finite_at_both_ends() {
        assert!((logit(0.5_f64.ln())).abs() < 1e-12);
        assert!(logit(0.0).is_finite());
        assert!((logit(-50.0) + 50.0).abs() < 1e-12);
    }
}
