use super::gaussian;

/// Closed forms in 25 digits (mpmath): (mu, delta, epsilon).
const GAUSSIAN: [(f64, f64, f64); 4] = [
    (1.0, 1e-5, 4.377_178_095_681_225),
    (0.5, 1e-6, 2.254_084_650_219_741),
    (5.0, 1e-10, 43.662_903_869_019_91),
    (10.0, 1e-8, 105.327_247_088_750_7),
];

#[test]
fn gaussian_epsilon_matches_the_closed_form_from_above() {
    for (mu, delta, exact) in GAUSSIAN {
        let ours = gaussian::epsilon(mu, delta);
        assert!(
            ours >= exact * (1.0 - 1e-15) && ours <= exact * (1.0 + 1e-10),
            "{mu}: {ours}"
        );
    }
}

#[test]
fn gaussian_delta_is_smooth_across_its_branches() {
    for mu in [1e-6, 1e-3, 0.1, 1.0, 7.0, 100.0, 5000.0] {
        let mut before = f64::INFINITY;
        for i in 0..4000 {
            let epsilon = (mu + mu * mu) * f64::from(i) / 500.0;
            let delta = gaussian::delta(mu, epsilon);
            assert!(delta.is_finite() && (0.0..=1.0).contains(&delta));
            assert!(
                delta <= before,
                "mu {mu} epsilon {epsilon}: {delta} after {before}"
            );
            before = delta;
        }
    }
}

#[test]
fn sampling_at_full_rate_is_the_plain_gaussian() {
    for sigma in [0.3, 1.0, 5.0, 50.0] {
        for epsilon in [0.0, 0.3, 1.0, 5.0, 20.0] {
            let plain = gaussian::delta(1.0 / sigma, epsilon);
            let sampled = gaussian::sampled_delta(1.0 - 1e-15, sigma, epsilon);
            assert!(
                (plain - sampled).abs() <= 1e-9 * plain + 1e-300,
                "{sigma} {epsilon}"
            );
        }
    }
}

#[test]
fn one_sampled_step_falls_with_epsilon_and_rises_with_rate() {
    for sigma in [0.2, 1.0, 50.0] {
        for epsilon in [0.0, 1e-4, 0.01, 0.5, 3.0, 40.0] {
            let mut before = 0.0;
            for rate in [1e-9, 1e-6, 1e-3, 0.1, 0.5, 0.99] {
                let delta = gaussian::sampled_delta(rate, sigma, epsilon);
                assert!(
                    delta.is_finite() && delta >= before,
                    "{sigma} {epsilon} {rate}: {delta}"
                );
                assert!(gaussian::sampled_delta(rate, sigma, epsilon + 0.01) <= delta);
                before = delta;
            }
        }
    }
}
