//! One rule against its evidence.

use super::{Case, Evidence, Metric, PASS_ALPHA, RuleOutcome, Verdict, Why};
use crate::Measured;
use crate::plan;
use crate::policy::Rule;

/// What the data say of a rule, before it is known how many rules share the error.
pub(super) fn weigh(rule: &Rule, case: &Case) -> RuleOutcome {
    let found = answers(rule, case);
    let usable: Vec<&Measured> = found
        .iter()
        .copied()
        .filter(|one| holds(rule.metric, one, case))
        .collect();
    let limit = |one: &Measured| match one.evidence {
        Evidence::Claim { claimed, .. } => claimed,
        _ => rule.at_most.unwrap_or(f64::INFINITY),
    };
    let p_value = |one: &Measured| one.evidence.p_value(limit(one));
    let smallest = usable
        .iter()
        .filter_map(|one| p_value(one))
        .min_by(f64::total_cmp);
    // The worst is what speaks most against the limit.
    let worst = found.iter().copied().min_by(|a, b| {
        let key = |one: &Measured| (p_value(one).unwrap_or(1.0), -one.evidence.estimate());
        let ((p_a, e_a), (p_b, e_b)) = (key(a), key(b));
        p_a.total_cmp(&p_b).then(e_a.total_cmp(&e_b))
    });
    let finite = |value: f64| value.is_finite().then_some(value);
    let highest = |read: fn(&Evidence) -> f64| {
        found
            .iter()
            .map(|one| read(&one.evidence))
            .max_by(f64::total_cmp)
    };
    RuleOutcome {
        id: rule.id.clone(),
        metric: rule.metric,
        required: rule.required,
        limit: worst.map(limit).or(rule.at_most).and_then(finite),
        estimate: worst.and_then(|one| finite(one.evidence.estimate())),
        lower: worst.and_then(|one| finite(one.evidence.lower(PASS_ALPHA))),
        upper: highest(|evidence| evidence.upper(PASS_ALPHA)).and_then(finite),
        n: worst.map_or(0, |one| one.evidence.n()),
        method: worst.map(|one| one.method.clone()),
        methods: found.len() as u64,
        p_value: smallest.map(|p| (p * usable.len() as f64).min(1.0)),
        adjusted_p_value: None,
        power: None,
        verdict: Verdict::Inconclusive,
        why: Why::NotMeasured,
    }
}

/// The verdict of a rule in a family of `tested`.
pub(super) fn decide(rule: &Rule, case: &Case, tested: u64, outcome: &mut RuleOutcome) {
    let found = answers(rule, case);
    let level = case.policy.family_error / tested.max(1) as f64;
    outcome.power = found
        .iter()
        .filter_map(|one| plan::power(rule, &one.evidence, level / found.len() as f64))
        .min_by(f64::total_cmp);
    (outcome.verdict, outcome.why) = verdict(rule, case, &found, outcome);
}

fn verdict(rule: &Rule, case: &Case, found: &[&Measured], outcome: &RuleOutcome) -> (Verdict, Why) {
    use Verdict::{Fail, Inconclusive, Pass, Skipped};
    match rule.metric {
        Metric::DpConsistency if !case.claims_privacy => return (Skipped, Why::NothingClaimed),
        Metric::ClaimedEpsilon if !case.claims_privacy => return (Fail, Why::NothingClaimed),
        _ => {}
    }
    if found.is_empty() {
        return (Inconclusive, Why::NotMeasured);
    }
    if outcome
        .adjusted_p_value
        .is_some_and(|p| p <= case.policy.family_error)
    {
        return (Fail, Why::BeyondLimit);
    }
    let limit = rule.at_most.unwrap_or(f64::INFINITY);
    let known = !rule.metric.is_tested();
    if known && outcome.estimate.is_none_or(|estimate| estimate > limit) {
        return (Fail, Why::BeyondLimit);
    }
    if !found.iter().all(|one| holds(rule.metric, one, case)) {
        return (Inconclusive, Why::Precondition);
    }
    if case.policy.pre_registered && !case.pre_registered() {
        return (Inconclusive, Why::NotPreRegistered);
    }
    if !found.iter().all(|one| could_pass(&one.evidence, limit)) {
        let why = match rule.metric {
            Metric::DpConsistency => Why::CannotRefute,
            _ => Why::TooFew,
        };
        return (Inconclusive, why);
    }
    if outcome
        .power
        .is_some_and(|power| power < case.policy.power.at_least)
    {
        return (Inconclusive, Why::Underpowered);
    }
    let within =
        rule.metric == Metric::DpConsistency || outcome.upper.is_some_and(|upper| upper <= limit);
    if within {
        (Pass, Why::WithinLimit)
    } else {
        (Inconclusive, Why::Undecided)
    }
}

/// Whether the best outcome of as many observations would pass.
fn could_pass(evidence: &Evidence, limit: f64) -> bool {
    match *evidence {
        Evidence::Fraction { of, .. } => {
            Evidence::Fraction { count: 0, of }.upper(PASS_ALPHA) <= limit
        }
        Evidence::Excess {
            of, baseline_of, ..
        } => {
            let best = Evidence::Excess {
                count: 0,
                of,
                baseline: 0,
                baseline_of,
            };
            best.upper(PASS_ALPHA) <= limit
        }
        Evidence::Claim {
            claimed, ceiling, ..
        } => ceiling > claimed,
        Evidence::Mean { standard_error, .. } => standard_error > 0.0,
        Evidence::Known { .. } => true,
    }
}

fn answers<'a>(rule: &Rule, case: &Case<'a>) -> Vec<&'a Measured> {
    case.measured
        .iter()
        .filter(|one| one.answers(rule))
        .collect()
}

/// Whether everything that a measurement rests on holds. What was not looked at does not.
fn holds(metric: Metric, one: &Measured, case: &Case) -> bool {
    metric.requirements().iter().all(|requirement| {
        let about = |method: &Option<String>| method.as_ref().is_none_or(|m| *m == one.method);
        let mut found = case
            .preconditions
            .iter()
            .filter(|p| p.requirement == *requirement && about(&p.method))
            .peekable();
        match found.peek() {
            Some(_) => found.all(|p| p.holds(&case.policy.preconditions)),
            // Only the tagger's recall may be left unasked, by a policy that does not ask.
            None => {
                *requirement == crate::Requirement::TaggerRecall
                    && case.policy.preconditions.tagger_recall_at_least.is_none()
            }
        }
    })
}
