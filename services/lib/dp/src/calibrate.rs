//! Calibration: the least noise, most steps or largest sampling rate within a target.
//!
//! Epsilon falls with the noise multiplier and rises with steps and sampling rate, so each search
//! is a bracket that is narrowed. The value returned was evaluated at full accuracy and meets the
//! target; the value next to it, a part in [`TOLERANCE`] away, does not.

use crate::accountant::pld::{self, Effort};
use crate::accountant::{Accountant, Composition, check_delta, rdp};
use crate::error::check;
use crate::{DpEvent, Error, Result};

/// How close to the best value a search ends, as a fraction.
pub const TOLERANCE: f64 = 1e-4;

/// Most steps a search considers.
const MOST_STEPS: f64 = 1e9;

/// What a run may spend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Epsilon, above 0.
    pub epsilon: f64,
    /// Delta, in (0, 1).
    pub delta: f64,
    /// Which bound must meet the target.
    pub accountant: Accountant,
}

impl Target {
    /// A target under the tight accountant.
    #[must_use]
    pub fn new(epsilon: f64, delta: f64) -> Self {
        Self {
            epsilon,
            delta,
            accountant: Accountant::Pld,
        }
    }

    /// Smallest noise multiplier for `steps` Poisson-sampled steps at `sampling_rate`.
    ///
    /// # Errors
    /// When a number has no meaning, or no noise multiplier up to a million meets the target.
    pub fn noise_multiplier(&self, sampling_rate: f64, steps: u64) -> Result<f64> {
        self.check()?;
        let event = |sigma| DpEvent::poisson_sampled_gaussian(sampling_rate, sigma).repeated(steps);
        let least = 0.01;
        if self.met(&event(least), Effort::Full)? {
            return Ok(least);
        }
        let mut good = 1.0;
        while !self.met(&event(good), Effort::Quick)? {
            good *= 2.0;
            if good > 1e6 {
                return Err(self.unreachable("noise multiplier", "take fewer steps"));
            }
        }
        let mut bad = good / 2.0;
        while bad > least && self.met(&event(bad), Effort::Quick)? {
            (good, bad) = (bad, bad / 2.0);
        }
        self.boundary(bad.max(least), good, &event)
    }

    /// Most steps at `sampling_rate` and `noise_multiplier`, at most a thousand million.
    ///
    /// # Errors
    /// When a number has no meaning, or one step exceeds the target.
    pub fn steps(&self, sampling_rate: f64, noise_multiplier: f64) -> Result<u64> {
        self.check()?;
        let step = DpEvent::poisson_sampled_gaussian(sampling_rate, noise_multiplier);
        let event = |steps: f64| step.clone().repeated(steps.floor() as u64);
        if !self.met(&event(1.0), Effort::Full)? {
            return Err(self.unreachable("number of steps", "raise the noise multiplier"));
        }
        let mut bad = 2.0;
        while self.met(&event(bad), Effort::Quick)? {
            bad *= 4.0;
            if bad > MOST_STEPS {
                return Ok(MOST_STEPS as u64);
            }
        }
        let mut most = self.boundary(bad, 1.0, &event)?.floor();
        // A short walk to the last step that fits; long runs are within the tolerance already.
        for _ in 0..8 {
            if !self.met(&event(most + 1.0), Effort::Full)? {
                break;
            }
            most += 1.0;
        }
        Ok(most as u64)
    }

    /// Largest sampling rate for `steps` steps at `noise_multiplier`. Times the dataset size it is
    /// the largest expected batch size.
    ///
    /// # Errors
    /// When a number has no meaning, or no rate above 1e-9 meets the target.
    pub fn sampling_rate(&self, noise_multiplier: f64, steps: u64) -> Result<f64> {
        self.check()?;
        let event =
            |rate| DpEvent::poisson_sampled_gaussian(rate, noise_multiplier).repeated(steps);
        if self.met(&event(1.0), Effort::Full)? {
            return Ok(1.0);
        }
        let (mut bad, mut good) = (1.0, 0.25);
        while !self.met(&event(good), Effort::Quick)? {
            (bad, good) = (good, good / 4.0);
            if good < 1e-9 {
                return Err(self.unreachable("sampling rate", "raise the noise multiplier"));
            }
        }
        self.boundary(bad, good, &event)
    }

    fn check(&self) -> Result<()> {
        let (epsilon, expected) = (self.epsilon, "finite and above 0");
        check(
            epsilon > 0.0 && epsilon.is_finite(),
            "epsilon",
            epsilon,
            expected,
        )?;
        check_delta(self.delta).map(|_| ())
    }

    fn epsilon_of(&self, event: &DpEvent, effort: Effort) -> Result<f64> {
        let composition = Composition::of(event)?;
        Ok(match self.accountant {
            Accountant::Pld => pld::epsilon(&composition, self.delta, effort),
            Accountant::Rdp => rdp::epsilon(&composition, self.delta).epsilon,
        })
    }

    fn met(&self, event: &DpEvent, effort: Effort) -> Result<bool> {
        Ok(self.epsilon_of(event, effort)? <= self.epsilon)
    }

    /// The last value on the way from `good` to `bad` that meets the target.
    fn boundary(&self, bad: f64, good: f64, event: &impl Fn(f64) -> DpEvent) -> Result<f64> {
        let (bad, good) = self.narrow(bad, good, event, Effort::Quick, 1e-2)?;
        // Quick numbers are up to a thousandth too high, so the true boundary may lie outside.
        let (mut bad, mut good) = (bad.ln(), good.ln());
        let reach = good - bad;
        while !self.met(&event(good.exp()), Effort::Full)? {
            good += reach;
        }
        while self.met(&event(bad.exp()), Effort::Full)? {
            bad -= reach;
        }
        Ok(self
            .narrow(bad.exp(), good.exp(), event, Effort::Full, TOLERANCE)?
            .1)
    }

    /// Narrows a bracket to a ratio of 1 + `tolerance` by interpolation on logarithms.
    fn narrow(
        &self,
        bad: f64,
        good: f64,
        event: &impl Fn(f64) -> DpEvent,
        effort: Effort,
        tolerance: f64,
    ) -> Result<(f64, f64)> {
        let excess = |x: f64| -> Result<f64> {
            // An epsilon of 0 still needs a finite logarithm.
            Ok((self.epsilon_of(&event(x.exp()), effort)?.max(1e-12) / self.epsilon).ln())
        };
        let (mut bad, mut good) = (bad.ln(), good.ln());
        let (mut at_bad, mut at_good) = (excess(bad)?, excess(good)?);
        let mut halve = false;
        while (good - bad).abs() > tolerance {
            let before = (good - bad).abs();
            let fraction = if halve {
                0.5
            } else {
                at_bad / (at_bad - at_good)
            };
            // Aim a little past the root, so that both ends close in.
            let aim = bad + fraction * (good - bad);
            let nudge = 0.4 * tolerance * (good - bad).signum();
            let toward_good = (aim - bad).abs() < (good - aim).abs();
            let next = if toward_good {
                aim + nudge
            } else {
                aim - nudge
            };
            let (low, high) = (bad.min(good), bad.max(good));
            let next = next.clamp(low + 0.05 * (high - low), high - 0.05 * (high - low));
            let value = excess(next)?;
            if value <= 0.0 {
                (good, at_good) = (next, value);
            } else {
                (bad, at_bad) = (next, value);
            }
            halve = (good - bad).abs() > 0.5 * before;
        }
        Ok((bad.exp(), good.exp()))
    }

    fn unreachable(&self, searched: &'static str, hint: &'static str) -> Error {
        Error::TargetUnreachable {
            searched,
            epsilon: self.epsilon,
            delta: self.delta,
            hint,
        }
    }
}
