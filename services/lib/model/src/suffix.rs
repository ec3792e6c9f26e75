//! Many continuations of one text: the text is read once.

use std::ops::ControlFlow;

use tch::{Kind, Tensor};

use crate::pass::{Cache, Pass};
use crate::score::{Reader, TokenObservation, observe, own_log_probs};
use crate::{Adapter, Error, Model, ScoreOptions, catch};

/// Observes every token of every suffix, each as if it alone followed the prefix.
///
/// `observations[i][j]` is about `suffixes[i][j]`. What [`score`](crate::score) finds of prefix and suffix
/// joined, to rounding, at the cost of the suffixes alone. `progress` hears the suffixes done and all of
/// them after each batch, and may stop.
///
/// # Errors
/// `EMPTY_PREFIX`, `SEQUENCE_TOO_LONG`, `TOKEN_OUT_OF_RANGE`, `CANCELLED`, `OUT_OF_MEMORY`,
/// `TENSOR_FAILURE`.
pub fn score_suffixes(
    model: &Model,
    prefix: &[i64],
    suffixes: &[Vec<i64>],
    options: &ScoreOptions,
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Vec<Vec<TokenObservation>>, Error> {
    each_suffix(model, prefix, suffixes, options, progress, observe)
}

/// The log-probability alone of every token of every suffix: [`score_suffixes`] for who needs no more, to rounding.
///
/// # Errors
/// Those of [`score_suffixes`].
pub fn suffix_log_probs(
    model: &Model,
    prefix: &[i64],
    suffixes: &[Vec<i64>],
    options: &ScoreOptions,
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Vec<Vec<f32>>, Error> {
    each_suffix(model, prefix, suffixes, options, progress, own_log_probs)
}

fn each_suffix<T: Clone>(
    model: &Model,
    prefix: &[i64],
    suffixes: &[Vec<i64>],
    options: &ScoreOptions,
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    observe: Reader<T>,
) -> Result<Vec<Vec<T>>, Error> {
    if prefix.is_empty() {
        return Err(Error::EmptyPrefix);
    }
    let longest = suffixes.iter().map(Vec::len).max().unwrap_or(0);
    model.check_sequences(&[prefix])?;
    model.check_sequences(suffixes)?;
    let (length, limit) = (prefix.len() + longest, model.config.max_positions);
    if length > limit {
        return Err(Error::SequenceTooLong { length, limit });
    }
    let adapter = options.adapter == Adapter::On;
    let (cache, last) = catch(|| read(model, prefix, adapter))?;
    let mut observations = Vec::with_capacity(suffixes.len());
    for batch in suffixes.chunks((options.tokens_per_batch / longest.max(1)).max(1)) {
        observations.extend(catch(|| {
            continue_with(model, (&cache, &last), batch, adapter, observe)
        })?);
        if progress(observations.len(), suffixes.len()).is_break() {
            return Err(Error::Cancelled);
        }
    }
    Ok(observations)
}

/// Keys and values of the prefix, and the hidden state (1, D) that predicts what follows.
fn read(model: &Model, prefix: &[i64], adapter: bool) -> (Cache, Tensor) {
    let _guard = tch::no_grad_guard();
    let cache = Cache::default();
    let pass = Pass {
        adapter,
        cache: Some(&cache),
        ..Pass::default()
    };
    let ids = Tensor::from_slice(prefix).to_device(model.device);
    let hidden = model.hidden(&ids.unsqueeze(0), &pass);
    let last = hidden.narrow(0, prefix.len() as i64 - 1, 1);
    (cache, last)
}

fn continue_with<T: Clone>(
    model: &Model,
    (prefix, last): (&Cache, &Tensor),
    suffixes: &[Vec<i64>],
    adapter: bool,
    observe: Reader<T>,
) -> Vec<Vec<T>> {
    let _guard = tch::no_grad_guard();
    let (count, width) = (
        suffixes.len() as i64,
        suffixes.iter().map(Vec::len).max().unwrap_or(0) as i64,
    );
    if width == 0 {
        return vec![Vec::new(); suffixes.len()];
    }
    let padded: Vec<i64> = suffixes
        .iter()
        .flat_map(|ids| {
            let padding = std::iter::repeat_n(0, width as usize - ids.len());
            ids.iter().copied().chain(padding)
        })
        .collect();
    let ids = Tensor::from_slice(&padded)
        .to_device(model.device)
        .reshape([count, width]);
    let first = last.unsqueeze(0).expand([count, 1, -1], false);
    let before = if width > 1 {
        let cache = prefix.repeat(count);
        let pass = Pass {
            adapter,
            cache: Some(&cache),
            ..Pass::default()
        };
        let hidden = model.hidden(&ids.narrow(1, 0, width - 1).contiguous(), &pass);
        let hidden = hidden.reshape([count, width - 1, -1]);
        Tensor::cat(&[first, hidden], 1)
    } else {
        first.contiguous()
    };
    let rows: Vec<i64> = suffixes
        .iter()
        .enumerate()
        .flat_map(|(at, ids)| (0..ids.len()).map(move |j| at as i64 * width + j as i64))
        .collect();
    let rows = Tensor::from_slice(&rows).to_device(model.device);
    let hidden = before.flatten(0, 1).index_select(0, &rows);
    let targets = ids
        .flatten(0, 1)
        .index_select(0, &rows)
        .to_kind(Kind::Int64);
    let mut flat = model
        .each_slice(&hidden, &targets, observe)
        .into_iter()
        .flatten();
    suffixes
        .iter()
        .map(|ids| flat.by_ref().take(ids.len()).collect())
        .collect()
}
