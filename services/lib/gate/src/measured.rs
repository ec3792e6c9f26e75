//! From findings to what a policy's rules are about.

use attacks::canary::CanaryFindings;
use attacks::deep::DeepFindings;
use attacks::discoverable::{PROBABILITIES, Wanted};
use attacks::extraction::Group;
use attacks::measure::Mentions;
use attacks::tagging::TaggingError;
use attacks::{Estimate, Findings};
use corpus::{EntityType, Split};

use crate::policy::At;
use crate::{Evidence, Measured, Metric, Precondition, Requirement};

/// Normal quantiles between which a 95 % interval lies.
const WIDTH: f64 = 2.0 * 1.959_963_984_540_054;

/// Everything a policy can limit, as it was measured; `claimed` is the epsilon that the checkpoint claims.
pub fn measured(
    findings: &Findings,
    canaries: Option<&CanaryFindings>,
    deep: Option<&DeepFindings>,
    claimed: Option<f64>,
) -> Vec<Measured> {
    let mut all = membership(findings);
    all.extend(gaps(findings));
    all.extend(extraction(findings));
    all.extend(canaries.into_iter().flat_map(planted));
    if let Some(found) = deep.and_then(|deep| deep.inference) {
        let evidence = normal(found.lift, found.tuned.of);
        all.push(one(Metric::InferenceLift, "candidates", evidence));
    }
    if let Some(value) = claimed {
        let known = Evidence::Known { value };
        all.push(one(Metric::ClaimedEpsilon, "statement", known));
    }
    all
}

/// What can be said of the preconditions.
pub fn preconditions(findings: &Findings, tagging: Option<&TaggingError>) -> Vec<Precondition> {
    let area = |requirement, method, area: Option<Estimate>, applies| Precondition {
        requirement,
        method,
        applies,
        estimate: area.map(|area| area.value),
        bound: area.map(|area| area.low),
    };
    let blind = findings.blind.map(|blind| blind.auroc);
    let mut all = vec![area(Requirement::BlindBaseline, None, blind, true)];
    for found in &findings.membership {
        let null = found.base_auroc;
        let method = Some(found.attack.clone());
        all.push(area(
            Requirement::BaseModelNull,
            method,
            null,
            null.is_some(),
        ));
    }
    let subject = Some(SUBJECT.to_owned());
    all.push(area(Requirement::BaseModelNull, subject, None, false));
    if let Some(error) = tagging {
        all.push(area(
            Requirement::TaggerRecall,
            None,
            Some(error.recall),
            true,
        ));
    }
    all
}

/// The method of telling subjects apart.
const SUBJECT: &str = "mean_rise";

fn one(metric: Metric, method: &str, evidence: Evidence) -> Measured {
    Measured {
        metric,
        at: At::default(),
        entity_type: None,
        method: method.to_owned(),
        evidence,
    }
}

fn at_fpr(fpr: f64) -> At {
    At {
        fpr: Some(fpr),
        ..At::default()
    }
}

/// The worst of all attacks is what a rule judges, so every attack is told.
fn membership(findings: &Findings) -> Vec<Measured> {
    let mut all = Vec::new();
    for found in &findings.membership {
        let n = found.member_count + found.non_member_count;
        let evidence = Evidence::Mean {
            value: found.auroc.value,
            standard_error: found.auroc_standard_error,
            n,
        };
        all.push(one(Metric::MembershipAuroc, &found.attack, evidence));
        for point in found.operating_points.iter().filter(|p| p.conclusive) {
            all.push(Measured {
                at: at_fpr(point.fpr),
                ..one(
                    Metric::MembershipTpr,
                    &found.attack,
                    Evidence::Fraction {
                        count: point.members.count,
                        of: point.members.of,
                    },
                )
            });
        }
    }
    let points = findings
        .users
        .iter()
        .flat_map(|found| &found.operating_points);
    for point in points.filter(|p| p.conclusive) {
        let evidence = Evidence::Fraction {
            count: point.members.count,
            of: point.members.of,
        };
        all.push(Measured {
            at: at_fpr(point.fpr),
            ..one(Metric::SubjectTpr, SUBJECT, evidence)
        });
    }
    all
}

/// An estimate with a bootstrap interval, as normal: its standard error is the interval's width.
fn normal(estimate: Estimate, n: u64) -> Evidence {
    Evidence::Mean {
        value: estimate.value,
        standard_error: (estimate.high - estimate.low) / WIDTH,
        n,
    }
}

fn gaps(findings: &Findings) -> Vec<Measured> {
    let Some(gap) = &findings.memorisation_gap else {
        return Vec::new();
    };
    let n = |entity_type: Option<&EntityType>| {
        let here = |m: &&attacks::measure::Measure| {
            m.cell.entity_type.as_ref() == entity_type
                && m.cell.split == Split::Train
                && m.cell.tokens == attacks::measure::TokenGroup::Sensitive
        };
        findings
            .measures
            .iter()
            .find(here)
            .map_or(0, |m| m.record_count)
    };
    let (method, all) = gap.overall();
    let mut measured = vec![one(Metric::SpanGap, method, normal(all, n(None)))];
    measured.extend(gap.by_entity_type.iter().map(|found| Measured {
        entity_type: Some(found.entity_type.clone()),
        ..one(
            Metric::SpanGap,
            found.entity_type.as_str(),
            normal(found.gap, n(Some(&found.entity_type))),
        )
    }));
    measured
}

fn extraction(findings: &Findings) -> Vec<Measured> {
    let mut all = Vec::new();
    let gained = |split| {
        let group = Group {
            entity_type: None,
            mentions: Mentions::First,
            split,
        };
        let found = findings.extraction.iter().find(|e| e.group == group);
        found.map(|e| e.gained)
    };
    if let (Some(train), Some(holdout)) = (gained(Split::Train), gained(Split::Holdout)) {
        let evidence = excess(train, holdout);
        all.push(one(Metric::GreedyExcess, "first_mentions", evidence));
    }
    for p in PROBABILITIES {
        let curve = |split| {
            let same = |c: &&attacks::discoverable::Discoverable| {
                c.wanted == Wanted::Spans && c.split == split && c.p == p
            };
            findings.discoverable.iter().find(same)
        };
        let (Some(train), Some(holdout)) = (curve(Split::Train), curve(Split::Holdout)) else {
            continue;
        };
        for (train, holdout) in train.points.iter().zip(&holdout.points) {
            let at = At {
                n: Some(train.draws),
                p: Some(p),
                ..At::default()
            };
            let evidence = excess(train.tuned, holdout.tuned);
            all.push(Measured {
                at,
                ..one(Metric::SampledExcess, "top_40", evidence)
            });
        }
    }
    all
}

fn excess(train: attacks::interval::Rate, holdout: attacks::interval::Rate) -> Evidence {
    Evidence::Excess {
        count: train.count,
        of: train.of,
        baseline: holdout.count,
        baseline_of: holdout.of,
    }
}

fn planted(found: &CanaryFindings) -> Vec<Measured> {
    let mut all = Vec::new();
    // Canaries in one record each say what a record risks; where every one is repeated, they are told.
    let once = found.groups.iter().any(|group| group.plan.repeats == 1);
    let counted = found.groups.iter().filter(|g| !once || g.plan.repeats == 1);
    let (count, of) = counted.fold((0, 0), |(count, of), group| {
        (count + group.extracted.count, of + group.extracted.of)
    });
    if of > 0 {
        let evidence = Evidence::Fraction { count, of };
        all.push(one(Metric::CanaryExtracted, "greedy", evidence));
    }
    if let Some(exposure) = found.exposure.as_ref().filter(|e| e.detectable) {
        let evidence = Evidence::Fraction {
            count: exposure.significant.count,
            of: exposure.significant.of,
        };
        all.push(one(Metric::CanaryExposed, "rank", evidence));
    }
    if let Some(epsilon) = &found.epsilon
        && let (Some(claim), Some(p_value)) = (epsilon.claim, epsilon.p_value)
    {
        let evidence = Evidence::Claim {
            claimed: claim.epsilon,
            lower_bound: epsilon.one_run.eps,
            ceiling: epsilon.one_run.ceiling,
            n: epsilon.canaries,
            p_value,
        };
        all.push(one(Metric::DpConsistency, "one_run", evidence));
    }
    all
}
