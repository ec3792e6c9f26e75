use proptest::prelude::*;

use super::*;

#[test]
fn a_difference_within_its_limit_is_not_rejected() {
    let same = Evidence::Excess {
        count: 20,
        of: 1000,
        baseline: 20,
        baseline_of: 1000,
    };
    assert!(same.lower(0.05) < 0.0 && 0.0 < same.upper(0.05));
    assert_eq!(same.p_value(0.0), Some(1.0));
    let leaking = Evidence::Excess {
        count: 200,
        of: 1000,
        baseline: 20,
        baseline_of: 1000,
    };
    assert!((leaking.estimate() - 0.18).abs() < 1e-12);
    assert!(leaking.p_value(0.02).is_some_and(|p| p < 1e-6));
}

#[test]
fn what_nobody_can_have_seen_is_refused_by_field() {
    let none = u64::MAX;
    for (evidence, field) in [
        (Evidence::Fraction { count: 30, of: 10 }, "e.count"),
        (Evidence::Fraction { count: 0, of: none }, "e.count"),
        (
            Evidence::Excess {
                count: 1,
                of: 2,
                baseline: 5,
                baseline_of: 4,
            },
            "e.baseline",
        ),
        (
            Evidence::Mean {
                value: 0.0,
                standard_error: -1.0,
                n: 3,
            },
            "e.standard_error",
        ),
        (Evidence::Known { value: f64::NAN }, "e.value"),
        (
            Evidence::Claim {
                claimed: 1.0,
                lower_bound: 0.0,
                ceiling: 2.0,
                n: 60,
                p_value: 7.0,
            },
            "e.p_value",
        ),
    ] {
        assert_eq!(
            evidence.check("e").map_err(|e| e.field),
            Err(field.to_owned())
        );
    }
    assert!(Evidence::Fraction { count: 3, of: 3 }.check("e").is_ok());
}

#[test]
fn an_estimate_without_an_error_decides_nothing() {
    let bare = Evidence::Mean {
        value: 9.0,
        standard_error: 0.0,
        n: 1,
    };
    assert_eq!(bare.p_value(0.1), Some(1.0));
    assert!(bare.upper(0.05).is_infinite() && bare.lower(0.05).is_infinite());
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let trials = || (1_u64..400).prop_flat_map(|of| (0..=of, Just(of)));
    prop_oneof![
        trials().prop_map(|(count, of)| Evidence::Fraction { count, of }),
        (trials(), trials()).prop_map(|((count, of), (baseline, baseline_of))| Evidence::Excess {
            count,
            of,
            baseline,
            baseline_of
        }),
        (-2.0..2.0, 0.001..1.0_f64).prop_map(|(value, standard_error)| Evidence::Mean {
            value,
            standard_error,
            n: 100
        }),
    ]
}

proptest! {
    /// A test rejects exactly when its interval leaves the limit behind.
    #[test]
    fn tests_belong_to_their_intervals(
        evidence in evidence(),
        limit in 0.001..0.999_f64,
        alpha in 0.001..0.4_f64,
    ) {
        let p = evidence.p_value(limit).unwrap_or(1.0);
        let lower = evidence.lower(alpha);
        prop_assume!((p - alpha).abs() > 1e-4 && (lower - limit).abs() > 1e-6);
        prop_assert_eq!(p < alpha, lower > limit, "p {} lower {}", p, lower);
    }

    #[test]
    fn limits_lie_around_the_estimate(evidence in evidence(), alpha in 0.001..0.4_f64) {
        let estimate = evidence.estimate();
        prop_assert!(evidence.lower(alpha) <= estimate + 1e-9);
        prop_assert!(estimate <= evidence.upper(alpha) + 1e-9);
    }
}
