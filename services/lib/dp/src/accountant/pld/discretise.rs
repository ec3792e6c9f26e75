//! One step's privacy loss distribution on a grid, by connecting the dots.
//!
//! Doroshenko, Ghazi, Kamath, Kumar and Manurangsi, 2022, "Connect the dots: tighter discrete
//! approximations of privacy loss distributions". Put in terms of masses rather than hockey-stick
//! values: the mass that P and Q give to losses in [l, l + h] is split between l and l + h so that
//! both masses are kept. The split dominates the original pair (their Theorem 3.3), so the composed
//! result is an upper bound, and it is the least such pair on that grid.
//!
//! P = (1-q) N(0, sigma^2) + q N(1, sigma^2) and Q = N(0, sigma^2) bound removal of a unit, and (Q,
//! P) addition (Zhu, Dong and Wang, 2022, Theorem 11). The loss log(P/Q) rises with x, so cells of
//! losses are intervals of x. The split is found from integrals of positive functions, never from
//! differences of hockey-stick values, so a grid a million times finer costs no digits.

use std::f64::consts::PI;

use super::super::gaussian::upper_tail;
use super::loss::Loss;
use super::quadrature::{Rule, rule_for};

const ULP: f64 = f64::EPSILON;

/// A Gaussian step, sampled at `rate` (1 for none).
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) rate: f64,
    pub(super) sigma: f64,
}

/// The losses of both directions of add-or-remove.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) remove: Loss,
    pub(super) add: Loss,
}

/// What one cell of losses holds, before its masses go to its two ends.
struct Cell {
    /// Mass of Q.
    q: f64,
    /// Mass of P.
    p: f64,
    /// Mass of P at the upper end of the cell.
    up: f64,
    /// Fraction of the mass that rounding may have put at the wrong end.
    slack: f64,
    /// Relative rounding error of the masses.
    error: f64,
}

impl Step {
    /// log(P/Q) at `x`.
    fn loss_at(self, x: f64) -> f64 {
        let t = (2.0 * x - 1.0) / (2.0 * self.sigma * self.sigma);
        if self.rate == 1.0 {
            return t;
        }
        if t > 30.0 {
            return t + self.rate.ln() + ((1.0 - self.rate) / self.rate * (-t).exp()).ln_1p();
        }
        (self.rate * t.exp_m1()).ln_1p()
    }

    /// The `x` at which log(P/Q) is `loss`; minus infinity where it never is so low.
    fn x_at(self, loss: f64) -> f64 {
        let variance = self.sigma * self.sigma;
        if self.rate == 1.0 {
            return variance * loss + 0.5;
        }
        let t = if loss.abs() < 0.5 {
            (loss.exp_m1() / self.rate).ln_1p()
        } else if loss > 30.0 {
            loss - self.rate.ln() + (-(1.0 - self.rate) * (-loss).exp()).ln_1p()
        } else {
            ((loss.exp() - (1.0 - self.rate)) / self.rate).ln()
        };
        if t.is_nan() {
            f64::NEG_INFINITY
        } else {
            variance * t + 0.5
        }
    }

    /// Range of x outside which each of P above and Q below has mass at most `tail`.
    fn range(self, tail: f64) -> (f64, f64) {
        // upper_tail(z) <= exp(-z^2/2)/2, solved for z.
        let reach = |mass: f64| self.sigma * (2.0 * (1.0 / mass).ln()).max(0.0).sqrt();
        let high = reach(tail).max(1.0 + reach((tail / self.rate).min(1.0)));
        (-reach(tail), high)
    }

    /// Number of cells of width `width` that the step's losses need.
    pub(super) fn cells(self, width: f64, tail: f64) -> f64 {
        let (low, high) = self.range(tail);
        (self.loss_at(high) / width).ceil() - (self.loss_at(low) / width).floor()
    }

    /// Both loss distributions on multiples of `width`; losses rarer than `tail` become infinite.
    ///
    /// **Guarantee.** The result dominates the step: its hockey-stick curve is nowhere below the
    /// step's, rounding included.
    pub(super) fn discretise(self, width: f64, tail: f64) -> Pair {
        let (x_low, x_high) = self.range(tail);
        let first = (self.loss_at(x_low) / width).floor();
        let count = ((self.loss_at(x_high) / width).ceil() - first).max(1.0) as usize;
        let mut remove = vec![0.0; count + 1];
        let mut add = vec![0.0; count + 1];
        let mut x_left = x_low;
        for j in 0..count {
            let loss = (first + j as f64) * width;
            let x_right = if j + 1 == count {
                x_high
            } else {
                self.x_at(loss + width).clamp(x_left, x_high)
            };
            if x_right > x_left {
                // The first cell starts inside the interval of losses it stands for.
                let base = if j == 0 {
                    (self.loss_at(x_left) - loss).max(0.0)
                } else {
                    0.0
                };
                let cell = self.cell(x_left, x_right, loss, base, width);
                cell.split(loss, width, &mut remove[j..j + 2], &mut add[j..j + 2]);
            }
            x_left = x_right;
        }
        // Below the range: P moves up to the lowest loss; for addition the loss becomes infinite.
        let q_below = upper_tail(-x_low / self.sigma);
        let p_below =
            (1.0 - self.rate) * q_below + self.rate * upper_tail((1.0 - x_low) / self.sigma);
        // Above the range: infinite for removal; for addition it moves up to the lowest loss.
        let q_above = upper_tail(x_high / self.sigma);
        let p_above =
            (1.0 - self.rate) * q_above + self.rate * upper_tail((x_high - 1.0) / self.sigma);
        remove[0] += p_below;
        add[count] += q_above;
        add.reverse();
        let inflate = 1.0 + 64.0 * ULP;
        Pair {
            remove: Loss::new(first as i64, remove, p_above * inflate),
            add: Loss::new(-(first as i64 + count as i64), add, q_below * inflate),
        }
    }

    /// Integrals over x in [`left`, `right`], where the loss goes from `loss` + `base` to at most
    /// `loss` + `width`.
    fn cell(self, left: f64, right: f64, loss: f64, base: f64, width: f64) -> Cell {
        let variance = self.sigma * self.sigma;
        let norm = 1.0 / (self.sigma * (2.0 * PI).sqrt());
        let far = left
            .abs()
            .max(right.abs())
            .max((left - 1.0).abs())
            .max((right - 1.0).abs());
        let steepness = (far + 1.0) / variance + 3.0 / self.sigma;
        let mut sums = [0.0; 3];
        let pieces = (0.5 * (right - left) * steepness).ceil().max(1.0);
        let half = 0.5 * (right - left) / pieces;
        let rule: &Rule = rule_for(half * steepness);
        for piece in 0..pieces as u64 {
            let middle = left + half * (2.0 * piece as f64 + 1.0);
            let zero = (-0.5 * middle * middle / variance).exp();
            let one = (-0.5 * (middle - 1.0) * (middle - 1.0) / variance).exp();
            for &(node, weight) in rule {
                let step = half * node;
                let curve = -0.5 * step * step / variance;
                let zero = weight * zero * near_exp(curve - step * middle / variance);
                let one = weight * one * near_exp(curve - step * (middle - 1.0) / variance);
                sums[0] += zero;
                sums[1] += one;
                sums[2] += one * rise((middle + step - left) / variance);
            }
        }
        let [zero, one, rise] = sums.map(|sum| sum * half * norm);
        let p = (1.0 - self.rate) * zero + self.rate * one;
        // Integral of Q (e^l(x) - e^loss): the rise of q e^t since `left`, plus the start above
        // `loss`. All terms are positive.
        let start = if base > 0.0 {
            zero * loss.exp() * base.exp_m1()
        } else {
            0.0
        };
        let excess = self.rate * rise + start;
        let up = (excess / -(-width).exp_m1()).min(p);
        let slack = 4.0 * ULP * (1.0 + (loss.abs() + width + far / variance) / width);
        let error = ULP * (32.0 + 4.0 * far * far / variance);
        Cell {
            q: zero,
            p,
            up,
            slack: slack.min(1.0),
            error,
        }
    }
}

/// e^d, cheaply where d is small: the next term is below an ulp.
fn near_exp(d: f64) -> f64 {
    if d.abs() < 6e-3 {
        return 1.0 + d * (1.0 + d * (0.5 + d * (1.0 / 6.0 + d * (1.0 / 24.0 + d / 120.0))));
    }
    d.exp()
}

/// 1 - e^-d for d >= 0.
fn rise(d: f64) -> f64 {
    if d < 3e-4 {
        // The next term is below an ulp.
        return d * (1.0 - d * (0.5 - d * (1.0 / 6.0 - d / 24.0)));
    }
    -(-d).exp_m1()
}

impl Cell {
    /// Adds this cell's masses to the ends of the cell, in both directions, rounding towards
    /// higher loss.
    fn split(&self, loss: f64, width: f64, remove: &mut [f64], add: &mut [f64]) {
        let up = (self.up + self.slack * self.p).min(self.p);
        remove[1] += up * (1.0 + self.error);
        remove[0] += (self.p - up) * (1.0 + self.error);
        // Q's share of the mass at the upper end is e^-loss of P's; for addition, where the loss
        // is the negative, it is the lower end.
        let down = if loss.abs() < 600.0 {
            self.up * (-loss - width).exp()
        } else if self.up > 0.0 {
            (self.up.ln() - loss - width).exp()
        } else {
            0.0
        };
        let down = (down.min(self.q) - self.slack * self.q).max(0.0);
        add[1] += down * (1.0 + self.error);
        add[0] += (self.q - down) * (1.0 + self.error);
    }
}
