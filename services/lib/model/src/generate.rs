//! Continuation of prompts: the likeliest token over and over, or tokens drawn.

use serde::{Deserialize, Serialize};
use tch::{Kind, Tensor};

use crate::pass::{Cache, Pass};
use crate::seed::Seed;
use crate::{Adapter, Error, Model, catch};

/// Prompts of one length that are continued together.
const GROUP: usize = 16;

/// How to continue a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GenerateOptions {
    /// Whether the adapter takes part.
    pub adapter: Adapter,
    /// Tokens to add at most.
    pub max_new_tokens: usize,
    /// Tokens that end a continuation and are not part of it.
    pub stop: Vec<i64>,
    /// How tokens are drawn; the likeliest is taken where `None`.
    pub draw: Option<Draw>,
}

/// Drawing of tokens at temperature 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// Where the draws come from: each prompt has a stream of its own.
    pub seed: u64,
    /// Tokens that can be drawn: so many of the likeliest.
    pub top_k: u32,
}

impl Default for GenerateOptions {
    fn default() -> Self {
        Self {
            adapter: Adapter::On,
            max_new_tokens: 32,
            stop: Vec::new(),
            draw: None,
        }
    }
}

/// Continues each prompt token by token; returns the new tokens only.
/// A continuation ends early at a stop token or at the model's last position. An empty prompt
/// gives an empty continuation.
///
/// # Errors
/// `SEQUENCE_TOO_LONG`, `TOKEN_OUT_OF_RANGE`, `OUT_OF_MEMORY`, `TENSOR_FAILURE`.
pub fn generate(
    model: &Model,
    prompts: &[Vec<i64>],
    options: &GenerateOptions,
) -> Result<Vec<Vec<i64>>, Error> {
    model.check_sequences(prompts)?;
    let mut order: Vec<usize> = (0..prompts.len())
        .filter(|i| !prompts[*i].is_empty())
        .collect();
    order.sort_by_key(|index| prompts[*index].len());
    let mut out = vec![Vec::new(); prompts.len()];
    for same in order.chunk_by(|left, right| prompts[*left].len() == prompts[*right].len()) {
        for group in same.chunks(GROUP) {
            let found = catch(|| continue_group(model, prompts, group, options))?;
            for (index, new) in group.iter().zip(found) {
                out[*index] = new;
            }
        }
    }
    Ok(out)
}

/// Continues the prompts of a group, which are of equal length.
fn continue_group(
    model: &Model,
    prompts: &[Vec<i64>],
    group: &[usize],
    options: &GenerateOptions,
) -> Vec<Vec<i64>> {
    let _guard = tch::no_grad_guard();
    let (count, length) = (group.len(), prompts[group[0]].len());
    let room = options
        .max_new_tokens
        .min(model.config.max_positions - length);
    let adapter = options.adapter == Adapter::On;
    let mut rows: Vec<&[i64]> = group.iter().map(|i| prompts[*i].as_slice()).collect();
    // Prompts that are all the same are read once.
    if rows.iter().all(|row| *row == rows[0]) {
        rows.truncate(1);
    }
    let (mut tokens, mut read) = (rows.concat(), rows.len());
    let mut cache = Cache::default();
    let mut new: Vec<Vec<i64>> = vec![Vec::new(); count];
    let mut ended = vec![room == 0; count];
    let seed = options.draw.map_or(0, |draw| draw.seed);
    let mut streams: Vec<Seed> = group
        .iter()
        .map(|index| Seed::new(seed, &format!("draw {index}")))
        .collect();
    while ended.iter().any(|ended| !ended) {
        let ids = Tensor::from_slice(&tokens).to_device(model.device);
        let pass = Pass {
            adapter,
            cache: Some(&cache),
            ..Pass::default()
        };
        let hidden = model.hidden(&ids.reshape([read as i64, -1]), &pass);
        let width = hidden.size()[1];
        let last = hidden.reshape([read as i64, -1, width]).select(1, -1);
        let mut logits = model.logits(&last);
        if read < count {
            logits = logits.expand([count as i64, -1], false);
            cache = cache.repeat(count as i64);
            read = count;
        }
        tokens = match options.draw {
            Some(draw) => drawn(&logits, draw.top_k, &mut streams),
            None => to_host(&logits.argmax(1, false)),
        };
        for ((new, ended), token) in new.iter_mut().zip(&mut ended).zip(&tokens) {
            if *ended || options.stop.contains(token) {
                *ended = true;
                continue;
            }
            new.push(*token);
            *ended = new.len() == room;
        }
    }
    new
}

fn to_host(ids: &Tensor) -> Vec<i64> {
    let mut host = vec![0i64; ids.numel()];
    ids.copy_data(&mut host, ids.numel());
    host
}

/// A token of each row of logits (B, V), by inverting the distribution of its `top_k` likeliest.
fn drawn(logits: &Tensor, top_k: u32, streams: &mut [Seed]) -> Vec<i64> {
    let width = i64::from(top_k).clamp(1, logits.size()[1]);
    let (values, ids) = logits.topk(width, 1, true, true);
    let sums = values.softmax(1, Kind::Double).cumsum(1, Kind::Double);
    let mut host = vec![0f64; sums.numel()];
    sums.copy_data(&mut host, sums.numel());
    let ids = to_host(&ids);
    let rows = host.chunks(width as usize).zip(ids.chunks(width as usize));
    rows.zip(streams)
        .map(|((sums, ids), stream)| {
            let place = stream.unit();
            let first = sums.partition_point(|sum| *sum <= place);
            // Rounding may leave the last sum a little below 1.
            ids[first.min(ids.len() - 1)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_likeliest_tokens_alone() {
        // e^0 : e^1 : e^-1, of which the last is cut off.
        let row = Tensor::from_slice(&[-1.0f32, 0.0, 1.0]);
        let logits = row.repeat([4000, 1]);
        let streams = || (0..4000).map(|i| Seed::new(i, "test")).collect::<Vec<_>>();
        let found = drawn(&logits, 2, &mut streams());
        assert_eq!(drawn(&logits, 2, &mut streams()), found);
        assert!(found.iter().all(|id| *id > 0));
        let share = found.iter().filter(|id| **id == 2).count() as f64 / 4000.0;
        // Four standard errors of e / (1 + e).
        assert!((share - 0.731).abs() < 0.028, "{share}");
        assert!(drawn(&logits, 1, &mut streams()).iter().all(|id| *id == 2));
        assert!(drawn(&logits, 9, &mut streams()).contains(&0));
    }
}
