//! From tokens to observations: every pass over the base model, the checkpoint and
//! the reference checkpoints.

mod kept;

use std::borrow::Borrow;
use std::ops::ControlFlow;
use std::time::Instant;

use attacks::canary::{Secret, Seen};
use attacks::deep::DeepSeen;
use attacks::reconstruction::Guess;
use attacks::{Observation, Observed};
use chassis::{Failure, Progress, Worker};
use corpus::tokenize::Tokenizer;
use model::{Adapter, Device, Model, Precision, ScoreOptions, TokenObservation, log_probs, score};

use crate::canaries::Planted;
use crate::config::AuditOptions;
use crate::deep::Deep;
use crate::error;
use crate::probe::Probed;
use crate::reference::Reference;
use crate::subject::Subject;
pub(crate) use kept::{Cost, Read, forget, kept};

/// What all models said.
pub(crate) struct Observations {
    /// Of the records.
    pub(crate) records: Vec<Observed>,
    /// Of the canaries.
    pub(crate) canaries: Seen,
    /// Of values, where deep probes were asked for.
    pub(crate) deep: Option<DeepSeen>,
    /// What all passes took.
    pub(crate) cost: Cost,
}

/// What is asked, and of whom.
pub(crate) struct Questions<'a> {
    pub(crate) options: &'a AuditOptions,
    pub(crate) worker: &'a Worker,
    pub(crate) subject: &'a Subject,
    pub(crate) tokenizer: &'a Tokenizer,
    pub(crate) probed: &'a [Probed],
    pub(crate) planted: &'a Planted,
    /// None where deep probes were not asked for.
    pub(crate) deep: Option<&'a Deep<'a>>,
    pub(crate) references: &'a [Reference],
}

/// Scores everything under all models. One model is in memory at a time: the base
/// model is dropped before a full checkpoint is loaded.
pub(crate) fn observe(asked: &Questions<'_>, base: Model) -> Result<Observations, Failure> {
    let sequences: Vec<Vec<i64>> = asked.probed.iter().map(|p| p.ids.clone()).collect();
    let mut records: Vec<Observed> = asked.probed.iter().map(unobserved).collect();
    let before = asked.both(&base, Adapter::Off, "base", &sequences)?;
    fill(&mut records, before.records, |record, seen| {
        record.base = seen
    })?;
    let tuned = asked.tuned(base)?;
    let after = asked.both(&tuned, Adapter::On, "tuned", &sequences)?;
    fill(&mut records, after.records, |record, seen| {
        record.tuned = seen
    })?;
    let lowercase = asked.lowercased(&tuned)?;
    fill(&mut records, lowercase.found, |record, mean| {
        record.lowercase = mean
    })?;
    let mut cost = before.cost;
    cost += after.cost;
    cost += lowercase.cost;
    let mut deep = None;
    if let Some(probes) = asked.deep {
        let answers = probes.ask(asked, &tuned, &sequences, &records)?;
        fill(&mut records, answers.recall, |record, mean| {
            record.recall = mean
        })?;
        fill(&mut records, answers.neighbours, |record, means| {
            record.neighbours = means
        })?;
        cost += answers.cost;
        deep = Some(DeepSeen {
            inference: probes.choices(before.inference, after.inference),
            reconstruction: probes.rebuilt(before.reconstruction, after.reconstruction),
            unprompted: answers.unprompted,
        });
    }
    drop(tuned);
    let references = asked.references(&sequences)?;
    fill(&mut records, references.found, |record, means| {
        record.references = means
    })?;
    cost += references.cost;
    let statement = &asked.subject.checkpoint.privacy;
    Ok(Observations {
        records,
        canaries: asked
            .planted
            .seen(before.canaries, after.canaries, statement),
        deep,
        cost,
    })
}

/// A record before any pass.
fn unobserved(probed: &Probed) -> Observed {
    Observed {
        record: probed.number,
        split: probed.record.split,
        subject: probed.subject,
        zlib_bytes: zlib_bytes(probed.record.text.expose()),
        lowercase: None,
        recall: None,
        neighbours: Vec::new(),
        references: Vec::new(),
        tokens: probed.tokens.clone(),
        spans: probed.spans.clone(),
        base: Vec::new(),
        tuned: Vec::new(),
    }
}

/// Puts what a pass found, a record each, where it belongs.
fn fill<T>(
    records: &mut [Observed],
    found: Vec<T>,
    set: fn(&mut Observed, T),
) -> Result<(), Failure> {
    if found.len() != records.len() {
        return Err(error::internal("a pass is not about the records"));
    }
    for (record, found) in records.iter_mut().zip(found) {
        set(record, found);
    }
    Ok(())
}

/// What one model said of everything that both are asked about.
struct Said {
    records: Vec<Vec<Observation>>,
    canaries: Vec<Secret>,
    inference: Vec<Vec<f64>>,
    reconstruction: Vec<Guess>,
    cost: Cost,
}

impl Questions<'_> {
    /// The options of a pass.
    pub(crate) fn scoring(&self, adapter: Adapter) -> ScoreOptions {
        ScoreOptions {
            adapter,
            tokens_per_batch: self.options.batch_tokens,
        }
    }

    fn both(
        &self,
        model: &Model,
        adapter: Adapter,
        who: &str,
        sequences: &[Vec<i64>],
    ) -> Result<Said, Failure> {
        let records = self.observations(model, sequences, adapter, &format!("score-{who}"))?;
        let phase = format!("score-{who}-canaries");
        let canaries = kept(self.worker, &phase, || {
            let batch_tokens = self.options.batch_tokens;
            self.planted
                .score(self.worker, model, adapter, batch_tokens, &phase)
        })?;
        let mut said = Said {
            cost: records.cost,
            records: records.found,
            canaries: canaries.found,
            inference: Vec::new(),
            reconstruction: Vec::new(),
        };
        said.cost += canaries.cost;
        if let Some(deep) = self.deep {
            let inference = deep.choose(self, model, adapter, &format!("inference-{who}"))?;
            let phase = format!("reconstruction-{who}");
            let reconstruction = deep.reconstruct(self, model, adapter, &phase)?;
            said.cost += inference.cost;
            said.cost += reconstruction.cost;
            (said.inference, said.reconstruction) = (inference.found, reconstruction.found);
        }
        Ok(said)
    }

    /// The checkpoint: the base model with its adapter, or a model of its own.
    fn tuned(&self, mut base: Model) -> Result<Model, Failure> {
        let in_checkpoint = |e| error::model(&e).field("spec.checkpoint");
        let dir = &self.subject.checkpoint_dir;
        if self.subject.is_adapter() {
            base.load_adapter(dir).map_err(in_checkpoint)?;
            return Ok(base);
        }
        drop(base);
        let tuned = load(self.options, dir).map_err(in_checkpoint)?;
        let fits = tuned.check_vocabulary(self.tokenizer.vocabulary_size());
        fits.map_err(in_checkpoint).map(|()| tuned)
    }

    /// One pass of observations, told as progress in tokens and kept.
    fn observations(
        &self,
        model: &Model,
        sequences: &[Vec<i64>],
        adapter: Adapter,
        phase: &str,
    ) -> Result<Read<Vec<Vec<Observation>>>, Failure> {
        kept(self.worker, phase, || {
            let span = tracing::info_span!("audit.score", phase, records = sequences.len());
            let _entered = span.enter();
            let options = self.scoring(adapter);
            let mut watch = watched_tokens(self.worker, phase);
            let seen = score(model, sequences, &options, &mut watch);
            let seen = seen.map_err(|e| error::model(&e))?.into_iter();
            let seen = seen.map(|row| row.into_iter().map(observation).collect());
            Ok((seen.collect(), count(sequences)))
        })
    }

    /// The mean log-probability of each sequence, kept; `None` where it predicts nothing. `model` is asked for only
    /// where the pass is made.
    fn means_of<M: Borrow<Model>>(
        &self,
        model: impl FnOnce() -> Result<M, Failure>,
        sequences: &[Vec<i64>],
        phase: &str,
    ) -> Result<Read<Vec<Option<f32>>>, Failure> {
        kept(self.worker, phase, || {
            let model = model()?;
            let span = tracing::info_span!("audit.score", phase, records = sequences.len());
            let _entered = span.enter();
            let options = self.scoring(Adapter::On);
            let mut watch = watched_tokens(self.worker, phase);
            let seen = log_probs(model.borrow(), sequences, &options, &mut watch);
            let seen = seen.map_err(|e| error::model(&e))?;
            Ok((seen.iter().map(|row| mean(row)).collect(), count(sequences)))
        })
    }

    /// The same of a model that is loaded.
    pub(crate) fn means(
        &self,
        model: &Model,
        sequences: &[Vec<i64>],
        phase: &str,
    ) -> Result<Read<Vec<Option<f32>>>, Failure> {
        self.means_of(|| Ok(model), sequences, phase)
    }

    /// The mean log-probability of each record's text in lower case under the checkpoint.
    fn lowercased(&self, model: &Model) -> Result<Read<Vec<Option<f32>>>, Failure> {
        let lower = self.probed.iter().map(|probed| {
            let text = probed.record.text.expose().to_lowercase();
            let encoded = self.tokenizer.encode(&text);
            let mut ids = encoded.map_err(|e| error::tokenizer(&e))?.ids;
            // As much of it as of the text itself, so that the two are about the same.
            ids.truncate(probed.ids.len());
            Ok(ids)
        });
        let sequences = lower.collect::<Result<Vec<Vec<i64>>, Failure>>()?;
        self.means(model, &sequences, "score-lowercase")
    }

    /// The mean log-probability of each record under each reference checkpoint.
    fn references(&self, sequences: &[Vec<i64>]) -> Result<Read<Vec<Vec<f32>>>, Failure> {
        let mut all = Read {
            found: vec![Vec::new(); sequences.len()],
            cost: Cost::default(),
        };
        for (number, reference) in self.references.iter().enumerate() {
            let phase = format!("score-reference-{}", number + 1);
            let load = || reference.load(self.options, self.subject);
            let means = self.means_of(load, sequences, &phase)?;
            all.cost += means.cost;
            for (of, mean) in all.found.iter_mut().zip(means.found) {
                of.extend(mean);
            }
        }
        Ok(all)
    }
}

/// Tokens of all sequences.
fn count(sequences: &[Vec<i64>]) -> u64 {
    sequences.iter().map(|ids| ids.len() as u64).sum()
}

/// In double precision; `None` of nothing.
pub(crate) fn mean(log_probs: &[f32]) -> Option<f32> {
    let sum: f64 = log_probs.iter().copied().map(f64::from).sum();
    (!log_probs.is_empty()).then(|| (sum / log_probs.len() as f64) as f32)
}

/// Length of a text compressed by zlib at its usual level.
fn zlib_bytes(text: &str) -> u32 {
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write as _;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    // Writing to a vector cannot fail.
    let written = encoder
        .write_all(text.as_bytes())
        .and_then(|()| encoder.finish());
    written.map_or(0, |bytes| bytes.len() as u32)
}

/// Loads a model to score with: float32, so that observations are exact.
pub(crate) fn load(options: &AuditOptions, dir: &std::path::Path) -> Result<Model, model::Error> {
    let device = if options.device == "cuda" {
        Device::Cuda(0)
    } else {
        Device::Cpu
    };
    Model::load(
        dir,
        &model::Options {
            device,
            precision: Precision::F32,
        },
    )
}

/// Tells how far a phase is, whatever it counts, and stops it when the job is cancelled.
pub(crate) fn watched(worker: &Worker, phase: &str) -> impl FnMut(usize, usize) -> ControlFlow<()> {
    counted(worker, phase, |_| None)
}

/// The same for a phase that counts tokens.
fn watched_tokens(worker: &Worker, phase: &str) -> impl FnMut(usize, usize) -> ControlFlow<()> {
    counted(worker, phase, Some)
}

fn counted(
    worker: &Worker,
    phase: &str,
    tokens_per_second: fn(f64) -> Option<f64>,
) -> impl FnMut(usize, usize) -> ControlFlow<()> {
    let started = Instant::now();
    move |done, total| {
        let rate = done as f64 / started.elapsed().as_secs_f64().max(1e-3);
        worker.progress(&Progress {
            phase: phase.to_owned(),
            step: done as u64,
            total_steps: total as u64,
            tokens_per_second: tokens_per_second(rate),
            eta_seconds: (done > 0).then(|| total.saturating_sub(done) as f64 / rate),
            ..Progress::default()
        });
        if worker.cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn observation(seen: TokenObservation) -> Observation {
    Observation {
        log_prob: seen.log_prob,
        rank: seen.rank,
        top1: seen.top,
        mean: seen.mean,
        variance: seen.variance,
        top_k_log_mass: seen.top_k_log_mass,
    }
}
