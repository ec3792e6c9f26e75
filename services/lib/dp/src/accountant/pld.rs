//! Privacy loss distributions: a tight upper bound on epsilon and delta.
//!
//! **Guarantee.** Four facts stack up. (1) The add-or-remove neighbours of a Poisson-sampled
//! Gaussian are dominated by the two pairs in [`discretise`] (Zhu, Dong and Wang, 2022, "Optimal
//! accounting of differential privacy via characteristic function", Theorem 11), and dominating
//! pairs compose adaptively (their Theorem 10). (2) Each pair is dominated by its discretisation
//! (Doroshenko et al., 2022). (3) Composition adds independent losses, and the transform's wrapping
//! and round-off are bounded from above (see [`compose`]). (4) Mass beyond the window or the grid is
//! counted as an infinite loss. So delta(epsilon) = E[1 - e^{epsilon - loss}]+ is never too low, and
//! neither is the epsilon solved from it. The larger of the two directions is reported, per
//! direction of the whole composition.
//!
//! Where a resource limit keeps the grid coarse, the answer is looser, never lower; the Renyi bound
//! caps it.

use super::{Composition, gaussian, rdp};

mod compose;
mod discretise;
mod grid;
mod loss;
mod quadrature;
mod solve;
mod tilt;

#[cfg(test)]
mod tests;

use grid::{Job, Prepared};

/// How hard to try for tightness. Every effort gives an upper bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// For a search: within about a thousandth.
    Quick,
    /// For a number that is shown: within about 2e-5 where that is cheap, else about 1e-4.
    Full,
}

impl Effort {
    /// Fractional error that ends refinement at a number of grid points.
    fn aim(self, points: f64) -> f64 {
        match self {
            Self::Quick => 1e-3,
            Self::Full if points < 65_536.0 => 2e-5,
            Self::Full => 1e-4,
        }
    }

    /// Most grid points of all steps' losses, and of a transform. Delta takes twice as many as
    /// epsilon: at 2^22 points, a transform holds about 200 MiB with its spectrum, bounds and
    /// scratch space.
    fn most_points(self) -> f64 {
        match self {
            Self::Quick => f64::from(1u32 << 20),
            Self::Full => f64::from(1u32 << 21),
        }
    }
}

/// What is given; the other of epsilon and delta is sought.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// Epsilon is sought at this delta.
    Delta(f64),
    /// Delta is sought at this epsilon.
    Epsilon(f64),
}

/// Part of delta kept back when epsilon is solved, so that `delta(epsilon(d)) <= d` survives
/// different grids.
const RESERVE: f64 = 1e-5;
const LIMITED_RESERVE: f64 = 2e-3;

/// How often delta is looked at more closely, at most.
const CLOSER: usize = 4;

/// Upper bound on epsilon at `delta`.
pub(crate) fn epsilon(composition: &Composition, delta: f64, effort: Effort) -> f64 {
    match shape(composition) {
        Shape::Nothing => 0.0,
        Shape::Gaussian(mu) => gaussian::epsilon(mu, delta),
        Shape::OneStep(rate, sigma) => gaussian::sampled_epsilon(rate, sigma, delta),
        Shape::Composed => composed_epsilon(composition, delta, effort),
    }
}

/// Upper bound on delta at `epsilon`.
pub(crate) fn delta(composition: &Composition, epsilon: f64) -> f64 {
    match shape(composition) {
        Shape::Nothing => 0.0,
        Shape::Gaussian(mu) => gaussian::delta(mu, epsilon),
        Shape::OneStep(rate, sigma) => gaussian::sampled_delta(rate, sigma, epsilon),
        Shape::Composed => composed_delta(composition, epsilon),
    }
}

/// What has a closed form, and what has to be composed.
enum Shape {
    Nothing,
    Gaussian(f64),
    OneStep(f64, f64),
    Composed,
}

fn shape(composition: &Composition) -> Shape {
    let mut sampled = composition.sampled();
    match (sampled.next(), sampled.next()) {
        _ if composition.is_empty() => Shape::Nothing,
        (None, _) => Shape::Gaussian(composition.gaussian.sqrt()),
        (Some(only), None) if only.count == 1 && composition.gaussian == 0.0 => {
            Shape::OneStep(only.rate, only.sigma)
        }
        _ => Shape::Composed,
    }
}

fn composed_epsilon(composition: &Composition, delta: f64, effort: Effort) -> f64 {
    let target = Target::Delta(delta * (1.0 - RESERVE));
    let [remove, add] = Job::new(composition, target, delta, effort).prepare();
    let reserve = if limited(&remove, effort) {
        LIMITED_RESERVE
    } else {
        RESERVE
    };
    let removal = solve::epsilon(&remove, delta * (1.0 - reserve));
    // Chernoff's bound is one too: addition need not be composed where it cannot be the larger.
    if add.chernoff <= removal {
        return removal;
    }
    let addition = solve::epsilon(&add, delta * (1.0 - reserve));
    let found = removal.max(addition);
    if limited(&remove, effort) {
        return found.min(rdp::epsilon(composition, delta).epsilon);
    }
    found
}

fn composed_delta(composition: &Composition, epsilon: f64) -> f64 {
    let worst = |sides: &[Prepared; 2]| {
        sides
            .iter()
            .map(|side| solve::delta(side, epsilon))
            .fold(0.0, f64::max)
    };
    let target = Target::Epsilon(epsilon);
    // The Renyi bound is within a few orders of magnitude.
    let mut guess = (1e-2 * rdp::delta(composition, epsilon)).max(1e-280);
    let rough = loop {
        let found = worst(&Job::new(composition, target, guess, Effort::Quick).prepare());
        // Tails are cut at a fraction of the guess: cut again where they show.
        if found >= 0.01 * guess || guess <= 1e-280 {
            break found;
        }
        guess = (0.1 * found).min(1e-3 * guess).max(1e-280);
    };
    // Looked at more closely where it was found, until it stays there.
    let mut best = rough;
    for _ in 0..CLOSER {
        let before = best;
        best = best.min(delta_near(composition, epsilon, best));
        if best > before * (1.0 - 1e-4) {
            break;
        }
    }
    best.min(1.0)
}

/// Upper bound on delta at `epsilon`: the lowest of those on the grid on which epsilon would be
/// solved at the delta `near`, where both bounds agree, and on grids around it. A finer one is
/// tighter, unless the bound on its longer transform's round-off grows by more than that.
fn delta_near(composition: &Composition, epsilon: f64, near: f64) -> f64 {
    let near = near.clamp(1e-280, 0.99);
    let solved = Job::new(composition, Target::Delta(near), near, Effort::Full).prepare();
    let job = Job::new(composition, Target::Epsilon(epsilon), near, Effort::Full);
    let on_grid = |width: f64| {
        let [remove, add] = job.prepare_at(width, &solved);
        let removal = solve::delta(&remove, epsilon);
        if solve::bound(&add) <= removal {
            removal
        } else {
            removal.max(solve::delta(&add, epsilon))
        }
    };
    let width = solved[0].terms.width;
    let around = [4.0, 2.0, 1.0, 0.5];
    let found = around.map(|times| on_grid(times * width));
    found.into_iter().fold(1.0, f64::min)
}

/// Whether the grid's width was set by memory rather than by accuracy.
fn limited(side: &Prepared, effort: Effort) -> bool {
    let points = (side.window.high - side.window.low) / side.terms.width;
    2.0 * points.max(side.terms.cells() as f64) > effort.most_points()
}
