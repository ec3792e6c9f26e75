#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::bootstrap::SplitMix64;

/// Canaries whose secrets training made likelier by `rise` where they were put in.
fn drawn(count: u64, rise: f64, seed: u64) -> Vec<CanaryObserved> {
    let mut random = SplitMix64::new(seed);
    let mut noise = || (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
    (0..count)
        .map(|index| {
            let included = noise() > 0.0;
            let gained = if included { rise } else { 0.0 };
            let mut secret = |gained: f64| Secret {
                log_prob: -20.0 + noise() + gained,
                greedy: gained > 10.0,
                references: (0..if index < 30 { 999 } else { 0 })
                    .map(|_| -20.0 + noise())
                    .collect(),
            };
            CanaryObserved {
                group: 0,
                included,
                base: secret(0.0),
                tuned: secret(gained),
            }
        })
        .collect()
}

fn once() -> [GroupPlan; 1] {
    [GroupPlan {
        name: "codes".to_owned(),
        repeats: 1,
    }]
}

#[test]
fn remembered_secrets_show_in_every_way() {
    let claim = Claim {
        epsilon: 1.0,
        delta: 1e-5,
    };
    let found = canaries(&once(), &drawn(400, 18.0, 1), Some(claim)).unwrap();
    let group = &found.groups[0];
    assert_eq!(group.extracted.rate, 1.0);
    assert_eq!(
        (group.held_out_extracted.count, group.base_extracted.count),
        (0, 0)
    );
    assert!(group.auroc.unwrap().value > 0.999);
    let exposure = found.exposure.unwrap();
    assert!(exposure.detectable);
    assert_eq!(exposure.significant.rate, 1.0);
    let epsilon = found.epsilon.unwrap();
    assert!(epsilon.one_run.eps > 3.0 && epsilon.one_run.eps <= epsilon.one_run.ceiling);
    assert_eq!(epsilon.consistency, Some(Consistency::Contradicted));
}

#[test]
fn secrets_nobody_remembers_show_nothing() {
    let claim = Claim {
        epsilon: 1.0,
        delta: 1e-5,
    };
    let found = canaries(&once(), &drawn(400, 0.0, 2), Some(claim)).unwrap();
    assert_eq!(found.groups[0].extracted.count, 0);
    assert_eq!(found.exposure.unwrap().significant.count, 0);
    let epsilon = found.epsilon.unwrap();
    assert_eq!(epsilon.consistency, Some(Consistency::Consistent));
    // A claim beyond what as many canaries can refute.
    let high = Claim {
        epsilon: 20.0,
        delta: 1e-5,
    };
    let found = canaries(&once(), &drawn(400, 18.0, 2), Some(high)).unwrap();
    assert_eq!(
        found.epsilon.unwrap().consistency,
        Some(Consistency::Inconclusive)
    );
}

#[test]
fn repeated_canaries_bound_no_single_record() {
    let repeated = [GroupPlan {
        repeats: 4,
        ..once()[0].clone()
    }];
    let found = canaries(&repeated, &drawn(400, 18.0, 3), None).unwrap();
    assert_eq!(found.epsilon, None);
    assert_eq!(found.groups[0].plan.repeats, 4);
}

/// 1,000 audits of a model that remembers nothing, at a nominal 5 %.
#[test]
fn a_claim_that_holds_is_rarely_contradicted() {
    let nothing = Claim {
        epsilon: 0.0,
        delta: 0.0,
    };
    let audits = 1000;
    let contradicted = (0..audits)
        .filter(|seed| {
            let mut observed = drawn(200, 0.0, 1000 + seed);
            observed.iter_mut().for_each(|c| c.tuned.references.clear());
            let found = epsilon(&once(), &observed, Some(nothing)).unwrap().unwrap();
            assert_eq!(
                found.consistency == Some(Consistency::Contradicted),
                found.one_run.eps > 0.0
            );
            found.one_run.eps > 0.0
        })
        .count();
    assert!(contradicted <= 65, "{contradicted} of {audits}");
}
