//! The one-run bound for a Gaussian trade-off (Mahloujifar, Melis and Chaudhuri
//! 2024, algorithms 2 and 3, for coins).

use super::{Result, check, check_guesses, check_probability, supremum};
use crate::normal::{cdf, gaussian_delta, quantile};

/// The epsilon at `delta`, in (0, 1), of the least private Gaussian mechanism
/// that `v` right of `r` guesses about `m` canaries reject with significance `p`.
///
/// # Errors
/// Names the count or probability that has no meaning.
pub fn one_run_fdp(m: u64, r: u64, v: u64, delta: f64, p: f64) -> Result<f64> {
    check_guesses(m, r, v)?;
    check_probability(delta, "delta")?;
    check_probability(p, "p")?;
    Ok(epsilon_of(supremum(|mu| rejected(m, r, v, mu, p)), delta))
}

/// The epsilon at `delta`, in (0, 1), of `mu`-Gaussian differential privacy; 0
/// for a `mu` of at most 0.
///
/// # Errors
/// Names the number that has no meaning.
pub fn mu_to_eps(mu: f64, delta: f64) -> Result<f64> {
    check(mu.is_finite() && mu <= 1e6, "mu", "finite, at most 1000000")?;
    check_probability(delta, "delta")?;
    Ok(epsilon_of(mu, delta))
}

pub(super) fn epsilon_of(mu: f64, delta: f64) -> f64 {
    supremum(|epsilon| gaussian_delta(mu, epsilon) > delta)
}

/// Whether `mu` is too private for so many right guesses. `h` and `g` bound, from
/// the observed count downwards, the chance of a wrong and of a right guess that
/// such counts leave; at the end they would have to fit into all guesses.
fn rejected(m: u64, r: u64, v: u64, mu: f64, p: f64) -> bool {
    let of_all = r as f64 / m as f64;
    let mut g = p * v as f64 / m as f64;
    let mut h = p * (r - v) as f64 / m as f64;
    for i in (0..v).rev() {
        let blown_down = cdf(quantile(g) - mu);
        if blown_down <= h {
            // Nothing moves any more.
            break;
        }
        g = (g + i as f64 / (r - i) as f64 * (blown_down - h)).min(1.0);
        h = blown_down;
        if g + h > of_all {
            return true;
        }
    }
    g + h > of_all
}
