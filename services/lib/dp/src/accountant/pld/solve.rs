//! Epsilon and delta of a composed loss distribution.

use super::compose::{Composed, compose};
use super::grid::Prepared;

/// Longest transform, whatever the window.
const LONGEST: f64 = (1u64 << 22) as f64;

/// delta(eps) at grid points, from the highest downwards.
struct Curve<'a> {
    composed: &'a Composed,
    width: f64,
    lambda: f64,
    /// Cells above the current point.
    position: usize,
    /// Sum over losses above the point of mass (1 - e^{point - loss}).
    hockey_stick: f64,
    /// Sum over losses at or above the point of mass e^{point - loss}.
    discounted: f64,
}

impl<'a> Curve<'a> {
    fn new(composed: &'a Composed, width: f64, lambda: f64) -> Self {
        let position = composed.mass.len();
        Self {
            composed,
            width,
            lambda,
            position,
            hockey_stick: 0.0,
            discounted: 0.0,
        }
    }

    /// Loss of the current point.
    fn point(&self) -> f64 {
        self.loss(self.position)
    }

    fn loss(&self, position: usize) -> f64 {
        (self.composed.low + position as i128) as f64 * self.width
    }

    /// Moves one cell down. All terms are positive: nothing cancels.
    fn step(&mut self) {
        self.position -= 1;
        let discount = (-self.width).exp();
        self.hockey_stick += self.discounted * -(-self.width).exp_m1();
        let exponent = self.composed.log_mgf - self.lambda * self.point();
        let mass = self.composed.mass[self.position] * exponent.exp();
        self.discounted = self.discounted * discount + mass;
    }
}

/// Epsilon at which the direction's delta is `delta`, rounded up; at least 0.
pub(super) fn epsilon(side: &Prepared, delta: f64) -> f64 {
    let mut low = side.window.low;
    let span = side.window.high - low;
    for _ in 0..3 {
        let (composed, lost) = composed(side, low);
        let available = (delta - lost) / inflation(&composed);
        if available <= 0.0 {
            break;
        }
        let mut curve = Curve::new(&composed, side.terms.width, side.tilt.lambda);
        while curve.position > 0 && curve.point() > -side.terms.width {
            let (upper, before, weight) = (curve.point(), curve.hockey_stick, curve.discounted);
            curve.step();
            if curve.hockey_stick > available {
                // Between two grid points delta is linear in e^eps.
                let back = -(-(available - before) / weight).ln_1p();
                return round_up(upper - back).min(side.chernoff.max(0.0));
            }
        }
        if curve.point() <= 0.0 {
            return 0.0;
        }
        // The answer lies below the window: look there.
        low -= span;
    }
    side.chernoff.max(0.0)
}

/// The direction's delta at `epsilon`, rounded up.
pub(super) fn delta(side: &Prepared, epsilon: f64) -> f64 {
    if side.terms.top() <= epsilon * (1.0 - 8.0 * f64::EPSILON) {
        return side.terms.infinity();
    }
    if side.negligible {
        return bound(side);
    }
    let (composed, lost) = composed(side, side.window.low.min(epsilon));
    let mut curve = Curve::new(&composed, side.terms.width, side.tilt.lambda);
    // Epsilon is lowered by its own rounding.
    let epsilon = epsilon * (1.0 - 8.0 * f64::EPSILON);
    while curve.position > 0 && curve.loss(curve.position - 1) > epsilon {
        curve.step();
    }
    // From the last grid point above epsilon down to epsilon itself.
    let rest = (curve.point() - epsilon).max(0.0);
    let delta = curve.hockey_stick + curve.discounted * -(-rest).exp_m1();
    (delta * inflation(&composed) + lost)
        .min(bound(side))
        .min(1.0)
}

/// Chernoff's bound on the direction's delta, at the epsilon the side was prepared for.
pub(super) fn bound(side: &Prepared) -> f64 {
    side.chernoff.exp() * (1.0 + 1e-6) + side.terms.infinity()
}

/// The composed distribution from `low` up, and the mass above it.
fn composed(side: &Prepared, low: f64) -> (Composed, f64) {
    let width = side.terms.width;
    let points = ((side.window.high - low) / width + 4.0).min(LONGEST);
    let length = transform_length(points as usize);
    // Room left by rounding up goes to both ends.
    let spare = (length as f64 - points).max(0.0);
    let first = (low / width).floor() - (0.5 * spare).floor();
    let composed = compose(&side.terms, side.tilt.lambda, first as i128, length);
    let high = (first + length as f64 - 1.0) * width;
    let beyond = if high >= side.terms.top() {
        0.0
    } else {
        (side.terms.log_mgf(side.window.order) - side.window.order * high).exp()
    };
    (composed, beyond * (1.0 + 1e-6) + side.terms.infinity())
}

/// The next length of the form 2^a, 5 2^a or 3 2^a: quick to transform, and even.
fn transform_length(points: usize) -> usize {
    let power = points.next_power_of_two().max(64);
    [power / 8 * 5, power / 4 * 3]
        .into_iter()
        .find(|&length| length >= points)
        .unwrap_or(power)
}

/// Covers the relative error of masses and of the sums over them.
fn inflation(composed: &Composed) -> f64 {
    1.0 + 2.0 * composed.error + 8.0 * f64::EPSILON * composed.mass.len() as f64
}

fn round_up(epsilon: f64) -> f64 {
    epsilon.max(0.0) * (1.0 + 8.0 * f64::EPSILON)
}
