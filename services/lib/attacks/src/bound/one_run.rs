//! The bound from one training run (Steinke, Nasr and Jagielski 2023, theorem
//! 5.2): `m` canaries, each included by a fair coin of its own; an attacker
//! guesses the coins of `r` of them and has `v` right.
//!
//! Under (epsilon, delta)-privacy the number of right guesses is dominated by W ~
//! Bin(r, q), q = e^epsilon / (1 + e^epsilon), up to what delta allows:
//! p(epsilon) = P[W >= v] + 2 m delta max over i in 1..=v of P[v - i <= W < v] / i.

use super::{Result, check, check_delta, check_guesses, check_probability, supremum};

/// The largest epsilon that `v` right of `r` guesses about `m` canaries reject
/// with significance `p`, in (0, 1); at least 0.
///
/// # Errors
/// Names the count or probability that has no meaning.
pub fn one_run(m: u64, r: u64, v: u64, delta: f64, p: f64) -> Result<f64> {
    check_guesses(m, r, v)?;
    check_delta(delta)?;
    check_probability(p, "p")?;
    Ok(supremum(|epsilon| p_value(m, r, v, epsilon, delta) < p))
}

/// The probability of at least `v` right guesses at most, when training is
/// (`eps`, `delta`)-private.
///
/// # Errors
/// Names the count or probability that has no meaning.
pub fn one_run_p_value(m: u64, r: u64, v: u64, eps: f64, delta: f64) -> Result<f64> {
    check_guesses(m, r, v)?;
    check_delta(delta)?;
    check(
        eps >= 0.0 && eps.is_finite(),
        "eps",
        "finite and at least 0",
    )?;
    Ok(p_value(m, r, v, eps, delta))
}

/// The bound when all of `r` guesses are right and delta is 0: logit(p^(1/r)).
/// Below 0 where `r` is so small that nothing can be said.
///
/// # Errors
/// Names the number that has no meaning.
pub fn one_run_ceiling(r: u64, p: f64) -> Result<f64> {
    check((1..=super::MOST).contains(&r), "r", "from 1 to 100000000")?;
    check_probability(p, "p")?;
    let log_q = p.ln() / r as f64;
    Ok(log_q - (-log_q.exp_m1()).ln())
}

fn p_value(m: u64, r: u64, v: u64, epsilon: f64, delta: f64) -> f64 {
    if v == 0 {
        return 1.0;
    }
    let tails = Tails::new(r, v, epsilon, delta > 0.0);
    (tails.above + 2.0 * m as f64 * delta * tails.below).min(1.0)
}

/// The two binomial probabilities of the theorem.
struct Tails {
    /// P[W >= v].
    above: f64,
    /// max over i of P[v - i <= W < v] / i.
    below: f64,
}

impl Tails {
    /// Sums the probabilities around the mode, relative to the mode's, and
    /// divides by their total: no logarithm of a factorial is taken, and what is
    /// left out is below 1e-300 of the mode's.
    fn new(r: u64, v: u64, epsilon: f64, with_below: bool) -> Self {
        let odds = epsilon.exp();
        let q = 1.0 / (1.0 + (-epsilon).exp());
        let mode = (((r + 1) as f64 * q) as u64).min(r);
        let up = terms(mode, r, |k| (r - k) as f64 / (k + 1) as f64 * odds);
        // The same ratios mirrored: from k to k - 1.
        let down = terms(r - mode, r, |left| {
            (r - left) as f64 / (left + 1) as f64 / odds
        });
        // `up[j]` is the weight of mode + j, `down[j]` that of mode - j.
        let weight = |k: u64| {
            let (side, at) = if k >= mode {
                (&up, k - mode)
            } else {
                (&down, mode - k)
            };
            side.get(at as usize).copied().unwrap_or(0.0)
        };
        // From the tail to the mode, smallest first.
        let total: f64 = up.iter().rev().sum::<f64>() + down[1..].iter().rev().sum::<f64>();
        let highest = mode + up.len() as u64 - 1;
        let above: f64 = (v..=highest).rev().map(weight).sum();
        let below = if with_below {
            let lowest = mode + 1 - down.len() as u64;
            widest(v, lowest, highest, mode, weight)
        } else {
            0.0
        };
        Self {
            above: above / total,
            below: below / total,
        }
    }
}

/// Weights from a start outwards, the first 1, while they are not negligible.
fn terms(start: u64, end: u64, ratio: impl Fn(u64) -> f64) -> Vec<f64> {
    let mut terms = vec![1.0];
    let mut weight = 1.0;
    for k in start..end {
        weight *= ratio(k);
        if weight < 1e-300 {
            break;
        }
        terms.push(weight);
    }
    terms
}

/// max over i in 1..=v of the mean weight of v - i ..= v - 1, counted from the top.
///
/// Weights rise to the mode and fall after it, so once past the mode a weight
/// below the running mean can only be followed by smaller ones: the mean falls
/// from there on.
fn widest(v: u64, lowest: u64, highest: u64, mode: u64, weight: impl Fn(u64) -> f64) -> f64 {
    let (mut sum, mut best) = (0.0, 0.0);
    for k in (lowest..v.min(highest + 1)).rev() {
        let here = weight(k);
        sum += here;
        let mean = sum / (v - k) as f64;
        if mean > best {
            best = mean;
        } else if k < mode && here < mean {
            break;
        }
    }
    best
}
