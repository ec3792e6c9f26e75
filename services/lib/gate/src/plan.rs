//! Before an audit: what its size can show.

use attacks::normal::quantile as normal_quantile;
use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::judge::PASS_ALPHA;
use crate::metric::Metric;
use crate::policy::{Policy, Rule};
use crate::tail::{binomial_at_least, clopper_pearson_upper, normal_above};

/// No audit is larger.
const LARGEST: u64 = 1 << 26;
/// How far the power of a test of a proportion is followed when more trials lower it again.
const TEETH: u64 = 4096;

/// How many observations a rule needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Needs {
    /// The rule's id.
    pub rule: String,
    /// What it limits.
    pub metric: Metric,
    /// Observations with which it passes if nothing is seen; `None` where the limit is not a
    /// proportion, or cannot be kept by any number.
    pub to_pass: Option<u64>,
    /// Observations with which it notices its alternative with the policy's power.
    pub for_power: Option<u64>,
}

/// What each rule of a policy needs.
pub fn needs(policy: &Policy) -> Vec<Needs> {
    let tested = policy.rules.iter().filter(|r| r.metric.is_tested()).count();
    let level = policy.family_error / tested.max(1) as f64;
    let rules = policy.rules.iter().map(|rule| {
        let limit = proportion(rule).filter(|limit| *limit > 0.0);
        let to_pass =
            limit.and_then(|limit| least(|n| clopper_pearson_upper(0, n, PASS_ALPHA) <= limit));
        let for_power = limit.zip(rule.alternative).and_then(|(limit, _)| {
            let suffices = |n: u64| {
                let evidence = Evidence::Fraction { count: 0, of: n };
                power(rule, &evidence, level).is_some_and(|p| p >= policy.power.at_least)
            };
            let first = least(suffices)?;
            // Whenever one more success is needed to reject, power falls: a tooth is about as long as a success is
            // rare. From the last number that falls short on, more never breaks it.
            let tooth = (4.0 / limit).min(TEETH as f64) as u64;
            let short = (first..first + tooth).rev().find(|&n| !suffices(n));
            Some(short.map_or(first, |n| n + 1))
        });
        Needs {
            rule: rule.id.clone(),
            metric: rule.metric,
            to_pass,
            for_power,
        }
    });
    rules.collect()
}

/// The limit of a rule on a proportion of one sample.
fn proportion(rule: &Rule) -> Option<f64> {
    match rule.metric {
        Metric::CanaryExtracted
        | Metric::CanaryExposed
        | Metric::MembershipTpr
        | Metric::SubjectTpr => rule.at_most,
        _ => None,
    }
}

/// The probability, at one-sided level `alpha`, that a rule notices its alternative with as many
/// observations as the evidence has; `None` where it states none.
pub(crate) fn power(rule: &Rule, evidence: &Evidence, alpha: f64) -> Option<f64> {
    let (limit, alternative) = (rule.at_most?, rule.alternative?);
    match *evidence {
        Evidence::Fraction { of, .. } | Evidence::Excess { of, .. } => {
            let critical = first(0, of + 1, |k| binomial_at_least(k, of, limit) <= alpha)?;
            Some(binomial_at_least(critical, of, alternative))
        }
        Evidence::Mean { standard_error, .. } if standard_error > 0.0 => {
            let apart = (alternative - limit) / standard_error;
            Some(normal_above(normal_quantile(1.0 - alpha) - apart))
        }
        Evidence::Mean { .. } => Some(0.0),
        Evidence::Known { .. } | Evidence::Claim { .. } => None,
    }
}

/// A number that suffices and below which half of it does not, found by halving.
fn least(suffices: impl Fn(u64) -> bool) -> Option<u64> {
    let mut high = 1;
    while !suffices(high) {
        high *= 2;
        if high > LARGEST {
            return None;
        }
    }
    first(high / 2, high + 1, suffices)
}

/// The first of `[low, high)` that fits, of a condition that stays true once it is.
fn first(low: u64, high: u64, fits: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut low, end) = (low, high);
    let mut high = high;
    while low < high {
        let middle = u64::midpoint(low, high);
        if fits(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    (low < end).then_some(low)
}

#[cfg(test)]
mod tests;
