//! Deep probes: those that read every record many times, put other values into it,
//! or let the models write. Made where a job asks for them.

mod inference;
mod place;
mod reconstruction;
mod shots;
mod unprompted;

use std::ops::ControlFlow;

use attacks::Observed;
use attacks::inference::Choice;
use attacks::reconstruction::{Guess, Rebuilt};
use attacks::unprompted::Written;
use chassis::{Failure, Worker};
use corpus::tokenize::Tokenizer;
use model::{Adapter, Model, ScoreOptions, suffix_log_probs};

use crate::error;
use crate::observe::{Cost, Questions, Read, kept, mean, watched};
use crate::probe::Probed;
use crate::subject::Subject;
use place::{Candidates, Place};
use unprompted::Prompts;

/// What deep probes ask, drawn beforehand.
pub(crate) struct Deep<'a> {
    seed: u64,
    /// What stands before every record for ReCaLL: records of the validation split, which no run trained on and
    /// no probe judges. Empty where there are none or no room.
    shots: Vec<i64>,
    inference: Vec<inference::Asked>,
    reconstruction: Vec<reconstruction::Asked<'a>>,
    unprompted: Prompts,
}

/// What the checkpoint answered, a record each.
pub(crate) struct Answers {
    pub(crate) recall: Vec<Option<f32>>,
    pub(crate) neighbours: Vec<Vec<f32>>,
    pub(crate) unprompted: Option<Written>,
    pub(crate) cost: Cost,
}

impl<'a> Deep<'a> {
    /// Draws what is asked; `positions` are the tokens that the model takes in.
    ///
    /// # Errors
    /// `ARTIFACT_CORRUPT` and `TOKENIZER_UNREADABLE`.
    pub(crate) fn draw(
        subject: &Subject,
        tokenizer: &Tokenizer,
        probed: &'a [Probed],
        seed: u64,
        positions: usize,
    ) -> Result<Self, Failure> {
        let longest = probed.iter().map(|p| p.ids.len()).max().unwrap_or(0);
        let room = positions.saturating_sub(longest);
        let places = || probed.iter().flat_map(Place::all).collect::<Vec<_>>();
        Ok(Self {
            seed,
            shots: shots::draw(subject, tokenizer, seed, room)?,
            inference: inference::draw(tokenizer, &places(), seed, positions)?,
            reconstruction: reconstruction::draw(tokenizer, places(), seed, positions)?,
            unprompted: Prompts::draw(probed, seed, positions),
        })
    }

    /// The log-probability of each candidate of each span, with the text after it.
    pub(crate) fn choose(
        &self,
        asked: &Questions<'_>,
        model: &Model,
        adapter: Adapter,
        phase: &str,
    ) -> Result<Read<Vec<Vec<f64>>>, Failure> {
        kept(asked.worker, phase, || {
            let mut watch = watched(asked.worker, phase);
            let mut found = Vec::with_capacity(self.inference.len());
            for (done, of) in self.inference.iter().enumerate() {
                if watch(done, self.inference.len()).is_break() {
                    return Err(error::cancelled());
                }
                found.push(asked.log_probs(model, adapter, &of.candidates)?);
            }
            let tokens = self.inference.iter().map(|of| of.candidates.tokens());
            Ok((found, tokens.sum()))
        })
    }

    /// Joins what both models said of candidates; the value that was there is the first of each.
    pub(crate) fn choices(&self, base: Vec<Vec<f64>>, tuned: Vec<Vec<f64>>) -> Vec<Choice> {
        let both = self.inference.iter().zip(base.into_iter().zip(tuned));
        both.map(|(asked, (base, tuned))| Choice {
            split: asked.split,
            base,
            tuned,
            truth: 0,
        })
        .collect()
    }

    /// What a model comes up with in the place of values.
    pub(crate) fn reconstruct(
        &self,
        asked: &Questions<'_>,
        model: &Model,
        adapter: Adapter,
        phase: &str,
    ) -> Result<Read<Vec<Guess>>, Failure> {
        reconstruction::guess(
            &self.reconstruction,
            asked,
            model,
            (adapter, self.seed),
            phase,
        )
    }

    /// Joins what both models came up with.
    pub(crate) fn rebuilt(&self, base: Vec<Guess>, tuned: Vec<Guess>) -> Vec<Rebuilt> {
        let both = self.reconstruction.iter().zip(base.into_iter().zip(tuned));
        both.map(|(asked, (base, tuned))| Rebuilt {
            split: asked.place.split,
            base,
            tuned,
        })
        .collect()
    }

    /// Asks the checkpoint alone, about records of which the base model was asked.
    pub(crate) fn ask(
        &self,
        asked: &Questions<'_>,
        model: &Model,
        sequences: &[Vec<i64>],
        records: &[Observed],
    ) -> Result<Answers, Failure> {
        let recall = self.recall(asked.worker, model, sequences, &asked.scoring(Adapter::On))?;
        let base = records.iter().map(|record| record.base.as_slice());
        let changed = attacks::neighbours::of_all(sequences, base, self.seed);
        let flat: Vec<Vec<i64>> = changed.iter().flatten().cloned().collect();
        let seen = asked.means(model, &flat, "neighbourhood")?;
        let mut means = seen.found.into_iter();
        let neighbours = changed
            .iter()
            .map(|of| means.by_ref().take(of.len()).flatten().collect());
        let neighbours = neighbours.collect();
        let unprompted = self
            .unprompted
            .write(asked.worker, model, asked.tokenizer, self.seed)?;
        let mut cost = recall.cost;
        cost += seen.cost;
        cost += unprompted.cost;
        Ok(Answers {
            recall: recall.found,
            neighbours,
            unprompted: unprompted.found,
            cost,
        })
    }

    /// The mean log-probability of each record after the shots.
    fn recall(
        &self,
        worker: &Worker,
        model: &Model,
        sequences: &[Vec<i64>],
        options: &ScoreOptions,
    ) -> Result<Read<Vec<Option<f32>>>, Failure> {
        let phase = "recall";
        if self.shots.is_empty() {
            return Ok(Read {
                found: vec![None; sequences.len()],
                cost: Cost::default(),
            });
        }
        // Like lengths together: a batch is as wide as its longest.
        let mut order: Vec<usize> = (0..sequences.len()).collect();
        order.sort_by_key(|i| sequences[*i].len());
        kept(worker, phase, || {
            let sorted: Vec<Vec<i64>> = order.iter().map(|i| sequences[*i].clone()).collect();
            let mut watch = watched(worker, phase);
            let seen = suffix_log_probs(model, &self.shots, &sorted, options, &mut watch);
            let mut found = vec![None; sequences.len()];
            let mut tokens = self.shots.len() as u64;
            for (i, row) in order.iter().zip(seen.map_err(|e| error::model(&e))?) {
                tokens += row.len() as u64;
                // The first token is not predicted where the record stands alone.
                found[*i] = row.get(1..).and_then(mean);
            }
            Ok((found, tokens))
        })
    }
}

impl Questions<'_> {
    /// The log-probability of each candidate, with the text after it.
    fn log_probs(
        &self,
        model: &Model,
        adapter: Adapter,
        of: &Candidates,
    ) -> Result<Vec<f64>, Failure> {
        let mut quiet = |_, _| ControlFlow::Continue(());
        let options = self.scoring(adapter);
        let seen = suffix_log_probs(model, &of.prefix, &of.suffixes, &options, &mut quiet);
        let seen = seen.map_err(|e| error::model(&e))?;
        let sum = |row: &Vec<f32>| row.iter().copied().map(f64::from).sum();
        Ok(seen.iter().map(sum).collect())
    }
}
