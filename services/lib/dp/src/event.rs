//! Events: what was run, necessary and sufficient for accounting.
//!
//! An event is a public fact. Its JSON form is what statements and ledgers hold.

use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// A mechanism that was, or will be, run on the private dataset.
///
/// The enum can express more than an accountant can bound: sampling is only known around
/// [`DpEvent::Gaussian`], and anything else is refused with
/// [`UnsupportedEvent`](crate::Error::UnsupportedEvent), never approximated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DpEvent {
    /// Nothing was released.
    NoOp {},
    /// A sum with sensitivity 1, released with noise N(0, `noise_multiplier`^2).
    Gaussian {
        /// Noise standard deviation divided by the sensitivity; above 0.
        noise_multiplier: f64,
    },
    /// `event` on a subset into which each unit went by an independent trial.
    PoissonSampled {
        /// Probability that a unit takes part, in [0, 1].
        sampling_rate: f64,
        /// What ran on the subset.
        event: Box<DpEvent>,
    },
    /// The same event, `count` times, each with fresh randomness.
    SelfComposed {
        /// The repeated event.
        event: Box<DpEvent>,
        /// How often; 0 is a no-op.
        count: u64,
    },
    /// One event after another, in any order.
    Composed {
        /// The parts.
        events: Vec<DpEvent>,
    },
}

impl DpEvent {
    /// One step of private training: a Poisson-sampled Gaussian.
    #[must_use]
    pub fn poisson_sampled_gaussian(sampling_rate: f64, noise_multiplier: f64) -> Self {
        Self::PoissonSampled {
            sampling_rate,
            event: Box::new(Self::Gaussian { noise_multiplier }),
        }
    }

    /// This event, `count` times.
    #[must_use]
    pub fn repeated(self, count: u64) -> Self {
        Self::SelfComposed {
            event: Box::new(self),
            count,
        }
    }

    /// These events, one after another.
    #[must_use]
    pub fn composed(events: Vec<DpEvent>) -> Self {
        Self::Composed { events }
    }

    /// How many Poisson-sampled Gaussian steps at this rate and noise multiplier the event is made of;
    /// `None` where it holds anything else.
    #[must_use]
    pub fn steps_at(&self, rate: f64, sigma: f64) -> Option<u64> {
        match self {
            Self::NoOp {} => Some(0),
            Self::Gaussian { .. } => None,
            Self::PoissonSampled { .. } => {
                (*self == Self::poisson_sampled_gaussian(rate, sigma)).then_some(1)
            }
            Self::SelfComposed { event, count } => event.steps_at(rate, sigma)?.checked_mul(*count),
            Self::Composed { events } => events.iter().try_fold(0u64, |sum, event| {
                sum.checked_add(event.steps_at(rate, sigma)?)
            }),
        }
    }
}
