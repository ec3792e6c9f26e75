//! Exponential tilting: where to look, and how far, found from moment generating functions.
//!
//! Multiplying the mass at loss l by e^{lambda l} moves the bulk of the composed distribution to
//! the tail that decides delta, so that the transform spends its digits there (Esscher tilting;
//! Keich, 2005, "sFFT: a faster accurate computation of the p-value of the entropy score", uses
//! the same idea). Without it, round-off near 1e-16 a cell hides every delta below about 1e-11.

use super::Target;
use super::grid::Terms;

/// ln of how much may lie outside a window: tilted mass below and above it, and mass above it
/// against delta.
const LOG_ALIAS: f64 = 16.0;
const LOG_WRAPPED: f64 = 20.0;
const LOG_TRUNCATED: f64 = 14.0;

/// The losses that the composed distribution is computed on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// Lowest loss.
    pub(super) low: f64,
    /// Highest loss.
    pub(super) high: f64,
    /// The order at which Chernoff's bound limits the mass above `high`.
    pub(super) order: f64,
}

/// ln of max over l of (1 - e^{eps-l}) e^{-lambda (l-eps)}: what Chernoff's bound gains from the
/// hockey stick's slope.
fn log_slope(lambda: f64) -> f64 {
    -lambda.ln_1p() - lambda * (1.0 / lambda).ln_1p()
}

/// Chernoff's bound at `lambda`: on epsilon where delta is the target, on ln(delta) where epsilon
/// is. Both are upper bounds for every positive lambda.
pub(super) fn chernoff(terms: &Terms, target: Target, lambda: f64) -> f64 {
    let log_moment = terms.log_mgf(lambda) + log_slope(lambda);
    match target {
        Target::Delta(delta) => (log_moment - delta.ln()) / lambda,
        Target::Epsilon(epsilon) => log_moment - lambda * epsilon,
    }
}

/// Where to tilt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tilt {
    /// The tilt.
    pub(super) lambda: f64,
    /// Guess of what is sought: epsilon, or ln(delta).
    pub(super) guess: f64,
    /// Mass of the losses that count as rare.
    pub(super) dropped: f64,
    /// The tilt that suits the common losses: close to how fast ln(delta) falls with epsilon.
    pub(super) planned: f64,
}

impl Tilt {
    /// The tilt that makes the target's region the bulk, near `start` when the terms are large.
    ///
    /// For rare but huge losses (tiny rates) Chernoff's bound on epsilon is far too high, because
    /// the moment generating function sees losses rarer than delta. So epsilon is guessed without
    /// them, and the tilt is the best one for the whole distribution at that epsilon.
    pub(super) fn find(terms: &Terms, target: Target, start: Option<&Tilt>) -> Self {
        let (lambda, planned) = (start.map(|s| s.lambda), start.map(|s| s.planned));
        match target {
            Target::Delta(delta) => {
                let dropped = 0.2 * delta;
                let plan = terms.without_rare(dropped);
                let planned = best(&plan, target, planned);
                let guess = chernoff(&plan, target, planned).max(0.0);
                let lambda = best(terms, Target::Epsilon(guess), lambda);
                Self {
                    lambda,
                    guess,
                    dropped,
                    planned,
                }
            }
            Target::Epsilon(_) => {
                let lambda = best(terms, target, lambda);
                let guess = chernoff(terms, target, lambda);
                // Chernoff's bound is a few orders of magnitude above delta.
                let dropped = 1e-3 * guess.min(0.0).exp();
                let planned = best(&terms.without_rare(dropped), target, planned);
                Self {
                    lambda,
                    guess,
                    dropped,
                    planned,
                }
            }
        }
    }
}

/// The lambda with the least Chernoff bound.
pub(super) fn best(terms: &Terms, target: Target, start: Option<f64>) -> f64 {
    // A steeper tilt would put everything on one grid point.
    let cap = 16.0 / terms.width;
    let objective = |lambda: f64| {
        let value = chernoff(terms, target, lambda);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let found = match start {
        Some(start) if terms.cells() > 4096 => local_minimum(objective, start),
        Some(start) => golden(objective, start / 8.0, start * 8.0, 12),
        None => {
            let coarse = scan(&objective, 1e-4, cap);
            golden(objective, coarse / 4.0, coarse * 4.0, 12)
        }
    };
    found.clamp(1e-5, cap)
}

/// The window for a tilt.
pub(super) fn window(terms: &Terms, target: Target, tilt: &Tilt) -> Window {
    let lambda = tilt.lambda;
    let (log_delta, epsilon) = match target {
        Target::Delta(delta) => (delta.ln(), tilt.guess),
        Target::Epsilon(epsilon) => (tilt.guess.min(0.0), epsilon),
    };
    let at_lambda = terms.log_mgf(lambda);
    // Mass above `high` is at most e^{K(t) - t high} for every t.
    let reach = |t: f64| (terms.log_mgf(t) - log_delta + LOG_TRUNCATED) / t;
    let order = golden(reach, 0.1 * lambda, 256.0 * lambda, 12);
    // Wrapped around, tilted mass above `high` would count as if it lay at epsilon: it must be
    // rare itself, which takes more room where rare huge losses carry the tilt.
    let rise = |s: f64| (terms.log_mgf(lambda + s) - at_lambda + LOG_WRAPPED) / s;
    let tilted_high = rise(golden(rise, 1e-2 * lambda, 1e3 * lambda, 14));
    let high = reach(order).max(tilted_high).min(terms.top());
    // The tilted mass below `low` is at most e^{K(lambda - s) - K(lambda) + s low}.
    let drop = |s: f64| (terms.log_mgf(lambda - s) - at_lambda + LOG_ALIAS) / s;
    let low = -drop(golden(drop, 1e-3 * lambda, 1e3 * lambda, 14));
    // The hockey stick bends within about 1/lambda of epsilon.
    let low = low.min(epsilon - 4.0 / lambda).min(high);
    Window {
        low,
        high: high.max(epsilon),
        order,
    }
}

/// The power of 4 between `low` and `high` with the least objective.
fn scan(objective: &impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let mut best = (f64::INFINITY, low);
    let mut lambda = low;
    while lambda <= high {
        let value = objective(lambda);
        if value < best.0 {
            best = (value, lambda);
        }
        lambda *= 4.0;
    }
    best.1
}

/// Golden-section search on the logarithm.
fn golden(objective: impl Fn(f64) -> f64, low: f64, high: f64, rounds: u32) -> f64 {
    const RATIO: f64 = 0.618_033_988_749_894_9;
    let (mut a, mut b) = (low.ln(), high.ln());
    let (mut c, mut d) = (b - RATIO * (b - a), a + RATIO * (b - a));
    let (mut at_c, mut at_d) = (objective(c.exp()), objective(d.exp()));
    for _ in 0..rounds {
        if at_c <= at_d {
            (b, d, at_d) = (d, c, at_c);
            c = b - RATIO * (b - a);
            at_c = objective(c.exp());
        } else {
            (a, c, at_c) = (c, d, at_d);
            d = a + RATIO * (b - a);
            at_d = objective(d.exp());
        }
    }
    if at_c <= at_d { c.exp() } else { d.exp() }
}

/// Steps of a quarter, while they help.
fn local_minimum(objective: impl Fn(f64) -> f64, start: f64) -> f64 {
    let mut best = (objective(start), start);
    for factor in [0.8, 1.25] {
        for _ in 0..8 {
            let next = best.1 * factor;
            let value = objective(next);
            if value >= best.0 {
                break;
            }
            best = (value, next);
        }
    }
    best.1
}
