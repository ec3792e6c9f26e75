//! The Gaussian mechanism in closed form (Balle and Wang, 2018, "Improving the Gaussian mechanism
//! for differential privacy", Theorem 8): exact, so no discretisation is needed.
//!
//! One Poisson-sampled step has a closed form too: the hockey stick of a mixture against a Gaussian
//! is taken at the single point where the likelihood ratio crosses e^eps.
//!
//! With mu = sensitivity / noise standard deviation,
//! delta(eps) = Phi(mu/2 - eps/mu) - e^eps Phi(-mu/2 - eps/mu).

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Relative inflation that covers the rounding of the formulas below.
const ROUND_UP: f64 = 1.0 + 1e-12;

/// Delta of the Gaussian mechanism with signal-to-noise ratio `mu`, rounded up.
pub(crate) fn delta(mu: f64, epsilon: f64) -> f64 {
    if mu == 0.0 {
        return 0.0;
    }
    // e^eps phi(a) = phi(b): both terms share one density, which keeps huge epsilons finite.
    let a = epsilon / mu + mu / 2.0;
    let b = epsilon / mu - mu / 2.0;
    tail_gap(b, a).min(1.0)
}

/// Smallest epsilon with `delta(mu, epsilon) <= target`, rounded up.
pub(crate) fn epsilon(mu: f64, target: f64) -> f64 {
    smallest(|epsilon| delta(mu, epsilon), target, 1.0 + mu * mu)
}

/// Delta of one Gaussian step with Poisson sampling at `rate`, the larger direction, rounded up.
pub(crate) fn sampled_delta(rate: f64, sigma: f64, epsilon: f64) -> f64 {
    // Removal: q Phi(-(x-1)/s) - (e^eps - 1 + q) Phi(-x/s) at the x where q phi((x-1)/s) equals
    // (e^eps - 1 + q) phi(x/s); so both terms share one density.
    let lead = if epsilon > 30.0 {
        epsilon - rate.ln() + (-(1.0 - rate) * (-epsilon).exp()).ln_1p()
    } else {
        (epsilon.exp_m1() / rate).ln_1p()
    };
    let x = sigma * sigma * lead + 0.5;
    let removal = rate * tail_gap((x - 1.0) / sigma, x / sigma);
    // Addition: the mirror image, where the ratio crosses e^-eps; it never does beyond
    // -log(1 - q).
    let lag = ((-epsilon).exp_m1() / rate).ln_1p();
    let x = sigma * sigma * lag + 0.5;
    let addition = if lag.is_finite() {
        rate * epsilon.exp() * tail_gap_below(x / sigma, (x - 1.0) / sigma)
    } else {
        0.0
    };
    removal.max(addition).min(1.0)
}

/// Smallest epsilon with `sampled_delta(rate, sigma, epsilon) <= target`, rounded up.
pub(crate) fn sampled_epsilon(rate: f64, sigma: f64, target: f64) -> f64 {
    smallest(
        |epsilon| sampled_delta(rate, sigma, epsilon),
        target,
        1.0 + 1.0 / (sigma * sigma),
    )
}

/// Phi(-b) - e^k Phi(-a) for a > b, where e^k phi(a) = phi(b); rounded up.
fn tail_gap(b: f64, a: f64) -> f64 {
    let density = (-0.5 * b * b).exp() / (2.0 * PI).sqrt();
    let gap = if b > 0.0 {
        density * mills_difference(b, a)
    } else {
        upper_tail(b) - density * mills(a)
    };
    // The exponents carry a relative error of about their square in ulps.
    gap.max(0.0) * (ROUND_UP + 16.0 * f64::EPSILON * (a * a + b * b))
}

/// e^k Phi(a) - Phi(b) for a > b, where e^k phi(a) = phi(b); rounded up.
fn tail_gap_below(a: f64, b: f64) -> f64 {
    let density = (-0.5 * b * b).exp() / (2.0 * PI).sqrt();
    let gap = if a < 0.0 {
        density * mills_difference(-a, -b)
    } else {
        // Phi(a) grows to 1 while phi(a) vanishes: take the ratio of densities in logarithms.
        (0.5 * (a * a - b * b)).exp() * upper_tail(-a) - upper_tail(-b)
    };
    gap.max(0.0) * (ROUND_UP + 16.0 * f64::EPSILON * (a * a + b * b))
}

/// Smallest argument at which the falling `curve` is at most `target`, rounded up; at least 0.
fn smallest(curve: impl Fn(f64) -> f64, target: f64, start: f64) -> f64 {
    if curve(0.0) <= target {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, start);
    while curve(high) > target {
        low = high;
        high *= 2.0;
    }
    // 200 halvings reach neighbouring floats from any start.
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if curve(middle) <= target {
            high = middle;
        } else {
            low = middle;
        }
    }
    high * ROUND_UP
}

/// Mills ratio: upper tail over density of the standard normal distribution.
fn mills(x: f64) -> f64 {
    if x < 5.0 {
        return 0.5 * libm::erfc(x * FRAC_1_SQRT_2) * (2.0 * PI).sqrt() * (0.5 * x * x).exp();
    }
    // Laplace's continued fraction x + 1/(x + 2/(x + ...)): 120 terms are exact to one ulp at 5.
    let mut tail = x;
    for term in (1..=120u32).rev() {
        tail = x + f64::from(term) / tail;
    }
    1.0 / tail
}

/// mills(b) - mills(a) for 0 < b < a, without cancellation when the two are close.
fn mills_difference(b: f64, a: f64) -> f64 {
    let width = a - b;
    if width > 0.05 * (1.0 + b) {
        return mills(b) - mills(a);
    }
    // mills'(x) = x mills(x) - 1 < 0: integrate it by Simpson's rule on a short interval.
    let slope = |x: f64| -mills_slope(x);
    let panels = 64u32;
    let step = width / f64::from(panels);
    let inner: f64 = (1..panels)
        .map(|i| (if i % 2 == 1 { 4.0 } else { 2.0 }) * slope(b + step * f64::from(i)))
        .sum();
    (slope(b) + inner + slope(a)) * step / 3.0
}

/// Derivative of the Mills ratio, x mills(x) - 1, in a form that keeps its digits for large x.
fn mills_slope(x: f64) -> f64 {
    if x < 5.0 {
        return x * mills(x) - 1.0;
    }
    let mut tail = x;
    for term in (2..=120u32).rev() {
        tail = x + f64::from(term) / tail;
    }
    // mills = 1/(x + 1/tail), so x mills - 1 = -(1/tail) / (x + 1/tail).
    -1.0 / (tail * x + 1.0)
}

/// Upper tail of the standard normal distribution, to relative precision.
pub(crate) fn upper_tail(x: f64) -> f64 {
    0.5 * libm::erfc(x * FRAC_1_SQRT_2)
}
