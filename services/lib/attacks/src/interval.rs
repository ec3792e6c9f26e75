//! Exact intervals for proportions.

use serde::{Deserialize, Serialize};

use crate::Estimate;

/// A proportion with its 95 % Clopper-Pearson interval.
///
/// The interval takes the trials as independent. Spans of one record are not
/// quite, so it is a little too narrow where a record holds many.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Successes.
    pub count: u64,
    /// Trials.
    pub of: u64,
    /// Successes by trials; 0 without trials.
    pub rate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Rate {
    /// The proportion `count / of`. Without trials the interval is [0, 1].
    pub fn new(count: u64, of: u64) -> Self {
        let rate = if of == 0 {
            0.0
        } else {
            count as f64 / of as f64
        };
        let (low, high) = clopper_pearson(count, of, 0.05);
        Self {
            count,
            of,
            rate,
            low,
            high,
        }
    }
}

impl Rate {
    /// Exact one-sided p-value that the true rate is at most `limit`: the chance of
    /// as many successes at that rate.
    pub fn p_value_above(&self, limit: f64) -> f64 {
        binomial_at_least(self.count, self.of, limit)
    }
}

/// The two-sided interval of confidence `1 - alpha` (Clopper and Pearson 1934):
/// quantiles of the beta distribution, found by bisection.
pub fn clopper_pearson(count: u64, of: u64, alpha: f64) -> (f64, f64) {
    let (k, n) = (count as f64, of as f64);
    let low = if count == 0 {
        0.0
    } else {
        beta_quantile(alpha / 2.0, k, n - k + 1.0)
    };
    let high = if count >= of {
        1.0
    } else {
        beta_quantile(1.0 - alpha / 2.0, k + 1.0, n - k)
    };
    (low, high)
}

/// P[X >= count] for X of `of` trials with probability `p`, through the incomplete beta function: its cost grows
/// with the square root of the number of trials.
pub fn binomial_at_least(count: u64, of: u64, p: f64) -> f64 {
    match count {
        0 => 1.0,
        _ if count > of => 0.0,
        _ => regularised_beta(p.clamp(0.0, 1.0), count as f64, (of - count + 1) as f64),
    }
}

/// P[X <= count] for X of `of` trials with probability `p`.
pub(crate) fn binomial_at_most(count: u64, of: u64, p: f64) -> f64 {
    if count >= of {
        return 1.0;
    }
    regularised_beta(1.0 - p, (of - count) as f64, (count + 1) as f64)
}

/// The difference `a - b` of two independent proportions with its interval, by
/// Newcombe's (1998) square-and-add from their exact intervals: at least as wide as
/// his from score intervals.
pub fn difference(a: &Rate, b: &Rate) -> Estimate {
    let value = a.rate - b.rate;
    let reach = |x: f64, y: f64| x.hypot(y);
    Estimate {
        value,
        low: (value - reach(a.rate - a.low, b.high - b.rate)).max(-1.0),
        high: (value + reach(a.high - a.rate, b.rate - b.low)).min(1.0),
    }
}

/// One-sided p-value that `a - b` is at most `limit`: half the smallest alpha at
/// which the interval of [`difference`] lies above it.
pub fn difference_p_value(a: &Rate, b: &Rate, limit: f64) -> f64 {
    let lower = |alpha: f64| {
        let (low, _) = clopper_pearson(a.count, a.of, alpha);
        let (_, high) = clopper_pearson(b.count, b.of, alpha);
        a.rate - b.rate - (a.rate - low).hypot(high - b.rate)
    };
    let (mut outside, mut inside): (f64, f64) = (1.0, 1e-15);
    if lower(inside) > limit {
        return 0.5 * inside;
    }
    if lower(outside) <= limit {
        return if a.rate - b.rate > limit { 0.5 } else { 1.0 };
    }
    while outside / inside > 1.0 + 1e-9 {
        let middle = (outside * inside).sqrt();
        if lower(middle) > limit {
            outside = middle;
        } else {
            inside = middle;
        }
    }
    0.5 * outside
}

fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    // 200 halvings exhaust the doubles between 0 and 1 near either end.
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if regularised_beta(middle, a, b) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The regularised incomplete beta function I_x(a, b) by its continued fraction
/// (modified Lentz; Press et al., Numerical Recipes, section 6.4).
fn regularised_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - regularised_beta(1.0 - x, b, a);
    }
    let front =
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * x.ln() + b * libm::log1p(-x);
    front.exp() * fraction(x, a, b) / a
}

fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let tiny = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / tiny(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut delta = 1.0;
        for step in [even, odd] {
            d = 1.0 / tiny(1.0 + step * d);
            c = tiny(1.0 + step / c);
            delta = d * c;
            h *= delta;
        }
        if (delta - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_have_closed_forms() {
        // No success in n: the upper end is 1 - (alpha/2)^(1/n).
        let (low, high) = clopper_pearson(0, 20, 0.05);
        assert_eq!(low, 0.0);
        assert!((high - (1.0 - 0.025_f64.powf(0.05))).abs() < 1e-12);
        let (low, high) = clopper_pearson(20, 20, 0.05);
        assert_eq!(high, 1.0);
        assert!((low - 0.025_f64.powf(0.05)).abs() < 1e-12);
        assert_eq!(clopper_pearson(0, 0, 0.05), (0.0, 1.0));
    }

    #[test]
    fn a_difference_covers_the_truth_as_often_as_it_says() {
        let mut random = crate::bootstrap::SplitMix64::new(2);
        let mut draw = |p: f64, n: u64| {
            let count = (0..n).filter(|_| random.unit() < p).count();
            Rate::new(count as u64, n)
        };
        for (p, q) in [(0.5, 0.4), (0.02, 0.02), (0.9, 0.1)] {
            let covered = (0..400).filter(|_| {
                let found = difference(&draw(p, 120), &draw(q, 90));
                found.low <= p - q && p - q <= found.high
            });
            assert!(covered.count() >= 374, "{p} {q}");
        }
    }

    #[test]
    fn p_values_agree_with_the_intervals() {
        for (k, n) in [(1_u64, 7_u64), (3, 10), (28, 30), (5, 400)] {
            let rate = Rate::new(k, n);
            assert!((rate.p_value_above(rate.low) - 0.025).abs() < 1e-9);
        }
        assert_eq!(Rate::new(0, 9).p_value_above(0.0), 1.0);
        assert_eq!(Rate::new(9, 9).p_value_above(1.0), 1.0);
        assert_eq!(Rate::new(1, 9).p_value_above(0.0), 0.0);
        let (a, b) = (Rate::new(30, 100), Rate::new(10, 120));
        let low = difference(&a, &b).low;
        assert!((difference_p_value(&a, &b, low) - 0.025).abs() < 1e-6);
        assert!(difference_p_value(&b, &a, 0.0) > 0.5);
        assert!(difference_p_value(&Rate::new(100, 100), &Rate::new(0, 100), 0.0) < 1e-9);
    }

    #[test]
    fn the_ends_invert_the_binomial_tail() {
        for (k, n) in [(1_u64, 7_u64), (3, 10), (28, 30), (5, 400)] {
            let (low, high) = clopper_pearson(k, n, 0.05);
            let term = |p: f64, i: u64| {
                let choose = (0..i).fold(1.0, |c, j| c * (n - j) as f64 / (j + 1) as f64);
                choose * p.powi(i as i32) * (1.0 - p).powi((n - i) as i32)
            };
            let at_least: f64 = (k..=n).map(|i| term(low, i)).sum();
            let at_most: f64 = (0..=k).map(|i| term(high, i)).sum();
            assert!(
                (at_least - 0.025).abs() < 1e-9 && (at_most - 0.025).abs() < 1e-9,
                "{k}/{n}"
            );
        }
    }
}
