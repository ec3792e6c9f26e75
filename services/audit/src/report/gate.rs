//! What a gate came to, for readers that are no people with a browser.

use attestation::{Comparator, RuleOutcome, Verdict};

/// The verdict over a policy and what became of its rules, in the policy's order.
#[derive(Clone, Debug, PartialEq)]
pub struct GateSummary {
    /// What the rules come to.
    pub verdict: Verdict,
    /// What became of each.
    pub rules: Vec<RuleOutcome>,
}

impl GateSummary {
    /// How many rules have a verdict.
    pub(super) fn count(&self, verdict: Verdict) -> usize {
        self.rules.iter().filter(|r| r.verdict == verdict).count()
    }
}

/// What a rule asks, with its limit: `upper end at most 0.03`.
pub(super) fn asked(rule: &RuleOutcome, number: fn(f64) -> String) -> String {
    let what = match rule.comparator {
        Comparator::UpperAtMost => "upper end at most",
        Comparator::LowerAtMost => "lower end at most",
        Comparator::LowerAtLeast => "lower end at least",
        Comparator::Contains => "interval holds",
    };
    match rule.limit {
        Some(limit) => format!("{what} {}", number(limit)),
        None => format!("{what} a limit that is not set"),
    }
}

/// What was measured: `0.01 [0.0048, 0.017]`.
pub(super) fn measured(rule: &RuleOutcome, number: fn(f64) -> String) -> String {
    let one = |x: Option<f64>| x.map_or_else(|| "?".to_owned(), number);
    match (rule.estimate, rule.lower, rule.upper) {
        (None, None, None) => "not measured".to_owned(),
        (estimate, None, None) => one(estimate),
        (estimate, lower, upper) => {
            format!("{} [{}, {}]", one(estimate), one(lower), one(upper))
        }
    }
}
