//! Lower bounds on epsilon from what an attacker guessed.
//!
//! A bound says: were training (epsilon, delta)-private with a smaller epsilon,
//! guesses as good as these would come with a probability below `p`. It can
//! contradict a statement and never prove one, and it has a ceiling: the bound
//! from as many guesses, all right.
//!
//! [`one_run`] and [`grid_bound`] assume nothing of the mechanism. [`one_run_fdp`]
//! and [`gdp`] assume a Gaussian trade-off: a second column, never the headline.
//!
//! | edge case | answer |
//! |---|---|
//! | nothing can be said (few guesses, few right) | bound 0 |
//! | a ceiling where not even all right says anything | below 0 |
//! | a count above its total, a delta of 1, not a number | refused, by name |

mod fdp;
mod grid;
mod one_run;
#[cfg(test)]
mod tests;
mod two_sample;

pub use fdp::{mu_to_eps, one_run_fdp};
pub use grid::{Family, GridBound, grid_bound, grid_p_value, guesses};
pub use one_run::{one_run, one_run_ceiling, one_run_p_value};
pub use two_sample::{clopper_pearson, clopper_pearson_ceiling, gdp, gdp_mu};

use thiserror::Error;

/// Most canaries or trials in a bound: beyond, counts are a mistake.
pub const MOST: u64 = 100_000_000;

/// A number that has no meaning where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{field} must be {rule}")]
pub struct BoundError {
    /// Its name.
    pub field: &'static str,
    /// What it must be.
    pub rule: &'static str,
}

impl BoundError {
    /// The stable word for every such number.
    pub const REASON: &'static str = "BOUND_INVALID";
}

/// A result of this module.
pub type Result<T> = std::result::Result<T, BoundError>;

pub(crate) fn check(holds: bool, field: &'static str, rule: &'static str) -> Result<()> {
    if holds {
        Ok(())
    } else {
        Err(BoundError { field, rule })
    }
}

fn check_probability(value: f64, field: &'static str) -> Result<()> {
    check(value > 0.0 && value < 1.0, field, "above 0 and below 1")
}

fn check_delta(delta: f64) -> Result<()> {
    check(
        (0.0..1.0).contains(&delta),
        "delta",
        "at least 0 and below 1",
    )
}

fn check_guesses(m: u64, r: u64, v: u64) -> Result<()> {
    check((1..=MOST).contains(&m), "m", "from 1 to 100000000")?;
    check(r <= m, "r", "at most m")?;
    check(v <= r, "v", "at most r")
}

/// The largest x at least 0 with `rejected(x)`, for a predicate that holds below
/// a point and not above it; 0 where it never holds.
fn supremum(rejected: impl Fn(f64) -> bool) -> f64 {
    if !rejected(0.0) {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    while rejected(high) {
        low = high;
        high *= 2.0;
    }
    // To 1e-12 of the value, and on the side that is still rejected.
    while high - low > 1e-12 * high.max(1.0) {
        let middle = 0.5 * (low + high);
        if rejected(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}
