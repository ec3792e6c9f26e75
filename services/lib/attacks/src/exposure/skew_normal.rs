//! The skew-normal distribution (Azzalini 1985): density 2 phi(z) Phi(a z) / scale
//! with z = (x - location) / scale.

use std::f64::consts::LN_2;

use crate::normal::{log_cdf, log_density};

/// Iterations of the fit at most.
const ITERATIONS: usize = 2000;

/// A skew-normal distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkewNormal {
    /// Shape: 0 is the normal distribution, negative leans to the left.
    pub shape: f64,
    /// Location.
    pub location: f64,
    /// Scale, above 0.
    pub scale: f64,
}

impl SkewNormal {
    /// The distribution under which the sample is likeliest, by expectation
    /// maximisation from the moments (Lin, Lee and Yen 2007, one component).
    /// `None` below 8 values or where they do not vary.
    pub fn fit(sample: &[f64]) -> Option<Self> {
        let count = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / count;
        let moment =
            |power: i32| sample.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / count;
        let variance = moment(2);
        if sample.len() < 8 || !variance.is_finite() || variance <= 1e-24 * mean * mean {
            return None;
        }
        let skewness = moment(3) / variance.powf(1.5);
        // x = location + slope |u| + sqrt(rest) v with standard normal u and v.
        let (mut location, mut slope, mut rest) = from_moments(mean, variance, skewness);
        let mut last = f64::NEG_INFINITY;
        for _ in 0..ITERATIONS {
            let model = Self::of(location, slope, rest);
            let likelihood = sample.iter().map(|x| model.log_density(*x)).sum::<f64>() / count;
            if (likelihood - last).abs() < 1e-10 {
                break;
            }
            last = likelihood;
            (location, slope, rest) = maximise(sample, location, slope, rest)?;
        }
        Some(Self::of(location, slope, rest))
    }

    fn of(location: f64, slope: f64, rest: f64) -> Self {
        Self {
            shape: slope / rest.sqrt(),
            location,
            scale: slope.hypot(rest.sqrt()),
        }
    }

    fn log_density(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        LN_2 + log_density(z) + log_cdf(self.shape * z) - self.scale.ln()
    }

    /// log P[X <= x], to relative precision in the lower tail.
    pub fn log_cdf(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        if z > 0.0 {
            // 1 - the mirrored distribution's lower tail.
            let upper = lower_tail(-z, -self.shape).exp();
            return (-upper.min(1.0)).ln_1p();
        }
        lower_tail(z, self.shape)
    }

    /// -log2 P[X <= x]: the exposure of a secret with loss `x`.
    pub fn exposure_bits(&self, x: f64) -> f64 {
        (-self.log_cdf(x) / LN_2).max(0.0)
    }

    /// P-value of the Kolmogorov-Smirnov test against a sample (asymptotic, with
    /// Stephens' correction). Too large where the distribution was fitted to the
    /// same sample, so that what it rejects is far off.
    pub fn kolmogorov_smirnov(&self, sample: &[f64]) -> f64 {
        let mut sorted = sample.to_vec();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len() as f64;
        let distance = sorted
            .iter()
            .enumerate()
            .map(|(index, x)| {
                let at = self.log_cdf(*x).exp();
                let below = index as f64 / count;
                (at - below).abs().max((below + 1.0 / count - at).abs())
            })
            .fold(0.0, f64::max);
        let root = count.sqrt();
        let lambda = (root + 0.12 + 0.11 / root) * distance;
        let terms = (1..=100).map(|k| {
            let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
            sign * (-2.0 * f64::from(k * k) * lambda * lambda).exp()
        });
        if lambda < 0.2 {
            // The series converges slowly where the answer is 1.
            return 1.0;
        }
        terms.sum::<f64>().clamp(0.0, 1.0)
    }
}

/// Location, slope and rest with given moments; a skewness beyond the family's is
/// taken to its edge.
fn from_moments(mean: f64, variance: f64, skewness: f64) -> (f64, f64, f64) {
    let limited = skewness.clamp(-0.95, 0.95);
    let root = (2.0 * limited.abs() / (4.0 - std::f64::consts::PI)).cbrt();
    // Mean of |u| is b; delta = slope / scale.
    let b = (2.0 / std::f64::consts::PI).sqrt();
    let delta = (root / (b * (1.0 + root * root).sqrt())).min(0.995) * limited.signum();
    let scale = (variance / (1.0 - b * b * delta * delta)).sqrt();
    let slope = scale * delta;
    (
        mean - b * slope,
        slope,
        scale * scale * (1.0 - delta * delta),
    )
}

/// One step: the expected |u| and u^2 of every value, then a regression on them.
fn maximise(sample: &[f64], location: f64, slope: f64, rest: f64) -> Option<(f64, f64, f64)> {
    let square = slope * slope + rest;
    let deviation = (rest / square).sqrt();
    let (mut s1, mut s2, mut y1, mut ys) = (0.0, 0.0, 0.0, 0.0);
    let expected: Vec<(f64, f64)> = sample
        .iter()
        .map(|y| {
            let centre = slope * (y - location) / square;
            let z = centre / deviation;
            let hazard = (log_density(z) - log_cdf(z)).exp();
            let first = centre + deviation * hazard;
            let second = centre * centre + deviation * deviation + centre * deviation * hazard;
            s1 += first;
            s2 += second;
            y1 += y;
            ys += y * first;
            (first, second)
        })
        .collect();
    let count = sample.len() as f64;
    let determinant = count * s2 - s1 * s1;
    if determinant <= 0.0 {
        return None;
    }
    let slope = (count * ys - s1 * y1) / determinant;
    let location = (y1 - slope * s1) / count;
    let rest = sample
        .iter()
        .zip(&expected)
        .map(|(y, (first, second))| {
            let r = y - location;
            r * r - 2.0 * slope * first * r + slope * slope * second
        })
        .sum::<f64>()
        / count;
    // A half-normal sample drives `rest` to 0, where the density is not defined.
    let floor = 1e-9 * slope * slope;
    (rest + floor > 0.0).then(|| (location, slope, rest.max(floor)))
}

/// log of the integral of 2 phi(t) Phi(a t) up to z, for z of at most 0.
///
/// The logarithm of the integrand is concave: the part that matters lies around
/// its largest value below z and is integrated by adaptive Simpson steps.
fn lower_tail(z: f64, a: f64) -> f64 {
    let log_f = |t: f64| LN_2 + log_density(t) + log_cdf(a * t);
    // The mode over t <= z, by ternary search on the concave function.
    let (mut low, mut high) = (z - 40.0, z);
    for _ in 0..100 {
        let (first, second) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if log_f(first) < log_f(second) {
            low = first;
        } else {
            high = second;
        }
    }
    let peak = 0.5 * (low + high);
    let top = log_f(peak).max(log_f(z));
    // Where the integrand has fallen by e^-45, to the left of the peak.
    let (mut far, mut near) = (peak - 40.0, peak);
    for _ in 0..60 {
        let middle = 0.5 * (far + near);
        if log_f(middle) < top - 45.0 {
            far = middle;
        } else {
            near = middle;
        }
    }
    let f = |t: f64| (log_f(t) - top).exp();
    // Panels first, so that no narrow peak is stepped over.
    let panels = 16;
    let width = (z - far) / f64::from(panels);
    let sum: f64 = (0..panels)
        .map(|i| {
            let (left, right) = (far + width * f64::from(i), far + width * f64::from(i + 1));
            let (fl, fm, fr) = (f(left), f(0.5 * (left + right)), f(right));
            let whole = width / 6.0 * (fl + 4.0 * fm + fr);
            simpson(&f, (left, right), (fl, fm, fr), whole, 24)
        })
        .sum();
    top + sum.ln()
}

fn simpson(
    f: &impl Fn(f64) -> f64,
    (left, right): (f64, f64),
    (fl, fm, fr): (f64, f64, f64),
    whole: f64,
    depth: u32,
) -> f64 {
    let middle = 0.5 * (left + right);
    let (f1, f3) = (f(0.5 * (left + middle)), f(0.5 * (middle + right)));
    let sixth = (right - left) / 12.0;
    let (first, second) = (sixth * (fl + 4.0 * f1 + fm), sixth * (fm + 4.0 * f3 + fr));
    let error = first + second - whole;
    if depth == 0 || error.abs() < 1e-13 * (right - left) {
        return first + second + error / 15.0;
    }
    simpson(f, (left, middle), (fl, f1, fm), first, depth - 1)
        + simpson(f, (middle, right), (fm, f3, fr), second, depth - 1)
}
