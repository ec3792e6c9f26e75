//! Laws that hold for every setting, tried on random ones.
#![allow(clippy::unwrap_used, reason = "tests")]

use dp::DpEvent;
use dp::accountant::Accountant::{Pld, Rdp};
use dp::calibrate::Target;
use proptest::prelude::*;

/// Logarithmically uniform between two positive numbers.
fn spread(low: f64, high: f64) -> impl Strategy<Value = f64> {
    (low.ln()..high.ln()).prop_map(f64::exp)
}

fn rates() -> impl Strategy<Value = f64> {
    prop_oneof![9 => spread(1e-6, 1.0), 1 => Just(1.0)]
}

fn steps() -> impl Strategy<Value = u64> {
    spread(1.0, 1e6).prop_map(|steps| steps as u64)
}

fn event(rate: f64, sigma: f64, steps: u64) -> DpEvent {
    DpEvent::poisson_sampled_gaussian(rate, sigma).repeated(steps)
}

/// Fewer cases than usual: each composes long runs.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn extremes_give_ordinary_numbers_and_pld_is_below_rdp(
        rate in rates(), sigma in spread(0.2, 50.0), steps in steps(), delta in spread(1e-12, 0.1),
    ) {
        let event = event(rate, sigma, steps);
        let pld = Pld.epsilon(&event, delta).unwrap();
        let rdp = Rdp.epsilon(&event, delta).unwrap();
        prop_assert!(pld.is_finite() && pld >= 0.0);
        prop_assert!(pld <= rdp * (1.0 + 1e-9) + 1e-9, "pld {pld} rdp {rdp}");
    }

    #[test]
    fn epsilon_is_monotone(
        rate in spread(1e-5, 0.9), sigma in spread(0.3, 20.0), steps in 1u64..20_000,
        delta in spread(1e-10, 1e-3), factor in 1.01f64..3.0,
    ) {
        let base = Pld.epsilon(&event(rate, sigma, steps), delta).unwrap();
        let more = [
            Pld.epsilon(&event((rate * factor).min(1.0), sigma, steps), delta).unwrap(),
            Pld.epsilon(&event(rate, sigma / factor, steps), delta).unwrap(),
            Pld.epsilon(&event(rate, sigma, (steps as f64 * factor).ceil() as u64), delta).unwrap(),
            Pld.epsilon(&event(rate, sigma, steps), delta / factor).unwrap(),
        ];
        for (name, value) in ["rate", "1/sigma", "steps", "1/delta"].iter().zip(more) {
            prop_assert!(value >= base, "{name}: {value} below {base}");
        }
    }

    #[test]
    fn delta_of_epsilon_is_at_most_delta(
        rate in rates(), sigma in spread(0.2, 50.0), steps in 1u64..20_000,
        delta in spread(1e-12, 1e-2),
    ) {
        let event = event(rate, sigma, steps);
        let epsilon = Pld.epsilon(&event, delta).unwrap();
        let back = Pld.delta(&event, epsilon).unwrap();
        prop_assert!(back <= delta, "epsilon {epsilon}: {back} above {delta}");
        let rdp = Rdp.epsilon(&event, delta).unwrap();
        prop_assert!(Rdp.delta(&event, rdp).unwrap() <= delta * (1.0 + 1e-9));
    }

    #[test]
    fn composing_one_by_one_equals_self_composition(
        rate in spread(1e-3, 0.9), sigma in spread(0.5, 5.0), steps in 2u64..60,
        delta in spread(1e-10, 1e-3),
    ) {
        let step = DpEvent::poisson_sampled_gaussian(rate, sigma);
        let one_by_one = DpEvent::composed(vec![step.clone(); steps as usize]);
        let at_once = step.repeated(steps);
        for accountant in [Pld, Rdp] {
            let a = accountant.epsilon(&one_by_one, delta).unwrap();
            prop_assert_eq!(a, accountant.epsilon(&at_once, delta).unwrap());
        }
    }

    #[test]
    fn order_of_composition_does_not_matter_and_nearly_equal_parts_agree(
        rate in spread(1e-3, 0.5), sigma in spread(0.5, 5.0), steps in 2u64..2000,
        delta in spread(1e-10, 1e-3),
    ) {
        let parts = vec![
            event(rate, sigma, steps),
            DpEvent::Gaussian { noise_multiplier: 8.0 },
            event(rate / 2.0, sigma * 1.5, steps / 2),
        ];
        let reversed: Vec<DpEvent> = parts.iter().rev().cloned().collect();
        let a = Pld.epsilon(&DpEvent::composed(parts.clone()), delta).unwrap();
        prop_assert_eq!(a, Pld.epsilon(&DpEvent::composed(reversed), delta).unwrap());
        prop_assert!(a >= Pld.epsilon(&parts[0], delta).unwrap() * (1.0 - 1e-3));
        // Two parts whose rates differ in the last digit go through the heterogeneous path, and
        // must agree with one homogeneous run.
        let twin = DpEvent::composed(vec![
            event(rate, sigma, steps), event(rate * (1.0 + 1e-12), sigma, steps),
        ]);
        let (two, one) = (
            Pld.epsilon(&twin, delta).unwrap(),
            Pld.epsilon(&event(rate, sigma, 2 * steps), delta).unwrap(),
        );
        prop_assert!((two - one).abs() <= 1e-3 * one + 1e-6, "{two} against {one}");
    }
}

proptest! {
    #![proptest_config(config(6))]

    #[test]
    fn calibration_is_tight_and_safe(
        rate in spread(1e-4, 0.3), steps in 10u64..5000, epsilon in spread(0.3, 10.0),
        delta in spread(1e-8, 1e-4),
    ) {
        let target = Target::new(epsilon, delta);
        let sigma = target.noise_multiplier(rate, steps).unwrap();
        prop_assert!(Pld.epsilon(&event(rate, sigma, steps), delta).unwrap() <= epsilon);
        prop_assert!(
            sigma <= 0.01 || Pld.epsilon(&event(rate, sigma * 0.998, steps), delta).unwrap() > epsilon
        );
        // The other two searches come back to where this one ended.
        let most = target.steps(rate, sigma).unwrap();
        prop_assert!(most >= steps && most as f64 <= steps as f64 * 1.01 + 1.0, "{most} of {steps}");
        let largest = target.sampling_rate(sigma, steps).unwrap();
        prop_assert!(largest >= rate * 0.9995 && largest <= rate * 1.01, "{largest} of {rate}");
    }
}

#[test]
fn impossible_targets_say_so() {
    let reason = |result: dp::Result<f64>| result.unwrap_err().reason();
    let target = Target::new(0.1, 1e-9);
    let unreachable = "PRIVACY_TARGET_UNREACHABLE";
    assert_eq!(
        reason(target.steps(1.0, 0.5).map(|steps| steps as f64)),
        unreachable
    );
    assert_eq!(
        reason(Target::new(1e-6, 1e-30).sampling_rate(0.02, 1_000_000)),
        unreachable
    );
    let out_of_range = "PRIVACY_PARAMETER_OUT_OF_RANGE";
    assert_eq!(
        reason(Target::new(0.0, 1e-9).noise_multiplier(0.1, 10)),
        out_of_range
    );
    assert_eq!(
        reason(Target::new(1.0, 0.0).noise_multiplier(0.1, 10)),
        out_of_range
    );
    assert_eq!(
        reason(Target::new(f64::NAN, 1e-5).noise_multiplier(0.1, 10)),
        out_of_range
    );
}

#[test]
fn searches_end_at_their_natural_limits() {
    // No noise needed beyond the least, every unit in every batch, and steps without end.
    let easy = Target::new(1e9, 1e-2);
    assert_eq!(easy.noise_multiplier(1e-6, 1).unwrap(), 0.01);
    assert_eq!(easy.sampling_rate(5.0, 10).unwrap(), 1.0);
    assert_eq!(
        Target::new(5.0, 1e-2).steps(1e-9, 50.0).unwrap(),
        1_000_000_000
    );
}

#[test]
fn edges_have_their_stated_answers() {
    for accountant in [Pld, Rdp] {
        for nothing in [
            DpEvent::NoOp {},
            DpEvent::composed(vec![]),
            event(0.1, 1.0, 0),
            event(0.0, 1.0, 100),
        ] {
            assert_eq!(accountant.epsilon(&nothing, 1e-5).unwrap(), 0.0);
            assert_eq!(accountant.delta(&nothing, 0.0).unwrap(), 0.0);
        }
        for delta in [0.0, 1.0, -1.0, f64::NAN] {
            assert!(accountant.epsilon(&event(0.1, 1.0, 1), delta).is_err());
        }
        for epsilon in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(accountant.delta(&event(0.1, 1.0, 1), epsilon).is_err());
        }
        // At a delta above the total variation distance nothing needs an epsilon.
        assert_eq!(
            accountant.epsilon(&event(1e-6, 50.0, 10), 0.5).unwrap(),
            0.0
        );
    }
}
