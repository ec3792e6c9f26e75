//! The privacy statement: what a run claims, in a form that can be checked and read.
//!
//! NIST SP 800-226 (2025) asks a claim for its parameters, its unit, and what lies under it; this
//! is that, with the event from which the numbers follow.

use serde::{Deserialize, Serialize};
use std::fmt::Write;

use crate::accountant::Accountant;
use crate::plan::{PlanConfig, Relation, Unit};
use crate::{DpEvent, Error, Result, RngKind};

#[cfg(test)]
mod tests;

/// Version of the JSON form.
pub const SCHEMA_VERSION: u32 = 1;

/// A claim, or the plain word that there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PrivacyStatement {
    /// The released values are (epsilon, delta)-differentially private.
    DifferentialPrivacy(Guarantee),
    /// There is no guarantee.
    None {
        /// Version of this form.
        schema_version: u32,
        /// Why not.
        why: WhyNone,
    },
}

/// Why a run has no guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyNone {
    /// The method clips and adds no noise.
    NotPrivate,
    /// The run used the test generator, whose noise can be recomputed.
    TestGenerator,
}

/// An (epsilon, delta) claim with all it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    /// Version of this form.
    pub schema_version: u32,
    /// Unit of privacy.
    pub unit: Unit,
    /// Neighbouring relation.
    pub relation: Relation,
    /// Upper bound on epsilon at `delta`.
    pub epsilon: f64,
    /// Delta.
    pub delta: f64,
    /// Accountant that gave epsilon.
    pub accountant: Accountant,
    /// Version of that accountant's computations.
    pub accountant_version: u32,
    /// Everything that was released, in the accountant's terms.
    pub event: DpEvent,
    /// What the randomness was.
    pub rng: RngKind,
    /// Numbers the claim takes to be public.
    pub assumed_public: AssumedPublic,
}

/// Numbers that are used without protection: the claim holds against someone who knows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssumedPublic {
    /// Number of units in the dataset.
    pub dataset_size: u64,
    /// The constant that steps are divided by.
    pub expected_batch_size: f64,
    /// Clipping norm of a unit's gradient.
    pub clip_norm: f64,
    /// Number of steps the plan allowed.
    pub planned_steps: u64,
}

impl AssumedPublic {
    fn of(config: &PlanConfig) -> Self {
        Self {
            dataset_size: config.dataset_size,
            expected_batch_size: config.expected_batch_size,
            clip_norm: config.clip_norm,
            planned_steps: config.steps,
        }
    }
}

impl PrivacyStatement {
    /// The statement of a run without clipping and noise.
    #[must_use]
    pub fn not_private() -> Self {
        Self::None {
            schema_version: SCHEMA_VERSION,
            why: WhyNone::NotPrivate,
        }
    }

    pub(crate) fn of_run(config: &PlanConfig, event: DpEvent, rng: RngKind) -> Result<Self> {
        if rng == RngKind::Test {
            let why = WhyNone::TestGenerator;
            return Ok(Self::None {
                schema_version: SCHEMA_VERSION,
                why,
            });
        }
        let accountant = Accountant::Pld;
        Ok(Self::DifferentialPrivacy(Guarantee {
            schema_version: SCHEMA_VERSION,
            unit: config.unit,
            relation: config.relation,
            epsilon: accountant.epsilon(&event, config.delta)?,
            delta: config.delta,
            accountant,
            accountant_version: Accountant::VERSION,
            event,
            rng,
            assumed_public: AssumedPublic::of(config),
        }))
    }

    /// Epsilon, where something is claimed.
    #[must_use]
    pub fn epsilon(&self) -> Option<f64> {
        match self {
            Self::DifferentialPrivacy(guarantee) => Some(guarantee.epsilon),
            Self::None { .. } => None,
        }
    }

    /// Recomputes the claim from its event. A claim higher than needed passes; a lower one does not.
    ///
    /// It checks that the numbers follow from the event. That the event is what really ran, no
    /// arithmetic can show.
    ///
    /// # Errors
    /// When the form is unknown, the randomness was not secure, or the numbers do not follow.
    pub fn verify(&self) -> Result<()> {
        let guarantee = match self {
            Self::None { schema_version, .. } => return check_schema(*schema_version),
            Self::DifferentialPrivacy(guarantee) => guarantee,
        };
        check_schema(guarantee.schema_version)?;
        if guarantee.rng != RngKind::SecureChacha20 {
            return Err(Error::StatementInvalid("its randomness was not secure"));
        }
        if guarantee.relation != Relation::AddOrRemoveOne {
            return Err(Error::StatementInvalid("its relation has no accountant"));
        }
        if guarantee.accountant_version != Accountant::VERSION {
            return Err(Error::StatementInvalid(
                "another version of the accountant made it",
            ));
        }
        let epsilon = guarantee
            .accountant
            .epsilon(&guarantee.event, guarantee.delta)?;
        // The same code gives the same number; another processor may differ in the last digits.
        if guarantee.epsilon.is_nan() || guarantee.epsilon < epsilon * (1.0 - 1e-9) {
            return Err(Error::StatementInvalid(
                "its epsilon is below what its event costs",
            ));
        }
        Ok(())
    }

    /// Checks that the claim is about the run that `config` describes and that took `steps` steps, on
    /// `units` units at most where that is known: the steps of Algorithm 1 (Abadi et al. 2016) and nothing else, each on a
    /// Poisson sample at the plan's rate, with the plan's noise, divided by the plan's constant.
    ///
    /// # Errors
    /// When the claim says something else than the run.
    pub fn check_run(&self, config: &PlanConfig, steps: u64, units: Option<u64>) -> Result<()> {
        let Self::DifferentialPrivacy(guarantee) = self else {
            return Ok(());
        };
        let differs = |what| Err(Error::StatementInvalid(what));
        config.check()?;
        if (guarantee.unit, guarantee.relation, guarantee.delta)
            != (config.unit, config.relation, config.delta)
        {
            return differs("its unit, relation or delta is not the run's");
        }
        if guarantee.assumed_public != AssumedPublic::of(config) {
            return differs("what it takes to be public is not what the run used");
        }
        let alike = |units| match config.unit {
            Unit::Example => config.dataset_size == units,
            Unit::Subject => config.dataset_size <= units,
        };
        if !units.is_none_or(alike) {
            return differs("its dataset size is not that of the training split");
        }
        let claimed = guarantee
            .event
            .steps_at(config.sampling_rate, config.noise_multiplier);
        match claimed {
            None => differs("its event is not Poisson-sampled steps at the run's rate and noise"),
            Some(claimed) if claimed < steps => {
                differs("its event has fewer steps than were taken")
            }
            Some(claimed) if claimed > config.steps => {
                differs("its event has more steps than were planned")
            }
            Some(_) => Ok(()),
        }
    }

    /// JSON form.
    ///
    /// # Errors
    /// When a number is not finite, which no statement made here holds.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map_err(Error::Json)
    }

    /// Reads a statement; fields it does not know are refused. It is not verified by reading.
    ///
    /// # Errors
    /// When the text is not a statement.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(Error::Json)
    }

    /// The claim in sentences.
    #[must_use]
    pub fn render(&self) -> String {
        match self {
            Self::None { why: WhyNone::NotPrivate, .. } => {
                "No differential-privacy guarantee: this run did not clip gradients or add noise.\n"
                    .into()
            }
            Self::None { why: WhyNone::TestGenerator, .. } => {
                "No differential-privacy guarantee: this run drew its noise from a test generator.\n"
                    .into()
            }
            Self::DifferentialPrivacy(guarantee) => guarantee.render(),
        }
    }
}

impl Guarantee {
    fn render(&self) -> String {
        let unit = match self.unit {
            Unit::Example => "one training example",
            Unit::Subject => "everything one subject contributed",
        };
        let public = &self.assumed_public;
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "Differential privacy: epsilon = {:.4}, delta = {:e}\n\
             Unit: {unit}. Neighbours: datasets that differ by adding or removing one.\n\
             Epsilon is an upper bound by the {} accountant, version {}.\n\
             What was run:\n",
            round_up(self.epsilon),
            self.delta,
            self.accountant.name().to_uppercase(),
            self.accountant_version,
        );
        describe(&self.event, 1, &mut text);
        let _ = write!(
            text,
            "Randomness: ChaCha20, seeded by the operating system.\n\
             Taken to be public: dataset size {}, expected batch size {}, clipping norm {}, planned \
             steps {}, and every other hyper-parameter.\n\
             Not covered: choosing hyper-parameters on the private data, other releases from the \
             same data, and gradients or batches seen by whoever runs the training.\n",
            public.dataset_size, public.expected_batch_size, public.clip_norm, public.planned_steps,
        );
        text
    }
}

/// One line an event, indented by depth.
fn describe(event: &DpEvent, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let _ = match event {
        DpEvent::NoOp {} => writeln!(text, "{indent}nothing"),
        DpEvent::Gaussian { noise_multiplier } => {
            writeln!(
                text,
                "{indent}Gaussian noise, noise multiplier {noise_multiplier}"
            )
        }
        DpEvent::PoissonSampled {
            sampling_rate,
            event,
        } => {
            let done = writeln!(text, "{indent}on a Poisson sample at rate {sampling_rate}:");
            describe(event, depth + 1, text);
            done
        }
        DpEvent::SelfComposed { event, count } => {
            let done = writeln!(text, "{indent}{count} times:");
            describe(event, depth + 1, text);
            done
        }
        DpEvent::Composed { events } => {
            let done = writeln!(text, "{indent}one after another:");
            events
                .iter()
                .for_each(|event| describe(event, depth + 1, text));
            done
        }
    };
}

/// To four decimals, upwards: a rendered bound is still a bound.
fn round_up(epsilon: f64) -> f64 {
    (epsilon * 1e4).ceil() / 1e4
}

fn check_schema(version: u32) -> Result<()> {
    if version == SCHEMA_VERSION {
        return Ok(());
    }
    Err(Error::StatementInvalid(
        "the version of its form is unknown",
    ))
}
