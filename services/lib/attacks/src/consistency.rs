//! A privacy statement against what was measured.
//!
//! A lower bound above the statement's epsilon contradicts it. One below it does
//! not confirm it: a bound whose ceiling is not above the epsilon could not have
//! contradicted it whatever was found, and says nothing.

use serde::{Deserialize, Serialize};

/// What is claimed for one unit: (epsilon, delta)-differential privacy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Epsilon, at least 0.
    pub epsilon: f64,
    /// Delta, at least 0 and below 1.
    pub delta: f64,
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
