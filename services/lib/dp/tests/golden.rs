//! Reference numbers that travel with the crate. Source: dp_accounting 0.6.0 (upper bounds by
//! connect-the-dots at 1e-4, lower bounds by its optimistic form), prv_accountant 0.2.0 with its
//! mean corrected, and closed forms in 60-digit arithmetic.
#![allow(clippy::unwrap_used, reason = "tests")]

use dp::DpEvent;
use dp::accountant::{Accountant, rdp};

/// (rate, sigma, steps, delta, lower bound, upper bound).
const BOUNDS: [(f64, f64, u64, f64, f64, f64); 8] = [
    (0.01, 0.8, 10_000, 1e-6, 11.17316, 11.18319),
    (0.01, 1.0, 10_000, 1e-5, 6.177713, 6.187745),
    (0.001, 0.8, 10_000, 1e-6, 0.9371999, 0.9473239),
    (0.5, 1.0, 100, 1e-5, 39.97, 39.975),
    (0.9, 4.0, 1000, 1e-6, 58.52518, 58.53518),
    (1e-5, 0.3, 100_000, 1e-10, 17.40683, 17.47103),
    (1e-5, 0.5, 100_000, 1e-5, 0.1535085, 0.2042986),
    (1e-5, 1.0, 100_000, 1e-5, 0.0, 0.02381953),
];

/// (rate, sigma, delta, epsilon) of one step, in closed form.
const ONE_STEP: [(f64, f64, f64, f64); 3] = [
    (0.01, 1.0, 1e-5, 0.199450448),
    (0.1, 0.5, 1e-8, 9.60534294),
    (1e-5, 0.3, 1e-6, 0.0773380282),
];

#[test]
fn pld_lies_between_certified_bounds() {
    for (rate, sigma, steps, delta, lower, upper) in BOUNDS {
        let event = DpEvent::poisson_sampled_gaussian(rate, sigma).repeated(steps);
        let ours = Accountant::Pld.epsilon(&event, delta).unwrap();
        assert!(
            ours >= lower && ours <= upper * 1.001,
            "{rate} {sigma} {steps}: {ours}"
        );
    }
}

#[test]
fn long_runs_at_tiny_rates_are_not_loose() {
    // A fixed grid of 1e-4 gives 0.0238 here.
    let event = DpEvent::poisson_sampled_gaussian(1e-5, 1.0).repeated(100_000);
    let ours = Accountant::Pld.epsilon(&event, 1e-5).unwrap();
    assert!(ours < 0.0104, "{ours}");
}

#[test]
fn one_step_matches_the_closed_form() {
    for (rate, sigma, delta, exact) in ONE_STEP {
        let event = DpEvent::poisson_sampled_gaussian(rate, sigma);
        let ours = Accountant::Pld.epsilon(&event, delta).unwrap();
        assert!(
            ours >= exact * (1.0 - 1e-8) && ours <= exact * 1.0005,
            "{rate} {sigma}: {ours}"
        );
    }
}

#[test]
fn rdp_matches_published_numbers() {
    // Opacus, tests/accountants_test.py, to its 11 places.
    let event = DpEvent::poisson_sampled_gaussian(0.04, 1.5).repeated(2250);
    let ours = Accountant::Rdp.epsilon(&event, 1e-5).unwrap();
    assert!((ours - 7.329_111_171_43).abs() < 1e-10, "{ours}");
    // Exact at a fractional order, where dp_accounting's series is 3 % high.
    let ours = 50.0 * rdp::sampled_gaussian(0.01, 2.5, 1.5);
    assert!((ours - 6.5007e-4).abs() < 1e-8, "{ours}");
    // The plain Gaussian: order / (2 sigma^2).
    assert!((rdp::convert_to_epsilon(32.0, 1.1, 1e-5) - 1.327_838_061_76).abs() < 1e-10);
}
