//! The state of a run on disk: everything that going on needs, so that the run that was killed ends as
//! if it had not been.
//!
//! A folder `state` inside [`Keep::dir`] holds `state.json` and the tensors. It is made beside, written
//! to the disk whole, and put in the place of the one before: whatever ends the process, one whole
//! state is there.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dp::RunState;
use model::{Parameter, catch, read_tensors, write_tensors};
use serde::{Deserialize, Serialize};

use super::Session;
use super::place::place;
use crate::{Error, RunRecord, Stopped};

#[cfg(test)]
mod tests;

const STATE: &str = "state";
const NEXT: &str = "state.next";
const LAST: &str = "state.last";
const FILE: &str = "state.json";
const WEIGHTS: &str = "weights.safetensors";
const OPTIMIZER: &str = "optimizer.safetensors";
const BEST: &str = "best.safetensors";
/// Steps of a private run whose batches were drawn, for who cannot repeat them bit for bit.
const DRAWN: &str = "drawn.json";

/// Saving may take one part in this many of the time.
const SHARE: u32 = 20;

/// Where and how often a run saves its state. The folder holds weights that learnt from the data, and
/// the randomness of a private run: it is as secret as the data.
#[derive(Debug, Clone)]
pub struct Keep {
    /// A folder of this run's own, which exists.
    pub dir: PathBuf,
    /// Least time between two states. Where saving takes long, more passes.
    pub every: Duration,
}

/// `state.json`.
#[derive(Serialize, Deserialize)]
struct State {
    record: RunRecord,
    training_seconds: f64,
    /// Whether there are weights: not before the first step.
    tensors: bool,
    best: bool,
    private: Option<RunState>,
    /// Whether steps were written down before they were drawn: earlier versions did so on a GPU alone.
    #[serde(default)]
    noted: bool,
    /// Where a private run's steps give the same result, bit for bit; nowhere else are they repeated.
    place: Option<String>,
}

impl Session<'_> {
    /// Goes back to the saved state, if there is one; returns its private part, and whether this is the place where a
    /// step that it was saved before gives the same result.
    pub(super) fn restore(&mut self) -> Result<Option<(RunState, bool)>, Error> {
        let Some(keep) = self.keep else {
            return Ok(None);
        };
        let Some(dir) = newest(&keep.dir) else {
            return Ok(None);
        };
        let bytes = fs::read(dir.join(FILE)).map_err(|error| unusable(&error))?;
        let state: State = serde_json::from_slice(&bytes)
            .map_err(|_| Error::StateUnusable("it is damaged".to_owned()))?;
        let mine = state.record.config == *self.config
            && state.record.examples == self.record.examples
            && state.record.total_steps == self.record.total_steps;
        if !mine {
            return Err(Error::StateUnusable("it is of another run".to_owned()));
        }
        if state.private.is_some() && !state.noted {
            let problem =
                "an earlier version saved it, and did not write down which steps were drawn since";
            return Err(Error::StateUnusable(problem.to_owned()));
        }
        if state.tensors {
            let slots = self.optimizer.state(&self.trainable);
            fill(&dir.join(WEIGHTS), &self.trainable)?;
            fill(&dir.join(OPTIMIZER), &slots)?;
            self.optimizer.resume(state.record.steps);
        }
        if state.best {
            let best = catch(|| super::plain::copies(&self.trainable))?;
            let named: Vec<Parameter> = self.trainable.iter().zip(&best).map(named).collect();
            fill(&dir.join(BEST), &named)?;
            self.best = Some(best);
        }
        self.training_seconds = state.training_seconds;
        self.before = state.record.wall_seconds;
        self.record = RunRecord {
            stopped: Stopped::Completed,
            resumed: state.record.resumed + 1,
            physical_tokens: self.record.physical_tokens,
            ceiling_flops_per_second: self.record.ceiling_flops_per_second,
            threads: self.record.threads,
            ..state.record
        };
        let here = state.place.is_some() && state.place == self.place();
        Ok(state.private.map(|private| (private, here)))
    }

    /// Saves the state if the last one is old enough.
    pub(super) fn save_if_due(&mut self, private: Option<&RunState>) -> Result<(), Error> {
        let due = |keep: &Keep| self.saved.elapsed() >= keep.every.max(self.saving * SHARE);
        if self.keep.is_some_and(due) {
            return self.save(private);
        }
        Ok(())
    }

    /// Saves the state.
    pub(super) fn save(&mut self, private: Option<&RunState>) -> Result<(), Error> {
        let Some(keep) = self.keep else {
            return Ok(());
        };
        let began = Instant::now();
        // What was not read is no state to go on from.
        self.read()?;
        self.close();
        let next = keep.dir.join(NEXT);
        let state = State {
            record: self.record.clone(),
            training_seconds: self.training_seconds,
            tensors: self.record.steps > 0,
            best: self.best.is_some(),
            private: private.cloned(),
            noted: true,
            place: private.and_then(|_| self.place()),
        };
        let written = || -> io::Result<()> {
            if next.exists() {
                fs::remove_dir_all(&next)?;
            }
            fs::create_dir(&next)?;
            let mut file = File::create(next.join(FILE))?;
            file.write_all(&serde_json::to_vec(&state)?)?;
            file.sync_all()
        };
        written().map_err(|error| unusable(&error))?;
        if state.tensors {
            let slots = self.optimizer.state(&self.trainable);
            put(&next.join(WEIGHTS), &self.trainable)?;
            put(&next.join(OPTIMIZER), &slots)?;
        }
        if let Some(best) = &self.best {
            let named: Vec<Parameter> = self.trainable.iter().zip(best).map(named).collect();
            put(&next.join(BEST), &named)?;
        }
        replace(&keep.dir).map_err(|error| unusable(&error))?;
        (self.saved, self.saving) = (Instant::now(), began.elapsed());
        Ok(())
    }

    /// Writes down that a step's batch is about to be drawn, for who goes on where it cannot be repeated.
    pub(super) fn note_drawn(&self, steps: u64) -> Result<(), Error> {
        let Some(keep) = self.keep else {
            return Ok(());
        };
        // Steps that are repeated were drawn before.
        let steps = steps.max(self.drawn());
        let written = || -> io::Result<()> {
            let (next, place) = (keep.dir.join("drawn.next"), keep.dir.join(DRAWN));
            let mut file = File::create(&next)?;
            file.write_all(&serde_json::to_vec(&steps)?)?;
            file.sync_all()?;
            fs::rename(next, place)?;
            File::open(&keep.dir)?.sync_all()
        };
        written().map_err(|error| unusable(&error))
    }

    /// Steps whose batches were drawn by whoever ran before, as far as it was written down.
    pub(super) fn drawn(&self) -> u64 {
        let text = self.keep.map(|keep| fs::read(keep.dir.join(DRAWN)));
        text.and_then(Result::ok)
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or(0)
    }

    fn place(&self) -> Option<String> {
        place(self.model.device(), self.record.threads, self.physical)
    }
}

fn named((parameter, value): (&Parameter, &tch::Tensor)) -> Parameter {
    Parameter {
        name: parameter.name.clone(),
        value: value.shallow_clone(),
    }
}

fn put(path: &Path, parameters: &[Parameter]) -> Result<(), Error> {
    write_tensors(path, parameters).map_err(|error| Error::StateUnusable(error.to_string()))?;
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| unusable(&error))
}

/// Reads values into parameters of the same names and shapes.
fn fill(path: &Path, parameters: &[Parameter]) -> Result<(), Error> {
    read_tensors(path, parameters).map_err(|error| Error::StateUnusable(error.to_string()))
}

/// The whole state that is there: between two renames it is the one before.
fn newest(dir: &Path) -> Option<PathBuf> {
    [STATE, LAST]
        .map(|name| dir.join(name))
        .into_iter()
        .find(|path| path.join(FILE).exists())
}

fn replace(dir: &Path) -> io::Result<()> {
    let [state, next, last] = [STATE, NEXT, LAST].map(|name| dir.join(name));
    File::open(&next)?.sync_all()?;
    if state.exists() {
        if last.exists() {
            fs::remove_dir_all(&last)?;
        }
        fs::rename(&state, &last)?;
    }
    fs::rename(&next, &state)?;
    File::open(dir)?.sync_all()?;
    if last.exists() {
        fs::remove_dir_all(&last)?;
    }
    Ok(())
}

fn unusable(error: &io::Error) -> Error {
    Error::StateUnusable(error.kind().to_string())
}
