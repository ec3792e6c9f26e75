//! A private run: the order of a private step, kept.
//!
//! A step draws a batch, and then noise for every trainable parameter. The run counts a step as
//! spent when its batch is drawn, before anything could have been released.

use serde::{Deserialize, Serialize};

use crate::noise::NoiseSource;
use crate::rng::RngState;
use crate::sampling::PoissonSampler;
use crate::statement::PrivacyStatement;
use crate::{DpEvent, Error, Generator, Plan, PlanConfig, Result, RngKind};

/// Streams of the run's seed: what is drawn for the sampler never shifts what is drawn as noise.
const SAMPLER_STREAM: u64 = 1;
const NOISE_STREAM: u64 = 2;

/// A run of a [`Plan`].
#[derive(Debug)]
pub struct PrivateRun {
    plan: Plan,
    sampler: PoissonSampler,
    batches: Generator,
    noise: Generator,
    /// Weakest randomness that any step used.
    kind: RngKind,
    taken: u64,
    lost: u64,
    phase: Phase,
}

/// Where in a step the run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Phase {
    /// The next thing is a batch.
    Between,
    /// A batch was drawn; no noise yet.
    Drawn,
    /// Noise was drawn; more may follow, for further parameters.
    Noised,
}

/// Saved state of a run. **Secret**: with it the noise can be subtracted. It prints as redacted and
/// belongs in the private part of a checkpoint, never beside the weights that are published.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunState {
    config: PlanConfig,
    batches: RngState,
    noise: RngState,
    kind: RngKind,
    taken: u64,
    lost: u64,
    phase: Phase,
}

impl std::fmt::Debug for RunState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RunState(step {}, <redacted>)", self.taken)
    }
}

impl RunState {
    /// JSON form, for the private part of a checkpoint.
    ///
    /// # Errors
    /// When a number is not finite, which a plan never holds.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::Json)
    }

    /// Reads what [`RunState::to_json`] wrote.
    ///
    /// # Errors
    /// When the text has another shape. The message does not quote it.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|_| Error::BadState("its shape is not that of a run"))
    }

    /// Steps taken when the state was saved, lost ones included.
    #[must_use]
    pub fn steps_spent(&self) -> u64 {
        self.taken + self.lost
    }

    /// The plan's public parameters.
    #[must_use]
    pub fn config(&self) -> &PlanConfig {
        &self.config
    }
}

impl PrivateRun {
    pub(crate) fn new(plan: Plan, rng: &Generator) -> Self {
        let config = plan.config();
        Self {
            sampler: PoissonSampler::new(config.sampling_rate, config.dataset_size),
            batches: rng.stream(SAMPLER_STREAM),
            noise: rng.stream(NOISE_STREAM),
            kind: rng.kind(),
            taken: 0,
            lost: 0,
            phase: Phase::Between,
            plan,
        }
    }

    pub(crate) fn resume(plan: Plan, state: &RunState) -> Result<Self> {
        if *plan.config() != state.config {
            return Err(Error::BadState("it belongs to another plan"));
        }
        let spent = state.taken.checked_add(state.lost);
        if spent.is_none_or(|spent| spent > plan.config().steps) {
            return Err(Error::BadState("it counts more steps than the plan has"));
        }
        let batches = Generator::resume(&state.batches)?;
        let noise = Generator::resume(&state.noise)?;
        if [batches.kind(), noise.kind()].contains(&RngKind::Test) && state.kind != RngKind::Test {
            return Err(Error::BadState(
                "its generators are not of the kind it names",
            ));
        }
        Ok(Self {
            batches,
            noise,
            kind: state.kind,
            taken: state.taken,
            lost: state.lost,
            phase: state.phase,
            ..Self::new(plan, &Generator::resume(&state.batches)?)
        })
    }

    pub(crate) fn resume_reseeded(
        plan: Plan,
        state: &RunState,
        rng: &Generator,
        lost_steps: u64,
    ) -> Result<Self> {
        let mut run = Self::resume(plan, state)?;
        run.lost = run
            .lost
            .checked_add(lost_steps)
            .filter(|lost| lost + run.taken <= run.plan.config().steps)
            .ok_or(Error::BadState(
                "more steps were lost than the plan has left",
            ))?;
        // A half-taken step is not repeated: its batch was seen, so it stays spent.
        run.phase = Phase::Between;
        run.batches = rng.stream(SAMPLER_STREAM);
        run.noise = rng.stream(NOISE_STREAM);
        if rng.kind() == RngKind::Test {
            run.kind = RngKind::Test;
        }
        Ok(run)
    }

    /// Draws the next step's batch: ascending indices into the dataset's units, possibly none. An
    /// empty batch is a step like any other and still gets noise.
    ///
    /// # Errors
    /// When every planned step was taken, or the step before got no noise.
    pub fn next_batch(&mut self) -> Result<Vec<usize>> {
        if self.phase == Phase::Drawn {
            return Err(Error::StepOrder("the step before got no noise"));
        }
        if self.steps_left() == 0 {
            return Err(Error::PlanExhausted(self.plan.config().steps));
        }
        self.taken += 1;
        self.phase = Phase::Drawn;
        Ok(self.sampler.draw(&mut self.batches))
    }

    /// Fills `out` with this step's noise, N(0, [`PrivateRun::noise_std`]^2): to be added once to the
    /// **sum** of clipped gradients, before dividing by the expected batch size. Call it until every
    /// trainable scalar has its own.
    ///
    /// # Errors
    /// When no batch was drawn.
    pub fn fill_noise(&mut self, out: &mut [f32]) -> Result<()> {
        self.noise_source(out.len())?.fill(out);
        Ok(())
    }

    /// What [`PrivateRun::fill_noise`] would draw `count` values from, for a device that draws them by itself. It is to
    /// be used once: the run has gone on behind it.
    ///
    /// # Errors
    /// When no batch was drawn.
    pub fn noise_source(&mut self, count: usize) -> Result<NoiseSource> {
        if self.phase == Phase::Between {
            return Err(Error::StepOrder("noise comes after a batch"));
        }
        self.phase = Phase::Noised;
        let std = self.noise_std();
        Ok(self.noise.noise_source(count, std))
    }

    /// Clipping norm C of one unit's gradient.
    #[must_use]
    pub fn clip_norm(&self) -> f64 {
        self.plan.config().clip_norm
    }

    /// Standard deviation of the noise on the sum: noise multiplier times clipping norm.
    #[must_use]
    pub fn noise_std(&self) -> f64 {
        self.plan.config().noise_multiplier * self.plan.config().clip_norm
    }

    /// The constant that the noisy sum is divided by, whatever the size of the batch.
    #[must_use]
    pub fn expected_batch_size(&self) -> f64 {
        self.plan.config().expected_batch_size
    }

    /// Steps that count as spent, lost ones included.
    #[must_use]
    pub fn steps_spent(&self) -> u64 {
        self.taken + self.lost
    }

    /// Steps that may still be taken.
    #[must_use]
    pub fn steps_left(&self) -> u64 {
        self.plan.config().steps - self.steps_spent()
    }

    /// The plan that is being run.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What the randomness was; [`RngKind::Test`] if it ever was.
    #[must_use]
    pub fn rng_kind(&self) -> RngKind {
        self.kind
    }

    /// The event of the steps taken so far: what a ledger settles.
    #[must_use]
    pub fn spent(&self) -> DpEvent {
        self.plan.config().event(self.steps_spent())
    }

    /// The event once one more step is taken: what has to be written down before its batch is drawn.
    #[must_use]
    pub fn spent_with_next(&self) -> DpEvent {
        self.plan.config().event(self.steps_spent() + 1)
    }

    /// The claim for the steps taken so far. A run with a test generator claims nothing.
    ///
    /// # Errors
    /// Only those of the accountant, which a made plan cannot meet.
    pub fn statement(&self) -> Result<PrivacyStatement> {
        PrivacyStatement::of_run(self.plan.config(), self.spent(), self.kind)
    }

    /// The state to checkpoint. Secret.
    #[must_use]
    pub fn state(&self) -> RunState {
        RunState {
            config: self.plan.config().clone(),
            batches: self.batches.state(),
            noise: self.noise.state(),
            kind: self.kind,
            taken: self.taken,
            lost: self.lost,
            phase: self.phase,
        }
    }
}
