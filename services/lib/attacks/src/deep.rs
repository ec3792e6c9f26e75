//! Attacks that need passes of their own: on neighbours of a text, or on
//! reference models fine-tuned alike. Pure functions of what those passes gave;
//! scores are higher for members.

use crate::normal::log_density;

/// Neighbourhood (Mattern et al. 2023): the mean log-probability of a text beside
/// that of texts with a few words changed. `None` without neighbours.
pub fn neighbourhood(log_prob: f64, neighbours: &[f64]) -> Option<f64> {
    (!neighbours.is_empty()).then(|| log_prob - mean(neighbours))
}

/// A text's mean log-probability under the attacked model and under reference
/// models that were fine-tuned without it.
#[derive(Clone, Copy, Debug)]
pub struct Referenced<'a> {
    /// Under the attacked model.
    pub target: f64,
    /// Under each reference model.
    pub out: &'a [f64],
}

/// RMIA with reference models that saw neither text (Zarifzadeh et al. 2024,
/// offline): the share of a population's texts beside which the attacked model
/// raised this one by more than `gamma`. `a`, in [0, 1], guesses the likelihood
/// under models that did see it as 1 - a + a times that of the others; fix it
/// beforehand, on other models. `None` without references or population.
pub fn rmia(
    text: Referenced<'_>,
    population: &[Referenced<'_>],
    gamma: f64,
    a: f64,
) -> Option<f64> {
    let own = raised(text, a)?;
    let others: Vec<f64> = population
        .iter()
        .map(|other| raised(*other, a))
        .collect::<Option<_>>()?;
    let beaten = others.iter().filter(|other| own - **other > gamma.ln());
    (!others.is_empty()).then(|| beaten.count() as f64 / others.len() as f64)
}

/// log of p(x | target) / p(x), with p(x) averaged over models that saw the text
/// and models that did not.
fn raised(text: Referenced<'_>, a: f64) -> Option<f64> {
    if text.out.is_empty() {
        return None;
    }
    let likelihoods: Vec<f64> = text.out.iter().map(|log_prob| log_prob.exp()).collect();
    let outside = mean(&likelihoods);
    let average = 0.5 * ((1.0 + a) * outside + (1.0 - a));
    Some(text.target - average.ln())
}

/// LiRA (Carlini et al. 2022): the log-likelihood ratio of a text's statistic
/// under models fine-tuned with it and models fine-tuned without it, each taken as
/// normal. Without the former (offline) it is how far above the others it stands,
/// as a log-probability of the normal distribution's lower tail. `None` with fewer
/// than two models on a side that is given.
///
/// The statistic is log(p / (1 - p)) of p = e^(mean log-probability): see
/// [`logit_of`].
pub fn lira(target: f64, inside: &[f64], outside: &[f64]) -> Option<f64> {
    let (out_mean, out_deviation) = normal(outside)?;
    let z = (target - out_mean) / out_deviation;
    if inside.is_empty() {
        return Some(crate::normal::log_cdf(z));
    }
    let (in_mean, in_deviation) = normal(inside)?;
    let density = |z: f64, deviation: f64| log_density(z) - deviation.ln();
    let within = density((target - in_mean) / in_deviation, in_deviation);
    Some(within - density(z, out_deviation))
}

/// log(p / (1 - p)) for p = e^`log_prob`.
pub fn logit_of(log_prob: f64) -> f64 {
    let log_prob = log_prob.min(-1e-12);
    log_prob - (-log_prob.exp_m1()).ln()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn normal(values: &[f64]) -> Option<(f64, f64)> {
    if values.len() < 2 {
        return None;
    }
    let mean = mean(values);
    let squares = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
    let variance = squares / (values.len() - 1) as f64;
    // Models that agree to the last digit would make any other value certain.
    Some((mean, variance.sqrt().max(1e-6)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_by_hand() {
        assert_eq!(neighbourhood(-1.0, &[-2.0, -4.0]), Some(2.0));
        assert_eq!(neighbourhood(-1.0, &[]), None);
    }

    #[test]
    fn rmia_by_hand() {
        let references = [-2.0, -2.0];
        let of = |target| Referenced {
            target,
            out: &references,
        };
        let population = [of(-1.9), of(-2.0), of(-0.4)];
        let score = |target, gamma| rmia(of(target), &population, gamma, 0.5);
        assert_eq!(score(-1.0, 1.0), Some(2.0 / 3.0));
        // Only what was raised by more than log 2 counts.
        assert_eq!(score(-1.25, 2.0), Some(1.0 / 3.0));
        assert_eq!(score(-3.0, 1.0), Some(0.0));
        assert_eq!(rmia(of(-1.0), &[], 1.0, 0.5), None);
        let alone = Referenced {
            target: -1.0,
            out: &[],
        };
        assert_eq!(rmia(alone, &population, 1.0, 0.5), None);
        // With a = 1 the average is that of the references alone.
        assert!((raised(of(-1.0), 1.0).unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn lira_prefers_members() {
        let (inside, outside) = ([3.0, 3.5, 2.5, 3.2], [1.0, 0.5, 1.5, 0.8]);
        let score = |target, inside: &[f64]| lira(target, inside, &outside).unwrap();
        assert!(score(3.0, &inside) > 0.0 && score(1.0, &inside) < 0.0);
        assert!(score(3.0, &[]) > score(1.0, &[]) && score(1.0, &[]) > score(0.0, &[]));
        assert_eq!(lira(1.0, &inside, &[1.0]), None);
        // Equal deviations: the ratio is linear, half way it is 0.
        let shifted = outside.map(|v| v + 2.0);
        let middle = outside.iter().sum::<f64>() / 4.0 + 1.0;
        assert!(score(middle, &shifted).abs() < 1e-9);
    }

    #[test]
    fn logits_are_finite_at_both_ends() {
        assert!((logit_of(0.5_f64.ln())).abs() < 1e-12);
        assert!(logit_of(0.0).is_finite());
        assert!((logit_of(-50.0) + 50.0).abs() < 1e-12);
    }
}
