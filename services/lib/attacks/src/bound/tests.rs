use super::*;
use crate::bootstrap::SplitMix64;

/// ln C(n, k) by summation.
fn log_choose(n: u64, k: u64) -> f64 {
    (0..k)
        .map(|i| ((n - i) as f64).ln() - ((i + 1) as f64).ln())
        .sum()
}

/// The theorem, term by term.
fn slow_p_value(m: u64, r: u64, v: u64, epsilon: f64, delta: f64) -> f64 {
    let q = 1.0 / (1.0 + (-epsilon).exp());
    let log_left_out = -epsilon - (-epsilon).exp().ln_1p();
    let pmf = |k: u64| (log_choose(r, k) + k as f64 * q.ln() + (r - k) as f64 * log_left_out).exp();
    let above: f64 = (v..=r).map(pmf).sum();
    let below = (1..=v)
        .map(|i| (v - i..v).map(pmf).sum::<f64>() / i as f64)
        .fold(0.0, f64::max);
    (above + 2.0 * m as f64 * delta * below).min(1.0)
}

#[test]
fn the_p_value_is_the_theorem_term_by_term() {
    let mut random = SplitMix64::new(11);
    for _ in 0..300 {
        let m = 1 + random.below(60);
        let r = random.below(m + 1);
        let v = random.below(r + 1);
        let epsilon = 4.0 * random.unit();
        let delta = if random.below(3) == 0 {
            0.0
        } else {
            1e-3 * random.unit()
        };
        let fast = one_run_p_value(m, r, v, epsilon, delta).unwrap();
        let slow = slow_p_value(m, r, v, epsilon, delta);
        assert!(
            (fast / slow - 1.0).abs() < 1e-10,
            "{m} {r} {v} {epsilon} {delta}: {fast} {slow}"
        );
    }
}

#[test]
fn p_values_far_in_the_tail_keep_their_digits() {
    // All of r right at epsilon 0: 2^-r.
    for r in [10, 100, 900] {
        let found = one_run_p_value(1000, r, r, 0.0, 0.0).unwrap();
        assert!((found / 0.5_f64.powi(r as i32) - 1.0).abs() < 1e-10, "{r}");
    }
    // Beyond the doubles it is 0, and delta still counts for what it allows.
    assert_eq!(
        one_run_p_value(100_000, 100_000, 100_000, 0.0, 0.0),
        Ok(0.0)
    );
    let leak = one_run_p_value(100_000, 100_000, 100_000, 0.0, 1e-9).unwrap();
    assert!(leak > 1e-9 && leak < 1e-8, "{leak}");
}

#[test]
fn bounds_are_where_the_p_value_reaches_p() {
    for (m, r, v, delta, p) in [
        (1000, 100, 90, 1e-5, 0.05),
        (10_000, 1000, 990, 1e-6, 0.01),
        (500, 500, 300, 0.0, 0.05),
        (MOST, 1_000_000, 600_000, 1e-12, 0.05),
    ] {
        let eps = one_run(m, r, v, delta, p).unwrap();
        let at = |eps| one_run_p_value(m, r, v, eps, delta).unwrap();
        assert!(at(eps) < p && at(eps + 1e-9) > p, "{m} {r} {v}: {eps}");
    }
}

#[test]
fn ceilings_are_the_bounds_of_perfect_guesses() {
    for r in [10, 100, 5000] {
        let ceiling = one_run_ceiling(r, 0.05).unwrap();
        assert!((one_run(r, r, r, 0.0, 0.05).unwrap() - ceiling).abs() < 1e-9);
    }
    assert!(one_run_ceiling(4, 0.05).unwrap() < 0.0);
    assert_eq!(one_run(4, 4, 4, 0.0, 0.05), Ok(0.0));
    assert!(clopper_pearson_ceiling(3, 0.05).unwrap() < 0.0);
}

#[test]
fn bounds_grow_with_what_was_guessed_right() {
    let mut last = [0.0; 3];
    for v in (0..=400).step_by(20) {
        let now = [
            one_run(1000, 400, v, 1e-6, 0.05).unwrap(),
            one_run_fdp(1000, 400, v, 1e-6, 0.05).unwrap(),
            clopper_pearson(v, 400, 20, 400, 0.05, 1e-6).unwrap(),
        ];
        assert!(now.iter().zip(last).all(|(now, last)| *now >= last), "{v}");
        last = now;
    }
    assert!(last.iter().all(|bound| *bound > 2.0));
}

#[test]
fn nothing_guessed_is_nothing_said() {
    for (m, r, v) in [(1, 0, 0), (10, 10, 0), (1000, 100, 50), (7, 1, 1)] {
        assert_eq!(one_run(m, r, v, 1e-6, 0.05), Ok(0.0));
        assert_eq!(one_run_fdp(m, r, v, 1e-6, 0.05), Ok(0.0));
    }
    assert_eq!(clopper_pearson(0, 10, 10, 10, 0.05, 0.5), Ok(0.0));
    assert_eq!(gdp(5, 10, 5, 10, 0.05, 1e-6), Ok(0.0));
    assert_eq!(mu_to_eps(-1.0, 1e-6), Ok(0.0));
}

#[test]
fn arguments_without_meaning_are_named() {
    let field = |result: Result<f64>| result.unwrap_err().field;
    let nan = f64::NAN;
    assert_eq!(field(one_run(0, 0, 0, 0.0, 0.05)), "m");
    assert_eq!(field(one_run(u64::MAX, 1, 1, 0.0, 0.05)), "m");
    assert_eq!(field(one_run(10, 11, 1, 0.0, 0.05)), "r");
    assert_eq!(field(one_run(10, 5, 6, 0.0, 0.05)), "v");
    for delta in [-1e-9, 1.0, 2.0, nan, f64::INFINITY] {
        assert_eq!(field(one_run(10, 5, 5, delta, 0.05)), "delta");
        assert_eq!(field(one_run_fdp(10, 5, 5, delta, 0.05)), "delta");
        assert_eq!(field(clopper_pearson(5, 5, 0, 5, 0.05, delta)), "delta");
        assert_eq!(field(mu_to_eps(1.0, delta)), "delta");
    }
    assert_eq!(field(one_run_fdp(10, 5, 5, 0.0, 0.05)), "delta");
    for p in [0.0, 1.0, -1.0, nan] {
        assert_eq!(field(one_run(10, 5, 5, 0.0, p)), "p");
        assert_eq!(field(clopper_pearson(5, 5, 0, 5, p, 0.0)), "alpha");
    }
    assert_eq!(field(clopper_pearson(6, 5, 0, 5, 0.05, 0.0)), "tp");
    assert_eq!(field(clopper_pearson(5, 5, 6, 5, 0.05, 0.0)), "fp");
    assert_eq!(field(clopper_pearson(0, 0, 0, 5, 0.05, 0.0)), "n_in");
    assert_eq!(field(clopper_pearson(0, 5, 0, 0, 0.05, 0.0)), "n_out");
    assert_eq!(field(one_run_p_value(10, 5, 5, nan, 0.0)), "eps");
    assert_eq!(field(mu_to_eps(nan, 0.1)), "mu");
}

#[test]
fn guesses_are_the_extremes() {
    let scores = [5.0, 4.0, 3.0, 2.0, 1.0];
    let included = [true, false, true, true, false];
    let found = guesses(&scores, &included, &[0, 1, 2, 3, 5]).unwrap();
    assert_eq!(found, [(0, 0), (1, 1), (2, 2), (3, 2), (5, 3)]);
}

#[test]
fn ties_give_the_order_of_the_list_no_say() {
    // All alike, the included listed first: nothing was guessed.
    let included: Vec<bool> = (0..100).map(|i| i < 50).collect();
    let scores = vec![0.0; 100];
    let found = guesses(&scores, &included, &[10, 50, 100]).unwrap();
    assert_eq!(found, [(10, 0), (50, 0), (100, 0)]);
    let mixed: Vec<f64> = (0..100)
        .map(|i| if i % 2 == 0 { 0.0 } else { -0.0 })
        .collect();
    assert_eq!(guesses(&mixed, &included, &[100]).unwrap(), [(100, 0)]);
}

#[test]
fn a_grid_pays_for_its_size() {
    let included: Vec<bool> = (0..200).map(|i| i % 2 == 0).collect();
    let scores: Vec<f64> = included.iter().map(|i| f64::from(u8::from(*i))).collect();
    let grid = [10, 20, 50, 100, 200, 300];
    let found = grid_bound(&scores, &included, &grid, 0.05, 0.0, Family::Any).unwrap();
    assert_eq!((found.p, found.m, found.r, found.v), (0.01, 200, 200, 200));
    assert_eq!(found.eps, one_run(200, 200, 200, 0.0, 0.01).unwrap());
    assert_eq!(found.ceiling, found.eps);
    let gaussian = grid_bound(&scores, &included, &grid, 0.05, 1e-6, Family::Gaussian).unwrap();
    assert!(gaussian.eps > found.eps);
    let p_value = |eps| grid_p_value(&scores, &included, &grid, eps, 0.0).unwrap();
    assert!(p_value(found.eps) <= 0.05 && p_value(found.eps + 1e-6) > 0.05);

    let field = |scores: &[f64], included: &[bool], grid: &[u64]| {
        grid_bound(scores, included, grid, 0.05, 0.0, Family::Any)
            .unwrap_err()
            .field
    };
    assert_eq!(field(&[], &[], &[1]), "grid");
    assert_eq!(field(&scores, &included[1..], &grid), "included");
    assert_eq!(field(&scores, &included, &[]), "grid");
    assert_eq!(field(&scores, &included, &[0, 1]), "grid");
    assert_eq!(field(&scores, &included, &[2, 2]), "grid");
    assert_eq!(field(&scores, &included, &[1000]), "grid");
    let mut broken = scores.clone();
    broken[7] = f64::NAN;
    assert_eq!(field(&broken, &included, &grid), "scores");
}
