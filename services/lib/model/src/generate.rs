//! Greedy continuation of prompts.

use serde::{Deserialize, Serialize};
use tch::Tensor;

use crate::pass::{Cache, Pass};
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
}

impl Default for GenerateOptions {
    fn default() -> Self {
        Self {
            adapter: Adapter::On,
            max_new_tokens: 32,
            stop: Vec::new(),
        }
    }
}

/// Continues each prompt with the most likely token, over and over; returns the new tokens only.
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
            let chosen: Vec<&[i64]> = group
                .iter()
                .map(|index| prompts[*index].as_slice())
                .collect();
            let found = catch(|| continue_group(model, &chosen, options))?;
            for (index, new) in group.iter().zip(found) {
                out[*index] = new;
            }
        }
    }
    Ok(out)
}

/// Continues prompts of equal length.
fn continue_group(model: &Model, prompts: &[&[i64]], options: &GenerateOptions) -> Vec<Vec<i64>> {
    let _guard = tch::no_grad_guard();
    let (count, length) = (prompts.len(), prompts[0].len());
    let room = options
        .max_new_tokens
        .min(model.config.max_positions - length);
    let cache = Cache::default();
    let adapter = options.adapter == Adapter::On;
    let pass = Pass {
        adapter,
        cache: Some(&cache),
        ..Pass::default()
    };
    let mut new: Vec<Vec<i64>> = vec![Vec::new(); count];
    let mut ended = vec![room == 0; count];
    let mut tokens = prompts.concat();
    while ended.iter().any(|ended| !ended) {
        let ids = Tensor::from_slice(&tokens).to_device(model.device);
        let hidden = model.hidden(&ids.reshape([count as i64, -1]), &pass);
        let last = hidden
            .reshape([count as i64, -1, hidden.size()[1]])
            .select(1, -1);
        let chosen = model.logits(&last).argmax(1, false);
        tokens = vec![0i64; count];
        chosen.copy_data(&mut tokens, count);
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
