#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::policy::Policy;

fn policy(rule: &str) -> Policy {
    let text = format!("schema: tacit.audit-policy/1\nname: one\nversion: 1\nrules: [{rule}]");
    Policy::parse(&text).unwrap()
}

#[test]
fn sample_sizes_are_the_known_ones() {
    // One-sided 95 %, nothing seen: 299 for one in a hundred, 2995 for one in a thousand.
    for (limit, expected) in [(0.01, 299), (0.001, 2995)] {
        let text = format!("{{id: a, metric: canary.extracted.fraction, at_most: {limit}}}");
        let needs = needs(&policy(&text));
        assert_eq!(
            (needs[0].to_pass, needs[0].for_power),
            (Some(expected), None)
        );
    }
    let none = needs(&policy(
        "{id: a, metric: canary.extracted.fraction, at_most: 0}",
    ));
    assert_eq!(none[0].to_pass, None);
}

#[test]
fn power_is_that_of_the_test() {
    let policy =
        policy("{id: a, metric: canary.extracted.fraction, at_most: 0.01, alternative: 0.06}");
    let rule = &policy.rules[0];
    let at = |of| power(rule, &Evidence::Fraction { count: 0, of }, 0.05).unwrap();
    // Of 100 at 1 %, 4 or more come up with probability 0.0184, so 4 is the critical count.
    let expected = binomial_at_least(4, 100, 0.06);
    assert!((at(100) - expected).abs() < 1e-12);
    assert!(at(10) < 0.3 && at(1000) > 0.99);
    let needed = needs(&policy)[0].for_power.unwrap();
    assert!(at(needed) >= 0.8 && needed < 400, "{needed}");
    // Power falls whenever one more success is needed: what suffices suffices from there on.
    assert!((needed..2 * needed).all(|of| at(of) >= 0.8) && at(needed - 1) < 0.8);
}

/// A hair's breadth apart, a plan needs millions of trials; it says so at once.
#[test]
fn limits_that_nearly_touch_are_planned_quickly() {
    let policy =
        policy("{id: a, metric: canary.extracted.fraction, at_most: 0.05, alternative: 0.0501}");
    let needed = needs(&policy)[0].for_power.unwrap();
    assert!((20_000_000..40_000_000).contains(&needed), "{needed}");
}
