//! From canary scores to a bound: guess counts fixed beforehand, Bonferroni over
//! them.
//!
//! Taking the best of many guess counts without paying for the choice reports
//! leakage that is not there (in 11 to 49 of 100 runs, by published procedures).
//! Here the grid is fixed before training, and each count is tested at `p`
//! divided by the number of counts.

use serde::{Deserialize, Serialize};

use super::{
    MOST, Result, check, check_delta, check_probability, one_run, one_run_fdp, one_run_p_value,
};

/// What is assumed of the mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Nothing: [`one_run`].
    Any,
    /// A Gaussian trade-off: [`one_run_fdp`].
    Gaussian,
}

/// The best bound of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridBound {
    /// Lower bound on epsilon, at the significance the grid was asked for.
    pub eps: f64,
    /// Significance of each test: the one asked for by the number of counts.
    pub p: f64,
    /// Canaries.
    pub m: u64,
    /// The guess count that gave the bound; the first of the grid where none did.
    pub r: u64,
    /// Right guesses among them.
    pub v: u64,
    /// The bound had all guesses been right: no larger epsilon can be refuted.
    pub ceiling: f64,
}

/// The best bound over the guess counts of `grid` that are not above the number
/// of canaries.
///
/// `scores[i]` is higher the more canary `i` looks included, `included[i]` its
/// coin. The scores must not depend on the coins other than through the model.
/// `r` guesses are the `r - r/2` highest scores, guessed included, and the `r/2`
/// lowest, guessed left out. Ties are broken against the attacker, so that the
/// order in which canaries are listed gives nothing away.
///
/// **Guarantee.** With independent fair coins and an (epsilon, delta)-private
/// training, the bound exceeds epsilon with probability at most `p`.
///
/// # Errors
/// Names the argument at fault: `scores` (one that is not a number), `included`
/// (another length), `grid` (empty, not ascending, a 0, or nothing within the
/// canaries), `p`, `delta`.
pub fn grid_bound(
    scores: &[f64],
    included: &[bool],
    grid: &[u64],
    p: f64,
    delta: f64,
    family: Family,
) -> Result<GridBound> {
    check_probability(p, "p")?;
    check_delta(delta)?;
    let m = scores.len() as u64;
    let usable = usable(grid, m)?;
    let p = p / usable.len() as f64;
    let bound = |r, v| match family {
        Family::Any => one_run(m, r, v, delta, p),
        Family::Gaussian => one_run_fdp(m, r, v, delta, p),
    };
    let mut best = GridBound {
        eps: 0.0,
        p,
        m,
        r: usable[0],
        v: 0,
        ceiling: 0.0,
    };
    for (index, (r, v)) in guesses(scores, included, &usable)?.into_iter().enumerate() {
        let eps = bound(r, v)?;
        if eps > best.eps || index == 0 {
            best = GridBound { eps, r, v, ..best };
        }
        best.ceiling = best.ceiling.max(bound(r, r)?);
    }
    Ok(best)
}

/// The probability, at most, of guesses as good as these when training is (`eps`,
/// `delta`)-private: the smallest p-value over the grid, by Bonferroni. It is below
/// `p` where [`grid_bound`] of [`Family::Any`] is above `eps`.
///
/// # Errors
/// As [`grid_bound`], and `eps` below 0 or not finite.
pub fn grid_p_value(
    scores: &[f64],
    included: &[bool],
    grid: &[u64],
    eps: f64,
    delta: f64,
) -> Result<f64> {
    let m = scores.len() as u64;
    let usable = usable(grid, m)?;
    let count = usable.len() as f64;
    let mut smallest: f64 = 1.0;
    for (r, v) in guesses(scores, included, &usable)? {
        smallest = smallest.min(one_run_p_value(m, r, v, eps, delta)?);
    }
    Ok((smallest * count).min(1.0))
}

/// The counts of a grid that are not above the number of canaries.
fn usable(grid: &[u64], m: u64) -> Result<Vec<u64>> {
    let ascending = grid.windows(2).all(|pair| pair[0] < pair[1]);
    check(
        ascending && grid.first().is_some_and(|r| *r > 0),
        "grid",
        "ascending counts above 0",
    )?;
    let usable: Vec<u64> = grid.iter().copied().filter(|r| *r <= m).collect();
    check(!usable.is_empty(), "grid", "within the number of canaries")?;
    Ok(usable)
}

/// How many of `r` guesses are right, for each of some counts that are at most
/// the number of canaries: `(r, v)`. See [`grid_bound`] for how is guessed.
///
/// # Errors
/// Names the argument at fault.
pub fn guesses(scores: &[f64], included: &[bool], counts: &[u64]) -> Result<Vec<(u64, u64)>> {
    let m = scores.len();
    check((1..=MOST).contains(&(m as u64)), "scores", "1 to 100000000")?;
    check(included.len() == m, "included", "as many as scores")?;
    check(scores.iter().all(|s| !s.is_nan()), "scores", "numbers")?;
    check(
        counts.iter().all(|r| *r <= m as u64),
        "r",
        "at most the number of canaries",
    )?;
    let mut order: Vec<usize> = (0..m).collect();
    // Adding 0 makes one zero of the two.
    let key = |i: usize| scores[i] + 0.0;
    order.sort_by(|a, b| {
        key(*b)
            .total_cmp(&key(*a))
            .then(included[*a].cmp(&included[*b]))
    });
    let counted = counts.iter().map(|r| {
        let high = (*r - *r / 2) as usize;
        let right = order[..high].iter().filter(|i| included[**i]).count();
        // From the end: the lowest, and of a tie the included first.
        let low = order.iter().rev().take((*r / 2) as usize);
        let right = right + low.filter(|i| !included[**i]).count();
        (*r, right as u64)
    });
    Ok(counted.collect())
}
