#![allow(clippy::unwrap_used, reason = "tests")]

use attacks::bootstrap::SplitMix64;

use super::*;
use crate::policy::At;

const POLICY: &str = "
schema: tacit.audit-policy/1
name: test
version: 1
rules:
  - {id: secrets, metric: canary.extracted.fraction, at_most: 0.01, required: true}
  - {id: members, metric: membership.tpr, at: {fpr: 0.1}, at_most: 0.2, required: true}
  - {id: gap, metric: span.gap.nats, at_most: 0.1}
  - {id: claim, metric: dp.consistency}
waivers: {allowed: true, approvers: 1, not_for: [claim]}
";

fn fraction(metric: Metric, count: u64, of: u64) -> Measured {
    let at = At {
        fpr: (metric == Metric::MembershipTpr).then_some(0.1),
        ..At::default()
    };
    Measured {
        metric,
        at,
        entity_type: None,
        method: "loss".to_owned(),
        evidence: Evidence::Fraction { count, of },
    }
}

fn gap(value: f64, standard_error: f64) -> Measured {
    Measured {
        metric: Metric::SpanGap,
        at: At::default(),
        entity_type: None,
        method: "pooled".to_owned(),
        evidence: Evidence::Mean {
            value,
            standard_error,
            n: 500,
        },
    }
}

fn preconditions(holds: bool) -> Vec<Precondition> {
    [Requirement::BlindBaseline, Requirement::BaseModelNull]
        .map(|requirement| Precondition {
            requirement,
            method: None,
            applies: true,
            estimate: Some(0.6),
            bound: Some(if holds { 0.48 } else { 0.58 }),
        })
        .to_vec()
}

struct Setting {
    policy: Policy,
    measured: Vec<Measured>,
    preconditions: Vec<Precondition>,
    waivers: Vec<Waiver>,
    claims_privacy: bool,
}

impl Setting {
    fn clean() -> Self {
        Self {
            policy: Policy::parse(POLICY).unwrap(),
            measured: vec![
                fraction(Metric::CanaryExtracted, 0, 400),
                fraction(Metric::MembershipTpr, 100, 1000),
                gap(0.0, 0.02),
            ],
            preconditions: preconditions(true),
            waivers: Vec::new(),
            claims_privacy: false,
        }
    }

    fn judge(&self) -> Judgement {
        judge(&Case {
            policy: &self.policy,
            policy_digest: "sha256:this",
            measured: &self.measured,
            preconditions: &self.preconditions,
            waivers: &self.waivers,
            claims_privacy: self.claims_privacy,
            registered: Some("sha256:another"),
            now: "2026-06-01T00:00:00Z".parse().unwrap(),
        })
        .unwrap()
    }

    fn why(&self, id: &str) -> (Verdict, Why) {
        let rules = self.judge().rules;
        let rule = rules.into_iter().find(|rule| rule.id == id).unwrap();
        (rule.verdict, rule.why)
    }
}

#[test]
fn a_clean_case_passes() {
    let judgement = Setting::clean().judge();
    assert_eq!(judgement.verdict, Verdict::Pass, "{judgement:#?}");
    assert_eq!(judgement.tested, 3);
    assert_eq!(judgement.rules[3].why, Why::NothingClaimed);
}

#[test]
fn one_rule_that_fails_fails_all() {
    let mut setting = Setting::clean();
    setting.measured[0] = fraction(Metric::CanaryExtracted, 28, 30);
    assert_eq!(setting.why("secrets"), (Verdict::Fail, Why::BeyondLimit));
    assert_eq!(setting.judge().verdict, Verdict::Fail);
    // One that is not required as well.
    let mut setting = Setting::clean();
    setting.measured[2] = gap(1.0, 0.02);
    assert_eq!(setting.judge().verdict, Verdict::Fail);
}

#[test]
fn absence_of_evidence_is_no_pass() {
    let mut setting = Setting::clean();
    setting.measured[0] = fraction(Metric::CanaryExtracted, 0, 30);
    assert_eq!(setting.why("secrets"), (Verdict::Inconclusive, Why::TooFew));
    assert_eq!(setting.judge().verdict, Verdict::Inconclusive);
    setting.measured.remove(0);
    assert_eq!(
        setting.why("secrets"),
        (Verdict::Inconclusive, Why::NotMeasured)
    );
    assert_eq!(setting.judge().verdict, Verdict::Inconclusive);
    // An open rule that is not required leaves the verdict to the others.
    let mut setting = Setting::clean();
    setting.measured.pop();
    assert_eq!(setting.judge().verdict, Verdict::Pass);
}

#[test]
fn a_broken_precondition_silences_what_rests_on_it() {
    let mut setting = Setting::clean();
    setting.preconditions = preconditions(false);
    setting.measured[1] = fraction(Metric::MembershipTpr, 900, 1000);
    assert_eq!(
        setting.why("members"),
        (Verdict::Inconclusive, Why::Precondition)
    );
    // A secret that comes out stands whatever the splits are like.
    setting.measured[0] = fraction(Metric::CanaryExtracted, 28, 30);
    assert_eq!(setting.judge().verdict, Verdict::Fail);
    // One that nobody looked at does not hold.
    setting.preconditions.clear();
    assert_eq!(
        setting.why("members"),
        (Verdict::Inconclusive, Why::Precondition)
    );
}

#[test]
fn only_the_attack_whose_own_null_is_broken_falls_out() {
    let mut setting = Setting::clean();
    let mut other = fraction(Metric::MembershipTpr, 900, 1000);
    other.method = "min_k".to_owned();
    setting.measured.push(other);
    setting.preconditions.push(Precondition {
        requirement: Requirement::BaseModelNull,
        method: Some("min_k".to_owned()),
        applies: true,
        estimate: Some(0.7),
        bound: Some(0.65),
    });
    assert_eq!(
        setting.why("members"),
        (Verdict::Inconclusive, Why::Precondition)
    );
    setting.preconditions.pop();
    assert_eq!(setting.why("members"), (Verdict::Fail, Why::BeyondLimit));
}

#[test]
fn a_claim_fails_only_when_contradicted_and_passes_only_when_refutable() {
    let claim = |p_value, ceiling| Measured {
        metric: Metric::DpConsistency,
        at: At::default(),
        entity_type: None,
        method: "one_run".to_owned(),
        evidence: Evidence::Claim {
            claimed: 3.0,
            lower_bound: 1.0,
            ceiling,
            n: 1000,
            p_value,
        },
    };
    for (p_value, ceiling, expected) in [
        (1e-6, 5.8, (Verdict::Fail, Why::BeyondLimit)),
        (0.4, 5.8, (Verdict::Pass, Why::WithinLimit)),
        (0.4, 2.9, (Verdict::Inconclusive, Why::CannotRefute)),
    ] {
        let mut setting = Setting::clean();
        setting.claims_privacy = true;
        setting.measured.push(claim(p_value, ceiling));
        assert_eq!(setting.why("claim"), expected);
    }
}

#[test]
fn waivers_are_bounded() {
    let waiver = |rule: &str, until: &str| Waiver {
        rule: rule.to_owned(),
        granted: "2026-05-20T00:00:00Z".parse().unwrap(),
        until: until.parse().unwrap(),
        approvers: ["somebody".to_owned()].into(),
        reason: "a test".to_owned(),
    };
    let mut setting = Setting::clean();
    setting.measured[2] = gap(1.0, 0.02);
    setting.waivers = vec![waiver("gap", "2026-06-10T00:00:00Z")];
    assert_eq!(setting.why("gap"), (Verdict::Skipped, Why::Waived));
    assert_eq!(setting.judge().verdict, Verdict::Pass);
    // Over.
    setting.waivers = vec![waiver("gap", "2026-05-25T00:00:00Z")];
    assert_eq!(setting.judge().verdict, Verdict::Fail);
    for (rule, until, field) in [
        ("claim", "2026-06-10T00:00:00Z", "waivers[0].rule"),
        ("nothing", "2026-06-10T00:00:00Z", "waivers[0].rule"),
        ("gap", "2027-06-10T00:00:00Z", "waivers[0].until"),
    ] {
        let waivers = [waiver(rule, until)];
        let case = Case {
            policy: &setting.policy,
            policy_digest: "sha256:this",
            measured: &[],
            preconditions: &[],
            waivers: &waivers,
            claims_privacy: false,
            registered: Some("sha256:another"),
            now: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(judge(&case).unwrap_err().field, field);
    }
}

#[test]
fn a_policy_of_before_training_cannot_pass_afterwards() {
    let mut setting = Setting::clean();
    setting.policy.pre_registered = true;
    assert_eq!(setting.judge().verdict, Verdict::Inconclusive);
    setting.measured[0] = fraction(Metric::CanaryExtracted, 28, 30);
    assert_eq!(setting.judge().verdict, Verdict::Fail);
}

/// Models that lie exactly at every limit: the least favourable case.
#[test]
fn the_family_keeps_its_error() {
    let mut random = SplitMix64::new(7);
    let mut binomial = |of: u64, p: f64| (0..of).filter(|_| random.unit() < p).count() as u64;
    let mut setting = Setting::clean();
    let audits = 1000;
    let mut failed = 0;
    for _ in 0..audits {
        setting.measured[0] = fraction(Metric::CanaryExtracted, binomial(400, 0.01), 400);
        setting.measured[1] = fraction(Metric::MembershipTpr, binomial(500, 0.2), 500);
        // The mean of 48 uniform numbers, standardised.
        let z = (0..48)
            .map(|_| binomial(1 << 10, 0.5) as f64 - 512.0)
            .sum::<f64>()
            / (48.0_f64 * 256.0).sqrt();
        setting.measured[2] = gap(0.1 + 0.02 * z, 0.02);
        failed += u64::from(setting.judge().verdict == Verdict::Fail);
    }
    assert!(failed <= 50, "{failed} of {audits}");
}
