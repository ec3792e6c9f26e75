//! Renyi differential privacy (Mironov, 2017).
//!
//! **Guarantee.** Renyi divergences add up over (adaptive) composition (Mironov 2017, Proposition
//! 1). For the Poisson-sampled Gaussian the divergence of the mixture from the Gaussian is the
//! larger of the two directions (Mironov, Talwar and Zhang, 2019, Theorem 5). The conversion to
//! (epsilon, delta) is Canonne, Kamath and Steinke, 2020, Proposition 12.
//!
//! The divergence is computed exactly at every order. With u = q (e^{(2x-1)/2 sigma^2} - 1) and
//! x ~ N(0, sigma^2), E[u] = 0, so A - 1 = E[(1+u)^order - 1 - order u], whose integrand is never
//! negative. Nothing cancels, unlike in the two alternating erfc series often used.

use super::Composition;

/// The orders at which dp_accounting evaluates by default: 1.1, 1.2, .. 10.9, 11, .. 63, 128,
/// 256, 512, 1024.
#[must_use]
pub fn default_orders() -> Vec<f64> {
    let fractional = (11..110u32).map(|i| f64::from(i) / 10.0);
    let integer = (11..64u32).chain([128, 256, 512, 1024]).map(f64::from);
    fractional.chain(integer).collect()
}

/// An epsilon, and the order that gave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RdpEpsilon {
    /// Upper bound on epsilon.
    pub epsilon: f64,
    /// The order that gave the smallest epsilon.
    pub order: f64,
    /// Whether that order was the first or last tried: then other orders would give less.
    pub at_edge: bool,
}

/// Upper bound on epsilon at `delta`, over the default orders.
pub(crate) fn epsilon(composition: &Composition, delta: f64) -> RdpEpsilon {
    let orders = default_orders();
    let mut best = RdpEpsilon {
        epsilon: f64::INFINITY,
        order: orders[0],
        at_edge: true,
    };
    if composition.is_empty() {
        return RdpEpsilon {
            epsilon: 0.0,
            ..best
        };
    }
    for (index, &order) in orders.iter().enumerate() {
        let epsilon = convert_to_epsilon(order, divergence(composition, order), delta);
        if epsilon < best.epsilon {
            let at_edge = index == 0 || index + 1 == orders.len();
            best = RdpEpsilon {
                epsilon,
                order,
                at_edge,
            };
        }
    }
    best
}

/// Upper bound on delta at `epsilon`, over the default orders.
pub(crate) fn delta(composition: &Composition, epsilon: f64) -> f64 {
    if composition.is_empty() {
        return 0.0;
    }
    default_orders()
        .into_iter()
        .map(|order| convert_to_delta(order, divergence(composition, order), epsilon))
        .fold(1.0, f64::min)
}

/// Renyi divergence of `order` of the whole composition.
pub(crate) fn divergence(composition: &Composition, order: f64) -> f64 {
    let sampled: f64 = composition
        .sampled()
        .map(|step| step.count as f64 * sampled_gaussian(step.rate, step.sigma, order))
        .sum();
    sampled + 0.5 * order * composition.gaussian
}

/// Epsilon at `delta` from a Renyi divergence (Canonne, Kamath and Steinke, 2020, Proposition 12).
#[must_use]
pub fn convert_to_epsilon(order: f64, divergence: f64, delta: f64) -> f64 {
    // Bretagnolle-Huber: total variation <= sqrt(1 - e^-KL), and KL <= the divergence. Below that
    // distance any delta is reached with epsilon 0.
    if delta * delta + (-divergence).exp_m1() > 0.0 {
        return 0.0;
    }
    let epsilon = divergence + (-1.0 / order).ln_1p() - (delta * order).ln() / (order - 1.0);
    epsilon.max(0.0)
}

/// Delta at `epsilon` from a Renyi divergence: the inverse of [`convert_to_epsilon`].
#[must_use]
pub fn convert_to_delta(order: f64, divergence: f64, epsilon: f64) -> f64 {
    let exponent = (order - 1.0) * (divergence - epsilon + (-1.0 / order).ln_1p()) - order.ln();
    exponent
        .exp()
        .min((-(-divergence).exp_m1()).sqrt())
        .min(1.0)
}

/// Renyi divergence of one Poisson-sampled Gaussian step.
///
/// `rate` in (0, 1), `sigma` the noise multiplier, `order` above 1. Relative error below 1e-10.
#[must_use]
pub fn sampled_gaussian(rate: f64, sigma: f64, order: f64) -> f64 {
    let log_excess = if order.fract() == 0.0 && order <= 4096.0 {
        log_excess_integer(rate, sigma, order)
    } else {
        log_excess_fractional(rate, sigma, order)
    };
    // log(1 + e^log_excess), kept accurate at both ends.
    let log_moment = if log_excess > 35.0 {
        log_excess
    } else {
        log_excess.exp().ln_1p()
    };
    log_moment / (order - 1.0)
}

/// log(A - 1) at an integer order: the binomial sum (Mironov et al. 2019, section 3.3) with 1
/// taken out of every term, so that no digit is lost when A is close to 1.
fn log_excess_integer(rate: f64, sigma: f64, order: f64) -> f64 {
    let (log_rate, log_rest) = (rate.ln(), (-rate).ln_1p());
    let mut log_binomial = order.ln();
    let mut terms = Vec::with_capacity(order as usize);
    let mut i = 2.0;
    while i <= order {
        log_binomial += ((order - i + 1.0) / i).ln();
        let exponent = i * (i - 1.0) / (2.0 * sigma * sigma);
        let log_gain = if exponent > 35.0 {
            exponent
        } else {
            exponent.exp_m1().ln()
        };
        terms.push(log_binomial + i * log_rate + (order - i) * log_rest + log_gain);
        i += 1.0;
    }
    log_sum_exp(&terms)
}

/// log(A - 1) at any order, by the trapezoidal rule, which converges geometrically for analytic
/// integrands on the whole line (Trefethen and Weideman, 2014).
fn log_excess_fractional(rate: f64, sigma: f64, order: f64) -> f64 {
    // The log-likelihood ratio has poles pi sigma^2 above the real line.
    let step = (sigma / 24.0).min(std::f64::consts::PI * sigma * sigma / 7.0);
    let (low, high) = (-16.0 * sigma, order + 16.0 * sigma);
    let count = ((high - low) / step).ceil() as u64;
    let terms: Vec<f64> = (0..=count)
        .map(|i| {
            let x = low + step * i as f64;
            let t = (2.0 * x - 1.0) / (2.0 * sigma * sigma);
            log_integrand(rate, order, t) - x * x / (2.0 * sigma * sigma)
        })
        .collect();
    log_sum_exp(&terms) + (step / (sigma * (2.0 * std::f64::consts::PI).sqrt())).ln()
}

/// log((1+u)^order - 1 - order u) with u = rate (e^t - 1).
fn log_integrand(rate: f64, order: f64, t: f64) -> f64 {
    if t > 600.0 {
        // u overflows; 1 + u = rate e^t to every digit, and its power dwarfs the rest.
        return order * (rate.ln() + t);
    }
    let u = rate * t.exp_m1();
    if (order * u).abs() < 0.01 {
        // Taylor: binom(order, 2) u^2 (1 + (order-2)/3 u (1 + (order-3)/4 u (...)))
        let mut series = 1.0;
        for k in (3..=9u32).rev() {
            let k = f64::from(k);
            series = 1.0 + (order - k + 1.0) / k * u * series;
        }
        return (0.5 * order * (order - 1.0) * u * u * series).ln();
    }
    let log_power = order * u.ln_1p();
    if log_power > 40.0 {
        return log_power + (-(1.0 + order * u) * (-log_power).exp()).ln_1p();
    }
    (log_power.exp_m1() - order * u).ln()
}

/// log of the sum of exponentials of `terms`.
fn log_sum_exp(terms: &[f64]) -> f64 {
    let top = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return top;
    }
    top + terms
        .iter()
        .map(|term| (term - top).exp())
        .sum::<f64>()
        .ln()
}
