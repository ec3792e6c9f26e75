//! A privacy statement against what was measured.
//!
//! A lower bound above the statement's epsilon contradicts it. One below it does
//! not confirm it: a bound whose ceiling is not above the epsilon could not have
//! contradicted it whatever was found, and says nothing.

use serde::{Deserialize, Serialize};

use crate::bound::{Result, check};

/// What is claimed for one unit: (epsilon, delta)-differential privacy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Epsilon, at least 0.
    pub epsilon: f64,
    /// Delta, at least 0 and below 1.
    pub delta: f64,
}

/// A measured lower bound on epsilon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// How it was had, as in `one-run`.
    pub method: String,
    /// The bound, at the delta of the claim for the group.
    pub lower: f64,
    /// The bound had all guesses been right.
    pub ceiling: f64,
    /// Its significance.
    pub p: f64,
}

/// What the two say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// The bound is not above the claim, and could have been.
    Consistent,
    /// The bound is above the claim: one of the two is wrong.
    Contradicted,
    /// The bound could not have been above the claim.
    Inconclusive,
}

/// A claim beside a bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Consistency {
    /// What they say together.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub reason: String,
    /// Copies of a canary in training.
    pub group_size: u64,
    /// The claim for a group of that size.
    pub claim: Claim,
    /// The bound.
    pub measured: Measured,
}

impl Claim {
    /// The claim for a group of `size` units: size x epsilon, and delta x (e^(size
    /// epsilon) - 1) / (e^epsilon - 1) (Vadhan 2017, lemma 2.2, summed exactly).
    ///
    /// # Errors
    /// Names the number that has no meaning; `group_size` also where the group's
    /// delta is 1 or more, so that nothing is claimed for it.
    pub fn for_group(self, size: u64) -> Result<Self> {
        let Self { epsilon, delta } = self;
        check(
            epsilon >= 0.0 && epsilon.is_finite(),
            "epsilon",
            "finite and at least 0",
        )?;
        check(
            (0.0..1.0).contains(&delta),
            "delta",
            "at least 0 and below 1",
        )?;
        check(size >= 1, "group_size", "at least 1")?;
        if size == 1 {
            return Ok(self);
        }
        let count = size as f64;
        let factor = if epsilon == 0.0 {
            count
        } else {
            (count * epsilon).exp_m1() / epsilon.exp_m1()
        };
        let of_group = if delta == 0.0 { 0.0 } else { delta * factor };
        check(
            of_group < 1.0,
            "group_size",
            "small enough for a delta below 1",
        )?;
        Ok(Self {
            epsilon: count * epsilon,
            delta: of_group,
        })
    }
}

/// Compares a claim with a bound that was pre-registered at its significance and
/// taken at the group's delta.
///
/// # Errors
/// As [`Claim::for_group`]; `lower` or `ceiling` where it is not a number.
pub fn consistency(claim: Claim, group_size: u64, measured: Measured) -> Result<Consistency> {
    let claim = claim.for_group(group_size)?;
    check(!measured.lower.is_nan(), "lower", "a number")?;
    check(!measured.ceiling.is_nan(), "ceiling", "a number")?;
    let (lower, ceiling, epsilon) = (measured.lower, measured.ceiling, claim.epsilon);
    let (verdict, reason) = if lower > epsilon {
        let reason = format!("epsilon is at least {lower:.4}, the claim says {epsilon:.4}");
        (Verdict::Contradicted, reason)
    } else if ceiling <= epsilon {
        let reason =
            format!("no result could have refuted {epsilon:.4}: the ceiling is {ceiling:.4}");
        (Verdict::Inconclusive, reason)
    } else {
        let reason = format!(
            "epsilon is at least {lower:.4}, within the claim of {epsilon:.4}; up to {ceiling:.4} could have been shown"
        );
        (Verdict::Consistent, reason)
    };
    Ok(Consistency {
        verdict,
        reason,
        group_size,
        claim,
        measured,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(epsilon: f64, group_size: u64, lower: f64, ceiling: f64) -> Verdict {
        let claim = Claim {
            epsilon,
            delta: 1e-9,
        };
        let measured = Measured {
            method: "one-run".to_owned(),
            lower,
            ceiling,
            p: 0.05,
        };
        consistency(claim, group_size, measured).unwrap().verdict
    }

    #[test]
    fn three_verdicts() {
        assert_eq!(say(1.0, 1, 1.2, 5.0), Verdict::Contradicted);
        assert_eq!(say(1.0, 1, 1.0, 5.0), Verdict::Consistent);
        assert_eq!(say(1.0, 1, 0.0, 5.0), Verdict::Consistent);
        assert_eq!(say(8.0, 1, 3.0, 5.0), Verdict::Inconclusive);
        assert_eq!(say(5.0, 1, 5.0, 5.0), Verdict::Inconclusive);
        // A canary trained on four times is held against the group's epsilon.
        assert_eq!(say(1.0, 4, 1.2, 5.0), Verdict::Consistent);
        assert_eq!(say(1.0, 4, 4.2, 5.0), Verdict::Contradicted);
    }

    #[test]
    fn the_claim_for_a_group() {
        let claim = Claim {
            epsilon: 2_f64.ln(),
            delta: 1e-3,
        };
        let group = claim.for_group(3).unwrap();
        assert!((group.epsilon - 8_f64.ln()).abs() < 1e-12);
        // 1 + 2 + 4 times delta.
        assert!((group.delta - 7e-3).abs() < 1e-15);
        let nothing = Claim {
            epsilon: 0.0,
            delta: 0.1,
        };
        assert!((nothing.for_group(3).unwrap().delta - 0.3).abs() < 1e-15);
    }

    #[test]
    fn claims_without_meaning_are_named() {
        let field = |epsilon, delta, size| {
            let claim = Claim { epsilon, delta };
            claim.for_group(size).unwrap_err().field
        };
        assert_eq!(field(f64::NAN, 0.0, 1), "epsilon");
        assert_eq!(field(-1.0, 0.0, 1), "epsilon");
        assert_eq!(field(f64::INFINITY, 0.0, 1), "epsilon");
        assert_eq!(field(1.0, 1.0, 1), "delta");
        assert_eq!(field(1.0, f64::NAN, 1), "delta");
        assert_eq!(field(1.0, 0.0, 0), "group_size");
        assert_eq!(field(8.0, 1e-6, 16), "group_size");
        let pure = Claim {
            epsilon: 800.0,
            delta: 0.0,
        };
        assert_eq!(pure.for_group(2).unwrap().delta, 0.0);
    }
}
