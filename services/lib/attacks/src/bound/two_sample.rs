//! Bounds from a rate among the included and a rate among the left-out, each with
//! its exact interval.

use super::fdp::epsilon_of;
use super::{MOST, Result, check, check_delta, check_probability};
use crate::interval;
use crate::normal::quantile;

/// The largest epsilon rejected by `tp` of `n_in` included and `fp` of `n_out`
/// left-out canaries taken for included: ln((TPR - delta) / FPR) at the lower and
/// the upper Clopper-Pearson limit, each at `alpha / 2`; at least 0.
///
/// **Guarantee** for one rule fixed beforehand; the best of several rules needs a
/// correction.
///
/// # Errors
/// Names the count or probability that has no meaning.
pub fn clopper_pearson(
    tp: u64,
    n_in: u64,
    fp: u64,
    n_out: u64,
    alpha: f64,
    delta: f64,
) -> Result<f64> {
    check_delta(delta)?;
    let (tpr, fpr) = limits(tp, n_in, fp, n_out, alpha)?;
    Ok(if tpr > delta {
        ((tpr - delta) / fpr).ln().max(0.0)
    } else {
        0.0
    })
}

/// [`clopper_pearson`] at delta 0 when all `n` included and none of `n` left-out
/// canaries are taken for included. Below 0 where nothing can be said.
///
/// # Errors
/// Names the number that has no meaning.
pub fn clopper_pearson_ceiling(n: u64, alpha: f64) -> Result<f64> {
    check((1..=MOST).contains(&n), "n", "from 1 to 100000000")?;
    let (tpr, fpr) = limits(n, n, 0, n, alpha)?;
    Ok((tpr / fpr).ln())
}

/// The largest mu of a Gaussian trade-off rejected by the same counts: the
/// difference of the rates' normal quantiles at their limits. Negative where the
/// rates do not differ.
///
/// # Errors
/// Names the count or probability that has no meaning.
pub fn gdp_mu(tp: u64, n_in: u64, fp: u64, n_out: u64, alpha: f64) -> Result<f64> {
    let (tpr, fpr) = limits(tp, n_in, fp, n_out, alpha)?;
    Ok(quantile(tpr) - quantile(fpr))
}

/// The epsilon at `delta`, in (0, 1), of [`gdp_mu`]; at least 0.
///
/// # Errors
/// Names the count or probability that has no meaning.
pub fn gdp(tp: u64, n_in: u64, fp: u64, n_out: u64, alpha: f64, delta: f64) -> Result<f64> {
    check_probability(delta, "delta")?;
    let mu = gdp_mu(tp, n_in, fp, n_out, alpha)?;
    Ok(if mu > 0.0 { epsilon_of(mu, delta) } else { 0.0 })
}

/// Lower limit of the true-positive rate, upper limit of the false-positive rate.
fn limits(tp: u64, n_in: u64, fp: u64, n_out: u64, alpha: f64) -> Result<(f64, f64)> {
    check((1..=MOST).contains(&n_in), "n_in", "from 1 to 100000000")?;
    check((1..=MOST).contains(&n_out), "n_out", "from 1 to 100000000")?;
    check(tp <= n_in, "tp", "at most n_in")?;
    check(fp <= n_out, "fp", "at most n_out")?;
    check_probability(alpha, "alpha")?;
    Ok((
        interval::clopper_pearson(tp, n_in, alpha).0,
        interval::clopper_pearson(fp, n_out, alpha).1,
    ))
}
