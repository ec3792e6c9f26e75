//! Accountants: from events to an upper bound on epsilon or delta.
//!
//! **Guarantee.** Whatever [`Accountant::epsilon`] returns, the composed event is (epsilon,
//! delta)-differentially private under add-or-remove-one, for adaptively chosen steps too. The
//! bound is never an estimate: no central-limit step is taken anywhere, and truncation,
//! discretisation and floating-point round-off all push the number up. Theorems are named in
//! [`pld`] and [`rdp`].
//!
//! | edge case | answer |
//! |---|---|
//! | nothing was released (no-op, count 0, rate 0) | epsilon 0, delta 0 |
//! | delta at or above the total variation distance | epsilon 0 |
//! | an event the accountant does not know | refused |
//! | noise multiplier 0 | refused: there is no finite epsilon |

use serde::{Deserialize, Serialize};

use crate::error::check;
use crate::{DpEvent, Result};

mod composition;
mod gaussian;
pub mod pld;
pub mod rdp;

#[cfg(test)]
mod tests;

pub(crate) use composition::Composition;

/// Which bound to compute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accountant {
    /// Privacy loss distributions: tight, the default.
    #[default]
    Pld,
    /// Renyi differential privacy: looser, quick, widely cited.
    Rdp,
}

impl Accountant {
    /// Version of the computations; it changes whenever a number can change.
    pub const VERSION: u32 = 1;

    /// The name in flags and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pld => "pld",
            Self::Rdp => "rdp",
        }
    }

    /// Smallest epsilon this accountant can vouch for at `delta`, in (0, 1).
    ///
    /// # Errors
    /// When the event is unknown or holds a number without meaning, or `delta` is not in (0, 1).
    pub fn epsilon(self, event: &DpEvent, delta: f64) -> Result<f64> {
        check_delta(delta)?;
        let composition = Composition::of(event)?;
        Ok(match self {
            Self::Pld => pld::epsilon(&composition, delta, pld::Effort::Full),
            Self::Rdp => rdp::epsilon(&composition, delta).epsilon,
        })
    }

    /// Smallest delta this accountant can vouch for at `epsilon`, at least 0.
    ///
    /// # Errors
    /// When the event is unknown or holds a number without meaning, or `epsilon` is negative.
    pub fn delta(self, event: &DpEvent, epsilon: f64) -> Result<f64> {
        check(
            epsilon >= 0.0 && epsilon.is_finite(),
            "epsilon",
            epsilon,
            "finite and at least 0",
        )?;
        let composition = Composition::of(event)?;
        Ok(match self {
            Self::Pld => pld::delta(&composition, epsilon),
            Self::Rdp => rdp::delta(&composition, epsilon),
        })
    }
}

/// Refuses a delta outside (0, 1).
pub(crate) fn check_delta(delta: f64) -> Result<f64> {
    check(
        delta > 0.0 && delta < 1.0,
        "delta",
        delta,
        "above 0 and below 1",
    )
}
