//! The learning rate over a run.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// Shape of the learning rate after the warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Stays at its peak.
    Constant,
    /// Falls in a line to zero.
    Linear,
    /// Falls along half a cosine to zero (Loshchilov and Hutter 2017).
    #[default]
    Cosine,
}

impl Schedule {
    /// Factor on the peak learning rate at `step` of `total`, counted from 0, where the first
    /// `warmup` steps rise in a line. Between 0 and 1; above 0 at every step.
    pub fn factor(self, step: u64, total: u64, warmup: u64) -> f64 {
        if step < warmup {
            return (step + 1) as f64 / (warmup + 1) as f64;
        }
        let rest = total.saturating_sub(warmup).max(1) as f64;
        let done = (step - warmup) as f64 / rest;
        match self {
            Self::Constant => 1.0,
            Self::Linear => 1.0 - done,
            Self::Cosine => 0.5 * (1.0 + (std::f64::consts::PI * done).cos()),
        }
    }
}
