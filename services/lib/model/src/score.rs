//! What a model thinks of given tokens: one observation per token, from one pass.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use tch::{Kind, Tensor};

use crate::cuda::to_device;
use crate::pass::Pass;
use crate::{Error, Model, catch};

/// Whether an attached adapter takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adapter {
    /// It does.
    #[default]
    On,
    /// It does not: the base model, bit for bit.
    Off,
}

/// How to score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScoreOptions {
    /// Whether the adapter takes part.
    pub adapter: Adapter,
    /// Tokens, padding included, of one forward pass.
    pub tokens_per_batch: usize,
}

impl Default for ScoreOptions {
    fn default() -> Self {
        Self {
            adapter: Adapter::On,
            tokens_per_batch: 2048,
        }
    }
}

/// What the model said about one token before seeing it. Natural logarithms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TokenObservation {
    /// Log-probability of the token that came.
    pub log_prob: f32,
    /// 1 + how many tokens were strictly more likely.
    pub rank: u32,
    /// The most likely token.
    pub top: u32,
    /// Expected log-probability: sum over v of p_v log p_v.
    pub mean: f32,
    /// Its variance: sum over v of p_v (log p_v - mean)^2.
    pub variance: f32,
    /// Logarithm of the probability that one of the [`TOP_K`] likeliest tokens comes.
    pub top_k_log_mass: f32,
}

/// How many tokens [`TokenObservation::top_k_log_mass`] is about: the most that a sampler with the usual
/// cut ever draws from.
pub const TOP_K: i64 = 40;

/// Observes every token of every sequence but the first of each.
///
/// `observations[i][j]` is about `sequences[i][j + 1]`. A sequence of fewer than two tokens gives
/// none. `progress` hears the tokens done and the tokens in all after each batch, and may stop.
///
/// # Errors
/// `SEQUENCE_TOO_LONG`, `TOKEN_OUT_OF_RANGE`, `CANCELLED`, `OUT_OF_MEMORY`, `TENSOR_FAILURE`.
pub fn score(
    model: &Model,
    sequences: &[Vec<i64>],
    options: &ScoreOptions,
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Vec<Vec<TokenObservation>>, Error> {
    each_token(model, sequences, options, progress, observe)
}

/// The log-probability alone of every token of every sequence but the first of each: [`score`] for who needs no more,
/// to rounding, in less time.
///
/// # Errors
/// Those of [`score`].
pub fn log_probs(
    model: &Model,
    sequences: &[Vec<i64>],
    options: &ScoreOptions,
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Vec<Vec<f32>>, Error> {
    each_token(model, sequences, options, progress, own_log_probs)
}

/// What is made of logits (R, V) and targets (R): one a row.
pub(crate) type Reader<T> = fn(&Tensor, &Tensor) -> Vec<T>;

fn each_token<T: Clone>(
    model: &Model,
    sequences: &[Vec<i64>],
    options: &ScoreOptions,
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    read: Reader<T>,
) -> Result<Vec<Vec<T>>, Error> {
    model.check_sequences(sequences)?;
    let total: usize = sequences.iter().map(Vec::len).sum();
    let mut done = 0;
    let mut observations: Vec<Vec<T>> = vec![Vec::new(); sequences.len()];
    for batch in batches(sequences, options.tokens_per_batch) {
        let chosen: Vec<&[i64]> = batch
            .iter()
            .map(|index| sequences[*index].as_slice())
            .collect();
        let found = catch(|| score_batch(model, &chosen, options.adapter, read))?;
        done += chosen.iter().map(|ids| ids.len()).sum::<usize>();
        for (index, row) in batch.into_iter().zip(found) {
            observations[index] = row;
        }
        if progress(done, total).is_break() {
            return Err(Error::Cancelled);
        }
    }
    Ok(observations)
}

impl Model {
    /// Whether every sequence fits the positions and the vocabulary.
    ///
    /// # Errors
    /// `SEQUENCE_TOO_LONG`, `TOKEN_OUT_OF_RANGE`.
    pub fn check_sequences(&self, sequences: &[impl AsRef<[i64]>]) -> Result<(), Error> {
        let (limit, vocabulary) = (self.config.max_positions, self.config.vocab_size);
        for (sequence, ids) in sequences.iter().map(AsRef::as_ref).enumerate() {
            if ids.len() > limit {
                return Err(Error::SequenceTooLong {
                    length: ids.len(),
                    limit,
                });
            }
            if ids.iter().any(|id| *id < 0 || *id >= vocabulary as i64) {
                return Err(Error::TokenOutOfRange {
                    sequence,
                    vocabulary,
                });
            }
        }
        Ok(())
    }
}

impl Model {
    /// Logits (B, T, V) of sequences of one length, float32 or better.
    ///
    /// # Errors
    /// `SEQUENCE_TOO_LONG`, `TOKEN_OUT_OF_RANGE`, `OUT_OF_MEMORY`.
    pub fn sequence_logits(&self, sequences: &[impl AsRef<[i64]>]) -> Result<Tensor, Error> {
        self.check_sequences(sequences)?;
        let width = sequences.first().map_or(0, |ids| ids.as_ref().len());
        let flat: Vec<i64> = sequences.iter().flat_map(AsRef::as_ref).copied().collect();
        catch(|| {
            let _guard = tch::no_grad_guard();
            let shape = [sequences.len() as i64, width as i64];
            let ids = Tensor::from_slice(&flat)
                .reshape(shape)
                .to_device(self.device);
            let hidden = self.hidden(&ids, &Pass::evaluation());
            self.logits(&hidden).view([shape[0], shape[1], -1])
        })
    }
}

/// Sequences of like length together, longest first so that memory runs out at once or never.
fn batches(sequences: &[Vec<i64>], tokens: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sequences.len())
        .filter(|i| sequences[*i].len() > 1)
        .collect();
    order.sort_by_key(|index| std::cmp::Reverse(sequences[*index].len()));
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for index in order {
        match batches.last_mut() {
            Some(batch) if (batch.len() + 1) * sequences[batch[0]].len() <= tokens => {
                batch.push(index);
            }
            _ => batches.push(vec![index]),
        }
    }
    batches
}

fn score_batch<T>(
    model: &Model,
    chosen: &[&[i64]],
    adapter: Adapter,
    read: Reader<T>,
) -> Vec<Vec<T>> {
    let _guard = tch::no_grad_guard();
    let (ids, rows, targets) = pad(chosen, model.device);
    let pass = Pass {
        adapter: adapter == Adapter::On,
        ..Pass::default()
    };
    let hidden = model.hidden(&ids, &pass).index_select(0, &rows);
    let mut flat = model
        .each_slice(&hidden, &targets, read)
        .into_iter()
        .flatten();
    chosen
        .iter()
        .map(|ids| flat.by_ref().take(ids.len() - 1).collect())
        .collect()
}

/// Right-padded ids (B, T), the rows of (B T) that predict a token, and those tokens.
fn pad(chosen: &[&[i64]], device: tch::Device) -> (Tensor, Tensor, Tensor) {
    let width = chosen.iter().map(|ids| ids.len()).max().unwrap_or(0);
    let mut padded = vec![0i64; chosen.len() * width];
    let (mut rows, mut targets) = (Vec::new(), Vec::new());
    for (sequence, ids) in chosen.iter().enumerate() {
        let start = sequence * width;
        padded[start..start + ids.len()].copy_from_slice(ids);
        rows.extend((start..start + ids.len() - 1).map(|row| row as i64));
        targets.extend_from_slice(&ids[1..]);
    }
    let tensor = |values: &[i64]| to_device(Tensor::from_slice(values), device);
    let ids = tensor(&padded).reshape([chosen.len() as i64, width as i64]);
    (ids, tensor(&rows), tensor(&targets))
}

/// Observations of `targets` (R) under `logits` (R, V) float32.
pub(crate) fn observe(logits: &Tensor, targets: &Tensor) -> Vec<TokenObservation> {
    let targets = targets.unsqueeze(1);
    let own = logits.gather(1, &targets, false);
    // Counted in float32, exact below 2^24: whole numbers are added one by one.
    let more_likely = logits.empty_like();
    let more_likely = logits
        .gt_tensor_out(&more_likely, &own)
        .sum_dim_intlist(1, false, Kind::Float)
        .to_kind(Kind::Int64);
    let top = logits.argmax(1, false);
    let mut log_probs = logits.log_softmax(-1, Kind::Float);
    let log_prob = log_probs.gather(1, &targets, false).squeeze_dim(1);
    let kept = TOP_K.min(log_probs.size()[1]);
    let (likeliest, _) = log_probs.topk(kept, 1, true, false);
    let mass = floats(&likeliest.logsumexp(1, false));
    let probs = log_probs.exp();
    // A dot product a row, without a matrix of products in between.
    let weighted = |values: &Tensor| {
        let (left, right) = (probs.unsqueeze(1), values.unsqueeze(2));
        left.bmm(&right).squeeze_dim(2)
    };
    let mean = weighted(&log_probs);
    let spread = log_probs.g_sub_(&mean).square_();
    let variance = weighted(&spread);
    let (log_prob, mean, variance) = (floats(&log_prob), floats(&mean), floats(&variance));
    let (more_likely, top) = (integers(&more_likely), integers(&top));
    (0..log_prob.len())
        .map(|row| TokenObservation {
            log_prob: log_prob[row],
            rank: 1 + more_likely[row],
            top: top[row],
            mean: mean[row],
            variance: variance[row],
            top_k_log_mass: mass[row],
        })
        .collect()
}

/// Log-probabilities of `targets` (R) under `logits` (R, V) float32.
pub(crate) fn own_log_probs(logits: &Tensor, targets: &Tensor) -> Vec<f32> {
    let own = logits
        .gather(1, &targets.unsqueeze(1), false)
        .squeeze_dim(1);
    floats(&(own - logits.logsumexp(1, false)))
}

fn floats(values: &Tensor) -> Vec<f32> {
    let mut out = vec![0f32; values.numel()];
    values.contiguous().copy_data(&mut out, values.numel());
    out
}

fn integers(values: &Tensor) -> Vec<u32> {
    let mut out = vec![0i64; values.numel()];
    values.contiguous().copy_data(&mut out, values.numel());
    out.into_iter().map(|value| value as u32).collect()
}
