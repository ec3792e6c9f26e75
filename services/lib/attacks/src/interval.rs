//! Exact intervals for proportions.

use serde::{Deserialize, Serialize};

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
