//! The plan: public facts of a private run, checked together.
//!
//! A [`Plan`] is the only source of sampler, clipping norm, noise and event. Its fields are
//! private, so no part can be swapped after the whole was accounted for.

use serde::{Deserialize, Serialize};

use crate::accountant::{Accountant, Composition, check_delta, pld};
use crate::calibrate::Target;
use crate::error::check;
use crate::run::{PrivateRun, RunState};
use crate::{DpEvent, Error, Generator, Result};

#[cfg(test)]
mod tests;

/// Which datasets count as neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// One unit more or less. The only relation with an accountant here.
    #[default]
    AddOrRemoveOne,
    /// One unit exchanged for another: costs more, and is refused.
    ReplaceOne,
    /// One unit's contribution set to zero: refused.
    ZeroOut,
}

/// What one neighbour differs by: the index that the sampler draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// One training example.
    #[default]
    Example,
    /// Everything one subject contributed: the caller clips per subject, not per example.
    Subject,
}

/// Public parameters of a private run. Every field is known to the adversary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanConfig {
    /// Probability that a unit takes part in a step, above 0 and at most 1.
    pub sampling_rate: f64,
    /// Number of steps, at least 1.
    pub steps: u64,
    /// Clipping norm C of a unit's gradient, above 0.
    pub clip_norm: f64,
    /// Noise standard deviation divided by the clipping norm, above 0; [`PlanConfig::calibrate`]
    /// replaces it.
    pub noise_multiplier: f64,
    /// The constant that a step's noisy sum is divided by: sampling rate times dataset size.
    pub expected_batch_size: f64,
    /// Number of units, a public number.
    pub dataset_size: u64,
    /// Neighbouring relation.
    pub relation: Relation,
    /// Unit of privacy.
    pub unit: Unit,
    /// Delta of the claim, in (0, 1).
    pub delta: f64,
}

impl PlanConfig {
    /// A configuration from a batch size: the sampling rate follows from it. The noise multiplier
    /// is 1 until it is set or calibrated.
    #[must_use]
    pub fn for_batch(dataset_size: u64, expected_batch_size: f64, steps: u64, delta: f64) -> Self {
        Self {
            sampling_rate: expected_batch_size / dataset_size as f64,
            steps,
            clip_norm: 1.0,
            noise_multiplier: 1.0,
            expected_batch_size,
            dataset_size,
            relation: Relation::AddOrRemoveOne,
            unit: Unit::Example,
            delta,
        }
    }

    /// The plan with this configuration's noise multiplier.
    ///
    /// # Errors
    /// When a number has no meaning, the numbers contradict each other, or the relation has no
    /// accountant.
    pub fn make(self) -> Result<Plan> {
        self.check()?;
        let composition = Composition::of(&self.event(self.steps))?;
        let epsilon = pld::epsilon(&composition, self.delta, pld::Effort::Full);
        Ok(Plan {
            config: self,
            epsilon,
        })
    }

    /// The plan with the least noise that keeps epsilon at or below `epsilon`.
    ///
    /// # Errors
    /// As [`PlanConfig::make`], and when no noise multiplier meets the target.
    pub fn calibrate(mut self, epsilon: f64) -> Result<Plan> {
        self.noise_multiplier = 1.0;
        self.check()?;
        let target = Target::new(epsilon, self.delta);
        self.noise_multiplier = target.noise_multiplier(self.sampling_rate, self.steps)?;
        self.make()
    }

    /// The event of `steps` steps.
    pub(crate) fn event(&self, steps: u64) -> DpEvent {
        if steps == 0 {
            return DpEvent::NoOp {};
        }
        DpEvent::poisson_sampled_gaussian(self.sampling_rate, self.noise_multiplier).repeated(steps)
    }

    /// Whether every number has a meaning and none contradicts another.
    pub(crate) fn check(&self) -> Result<()> {
        let rate = self.sampling_rate;
        check(
            rate > 0.0 && rate <= 1.0,
            "sampling_rate",
            rate,
            "above 0 and at most 1",
        )?;
        let positive = "finite and above 0";
        let clip = self.clip_norm;
        check(clip > 0.0 && clip.is_finite(), "clip_norm", clip, positive)?;
        let size = self.expected_batch_size;
        check(
            size > 0.0 && size.is_finite(),
            "expected_batch_size",
            size,
            positive,
        )?;
        check(self.steps > 0, "steps", self.steps as f64, "at least 1")?;
        check(
            self.dataset_size > 0,
            "dataset_size",
            self.dataset_size as f64,
            "at least 1",
        )?;
        check_delta(self.delta)?;
        match self.relation {
            Relation::AddOrRemoveOne => {}
            Relation::ReplaceOne => return Err(Error::UnsupportedRelation("replace-one")),
            Relation::ZeroOut => return Err(Error::UnsupportedRelation("zero-out")),
        }
        let implied = rate * self.dataset_size as f64;
        if (size / implied - 1.0).abs() > 1e-9 {
            return Err(Error::InconsistentPlan(
                "the expected batch size is not the sampling rate times the dataset size",
            ));
        }
        // A delta of 1/n or more allows a mechanism that publishes one unit whole.
        if self.delta * self.dataset_size as f64 >= 1.0 {
            return Err(Error::InconsistentPlan(
                "delta is not below one over the dataset size, so it would permit publishing a unit",
            ));
        }
        std_of(self).map(|_| ())
    }
}

fn std_of(config: &PlanConfig) -> Result<f64> {
    let std = config.noise_multiplier * config.clip_norm;
    // Noise is drawn as f32: below and above these it would turn into 0 or infinity.
    check(
        (1e-30..=1e30).contains(&std),
        "noise standard deviation",
        std,
        "between 1e-30 and 1e30",
    )
}

/// A checked plan and what it will cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    config: PlanConfig,
    epsilon: f64,
}

impl Plan {
    /// The public parameters.
    #[must_use]
    pub fn config(&self) -> &PlanConfig {
        &self.config
    }

    /// Epsilon of the whole plan at the configured delta: an upper bound.
    #[must_use]
    pub fn epsilon(&self) -> f64 {
        self.epsilon
    }

    /// Accountant behind [`Plan::epsilon`].
    #[must_use]
    pub fn accountant(&self) -> Accountant {
        Accountant::Pld
    }

    /// The event of every planned step: what a budget reserves.
    #[must_use]
    pub fn event(&self) -> DpEvent {
        self.config.event(self.config.steps)
    }

    /// Starts a run. Its randomness comes from `rng`: a [`SecureRng`](crate::SecureRng), or a test
    /// generator, which the run's statement will name.
    #[must_use]
    pub fn start(&self, rng: impl Into<Generator>) -> PrivateRun {
        PrivateRun::new(self.clone(), &rng.into())
    }

    /// Goes on from `state` with the very same random numbers.
    ///
    /// Use it only where a repeated step repeats its result bit for bit (a CPU run): the same noise
    /// on a sum that differs in its last bits would cancel in the difference of the two releases.
    /// Elsewhere use [`Plan::resume_reseeded`].
    ///
    /// # Errors
    /// When the state belongs to another plan or is damaged.
    pub fn resume(&self, state: &RunState) -> Result<PrivateRun> {
        PrivateRun::resume(self.clone(), state)
    }

    /// Goes on from `state` with fresh randomness. `lost_steps` counts the steps taken after the
    /// state was saved, whose results are discarded but may have been seen: they stay spent, and
    /// that many fewer are left.
    ///
    /// # Errors
    /// When the state belongs to another plan or is damaged, or the plan has fewer steps.
    pub fn resume_reseeded(
        &self,
        state: &RunState,
        rng: impl Into<Generator>,
        lost_steps: u64,
    ) -> Result<PrivateRun> {
        PrivateRun::resume_reseeded(self.clone(), state, &rng.into(), lost_steps)
    }
}
