//! Private steps: per-example gradients, clipped, summed, with noise (Abadi et al. 2016, Algorithm 1),
//! in the order that [`dp::PrivateRun`] keeps.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::time::Instant;

use dp::{Generator, Plan, PrivateRun, RunState};
use model::{Seed, catch};
use tch::Tensor;

use super::{Observer, Session};
use crate::batch::Example;
use crate::gradient::{Clipping, Unit, UnitBatch, clipped_sum, clipped_sum_ahead};
use crate::optimizer::{Factor, Step};
use crate::{Error, Progress, Stopped};

mod noise;
mod selftest;
#[cfg(test)]
mod tests;

use noise::add_noise;
pub use noise::draws_noise;
pub use selftest::Fault;
pub(super) use selftest::check as self_test;

impl Session<'_> {
    pub(super) fn train_privately(
        &mut self,
        plan: &Plan,
        rng: Generator,
        saved: Option<(RunState, bool)>,
        observer: &mut dyn Observer,
    ) -> Result<(), Error> {
        let units = self.units(plan.config().unit);
        if plan.config().dataset_size != units.len() as u64 {
            let problem = "counts another number of units than there are";
            return Err(Error::invalid("privacy", problem));
        }
        let mut run = self.go_on(plan, rng, saved)?;
        self.draws_noise = draws_noise(self.model);
        // Before anything is drawn: what repeats a step has to repeat its randomness.
        self.save(Some(&run.state()))?;
        while run.steps_left() > 0 {
            if observer.suspending() && self.keep.is_some() {
                self.record.stopped = Stopped::Suspended;
                return self.save(Some(&run.state()));
            }
            if observer.spending(&run.spent_with_next()).is_break() {
                self.record.stopped = Stopped::Cancelled;
                break;
            }
            self.note_drawn(run.steps_spent() + 1)?;
            let progress = self.private_step(&mut run, &units, observer)?;
            let stop: ControlFlow<()> = observer.progress(&progress);
            if stop.is_break() && run.steps_left() > 0 {
                self.record.stopped = Stopped::Cancelled;
                break;
            }
            self.save_if_due(Some(&run.state()))?;
        }
        self.record.privacy = run.statement()?;
        self.close();
        Ok(())
    }

    /// A run from its start, or from where it was saved: with the same randomness where a step that is taken again gives
    /// the same result, elsewhere with fresh randomness, and what was drawn since then stays spent.
    fn go_on(
        &self,
        plan: &Plan,
        rng: Generator,
        saved: Option<(RunState, bool)>,
    ) -> Result<PrivateRun, Error> {
        let Some((saved, here)) = saved else {
            return Ok(plan.start(rng));
        };
        if here {
            return Ok(plan.resume(&saved)?);
        }
        let lost = self.drawn().saturating_sub(saved.steps_spent());
        Ok(plan.resume_reseeded(&saved, rng, lost)?)
    }

    /// The examples of each unit of privacy, by index.
    fn units(&self, unit: dp::Unit) -> Vec<Vec<usize>> {
        if unit == dp::Unit::Example {
            return (0..self.examples.len()).map(|index| vec![index]).collect();
        }
        let mut units: Vec<Vec<usize>> = Vec::new();
        let mut of_subject: HashMap<u64, usize> = HashMap::new();
        for (index, example) in self.examples.iter().enumerate() {
            // An example of nobody is a unit of its own.
            let place = example
                .subject
                .map(|subject| *of_subject.entry(subject).or_insert(units.len()));
            match place.and_then(|place| units.get_mut(place)) {
                Some(unit) if unit.len() < self.config.examples_per_subject => unit.push(index),
                Some(_) => {}
                None => units.push(vec![index]),
            }
        }
        units
    }

    /// One step: draw, clip each, sum, add noise, divide by the expected batch size, update.
    fn private_step(
        &mut self,
        run: &mut PrivateRun,
        units: &[Vec<usize>],
        observer: &mut dyn Observer,
    ) -> Result<Progress, Error> {
        let began = Instant::now();
        let drawn = run.next_batch()?;
        let sums = self.noisy_sums(run, &drawn, units, observer)?;
        let learning_rate = self.update(sums, run.expected_batch_size())?;
        self.training_seconds += began.elapsed().as_secs_f64();
        let sampling_rate = run.plan().config().sampling_rate;
        self.record.epochs = self.record.steps as f64 * sampling_rate;
        Ok(self.progress(None, learning_rate, None, None))
    }

    /// The sum of the clipped gradients of the drawn units, with the step's noise.
    fn noisy_sums(
        &mut self,
        run: &mut PrivateRun,
        drawn: &[usize],
        units: &[Vec<usize>],
        observer: &mut dyn Observer,
    ) -> Result<Vec<Tensor>, Error> {
        let clip_norm = run.clip_norm();
        if self.readings.ahead {
            // The noise is drawn while the device is busy with the sums.
            let sums = self.within_memory(observer, |session| {
                let (batch, clipping) = (
                    session.unit_batch(drawn, units),
                    session.clipping(clip_norm),
                );
                clipped_sum_ahead(session.model, &session.trainable, &batch, clipping)
            })?;
            add_noise(run, &sums.values, self.draws_noise)?;
            if catch(|| sums.whole.int64_value(&[]) != 0)? {
                return Ok(sums.values);
            }
            // Some unit's gradient has no direction: once more, looking at each.
        }
        let sums = self.within_memory(observer, |session| {
            session.clipped_sum(drawn, units, clip_norm)
        })?;
        add_noise(run, &sums, self.draws_noise)?;
        Ok(sums)
    }

    /// Goes a step along sums divided by a constant; returns the learning rate.
    fn update(&mut self, sums: Vec<Tensor>, divisor: f64) -> Result<f64, Error> {
        let learning_rate = self.learning_rate(self.record.steps);
        let how = Step {
            learning_rate,
            factor: Factor::Known(1.0 / divisor),
        };
        catch(|| self.optimizer.step(&self.trainable, sums, how))?;
        self.record.steps += 1;
        Ok(learning_rate)
    }

    /// The sum of the clipped gradients of the drawn units; zero of an empty batch.
    fn clipped_sum(
        &self,
        drawn: &[usize],
        units: &[Vec<usize>],
        clip_norm: f64,
    ) -> Result<Vec<Tensor>, Error> {
        let (batch, clipping) = (self.unit_batch(drawn, units), self.clipping(clip_norm));
        Ok(clipped_sum(self.model, &self.trainable, &batch, clipping)?.values)
    }

    /// The drawn units, possibly none.
    fn unit_batch(&self, drawn: &[usize], units: &[Vec<usize>]) -> UnitBatch<'_> {
        let unit = |place: &usize| {
            let examples: Vec<&Example> = units[*place]
                .iter()
                .map(|index| self.examples[*index])
                .collect();
            // A unit's dropout hangs on what it holds and on the step: not on who else was drawn, nor on
            // its place among the others, which moves when one of them is taken away.
            let tokens = examples.iter().flat_map(|example| &example.ids);
            let own = tokens.fold(0, |hash, id| Seed::mixed(hash ^ Seed::mixed(*id as u64)));
            let stream = format!("step {} unit {own}", self.record.steps);
            Unit {
                examples,
                seed: Seed::new(self.config.seed, &stream).next_u64() as i64,
            }
        };
        UnitBatch {
            units: drawn.iter().map(unit).collect(),
            cut: self.cut(),
            physical: self.physical,
        }
    }

    fn clipping(&self, norm: f64) -> Clipping {
        Clipping {
            norm,
            per_layer: self.config.per_layer_clipping,
            safe: true,
        }
    }
}
