//! The tiny llama against a slow forward pass in plain f64, which shares no code with the crate.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use common::{load, sequences, write_tiny};
use model::{Draw, GenerateOptions, ScoreOptions, generate, score};
use tch::Tensor;

const WIDTH: usize = 24;
const HEADS: usize = 4;
const KV_HEADS: usize = 2;
const HEAD: usize = 6;

type Rows = Vec<Vec<f64>>;

struct Naive {
    weights: HashMap<String, Vec<f64>>,
    tied: bool,
}

impl Naive {
    fn load(dir: &Path, tied: bool) -> Self {
        let tensors = Tensor::read_safetensors(dir.join("model.safetensors")).unwrap();
        let flat = |tensor: &Tensor| Vec::<f64>::try_from(tensor.reshape([-1])).unwrap();
        let weights = tensors
            .iter()
            .map(|(name, tensor)| (name.clone(), flat(tensor)))
            .collect();
        Self { weights, tied }
    }

    fn linear(&self, path: &str, x: &[f64]) -> Vec<f64> {
        let weight = &self.weights[&format!("{path}.weight")];
        let bias = self.weights.get(&format!("{path}.bias"));
        weight
            .chunks(x.len())
            .enumerate()
            .map(|(row, weights)| {
                let sum: f64 = weights.iter().zip(x).map(|(w, x)| w * x).sum();
                sum + bias.map_or(0.0, |bias| bias[row])
            })
            .collect()
    }

    fn norm(&self, path: &str, x: &[f64]) -> Vec<f64> {
        let mean = x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
        let scale = &self.weights[&format!("{path}.weight")];
        x.iter()
            .zip(scale)
            .map(|(x, s)| x / (mean + 1e-5).sqrt() * s)
            .collect()
    }

    fn attend(&self, path: &str, rows: &Rows) -> Rows {
        let map = |name: &str, x: &[f64]| self.linear(&format!("{path}.{name}"), x);
        let project = |name: &str, turned: bool| -> Rows {
            let turn_row = |(place, x): (usize, &Vec<f64>)| {
                let out = map(name, x);
                if turned {
                    out.chunks(HEAD)
                        .flat_map(|head| turn(head, place))
                        .collect()
                } else {
                    out
                }
            };
            rows.iter().enumerate().map(turn_row).collect()
        };
        let (query, key, value) = (
            project("q_proj", true),
            project("k_proj", true),
            project("v_proj", false),
        );
        let slice = |row: &[f64], head: usize| row[head * HEAD..(head + 1) * HEAD].to_vec();
        let mix = |place: usize| {
            let mut out = Vec::new();
            for head in 0..HEADS {
                let shared = head / (HEADS / KV_HEADS);
                let q = slice(&query[place], head);
                let scores: Vec<f64> = (0..=place)
                    .map(|past| dot(&q, &slice(&key[past], shared)) / (HEAD as f64).sqrt())
                    .collect();
                let most = scores.iter().copied().fold(f64::MIN, f64::max);
                let weights: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
                let total: f64 = weights.iter().sum();
                for dim in 0..HEAD {
                    let parts = weights.iter().zip(&value);
                    out.push(parts.map(|(w, v)| w * v[shared * HEAD + dim]).sum::<f64>() / total);
                }
            }
            map("o_proj", &out)
        };
        (0..rows.len()).map(mix).collect()
    }

    fn feed(&self, path: &str, x: &[f64]) -> Vec<f64> {
        let gate = self.linear(&format!("{path}.gate_proj"), x);
        let up = self.linear(&format!("{path}.up_proj"), x);
        let inner: Vec<f64> = gate
            .iter()
            .zip(up)
            .map(|(gate, up)| gate / (1.0 + (-gate).exp()) * up)
            .collect();
        self.linear(&format!("{path}.down_proj"), &inner)
    }

    /// Log-probabilities of every next token after each position.
    fn log_probs(&self, ids: &[i64]) -> Rows {
        let table = &self.weights["model.embed_tokens.weight"];
        let row = |id: &i64| table[*id as usize * WIDTH..(*id as usize + 1) * WIDTH].to_vec();
        let mut rows: Rows = ids.iter().map(row).collect();
        for layer in 0..2 {
            let path = format!("model.layers.{layer}");
            let normed: Rows = rows
                .iter()
                .map(|x| self.norm(&format!("{path}.input_layernorm"), x))
                .collect();
            add(
                &mut rows,
                self.attend(&format!("{path}.self_attn"), &normed),
            );
            let after = format!("{path}.post_attention_layernorm");
            let fed = rows
                .iter()
                .map(|x| self.feed(&format!("{path}.mlp"), &self.norm(&after, x)));
            let fed = fed.collect();
            add(&mut rows, fed);
        }
        let head = if self.tied {
            "model.embed_tokens"
        } else {
            "lm_head"
        };
        let finish = |x: &Vec<f64>| {
            let logits = self.linear(head, &self.norm("model.norm", x));
            let most = logits.iter().copied().fold(f64::MIN, f64::max);
            let total = logits
                .iter()
                .map(|logit| (logit - most).exp())
                .sum::<f64>()
                .ln()
                + most;
            logits.iter().map(|logit| logit - total).collect()
        };
        rows.iter().map(finish).collect()
    }
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter()
        .zip(right)
        .map(|(left, right)| left * right)
        .sum()
}

fn add(rows: &mut Rows, more: Rows) {
    for (row, more) in rows.iter_mut().zip(more) {
        row.iter_mut().zip(more).for_each(|(x, y)| *x += y);
    }
}

/// Llama 3.1's rotation with theta 1000, factor 4, factors 1 and 4, 12 original positions.
fn turn(head: &[f64], place: usize) -> Vec<f64> {
    let half = HEAD / 2;
    let mut out = head.to_vec();
    for pair in 0..half {
        let plain = 1000f64.powf(-(2.0 * pair as f64) / HEAD as f64);
        let wavelength = std::f64::consts::TAU / plain;
        let frequency = if wavelength < 12.0 / 4.0 {
            plain
        } else if wavelength > 12.0 {
            plain / 4.0
        } else {
            let smooth = (12.0 / wavelength - 1.0) / 3.0;
            (1.0 - smooth) * plain / 4.0 + smooth * plain
        };
        let (sin, cos) = (place as f64 * frequency).sin_cos();
        out[pair] = head[pair] * cos - head[pair + half] * sin;
        out[pair + half] = head[pair + half] * cos + head[pair] * sin;
    }
    out
}

#[test]
fn observations_match_a_slow_forward_pass() {
    for tied in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        write_tiny(dir.path(), tied);
        let (model, naive) = (load(dir.path()), Naive::load(dir.path(), tied));
        let sequences = sequences(&[17, 0, 33, 1, 2, 5]);
        let options = ScoreOptions {
            tokens_per_batch: 60,
            ..ScoreOptions::default()
        };
        let found = score(&model, &sequences, &options, &mut |_, _| {
            ControlFlow::Continue(())
        });
        for (ids, found) in sequences.iter().zip(found.unwrap()) {
            assert_eq!(found.len(), ids.len().saturating_sub(1));
            for ((row, next), found) in naive
                .log_probs(ids)
                .iter()
                .zip(ids.iter().skip(1))
                .zip(found)
            {
                let own = row[*next as usize];
                let mean: f64 = row.iter().map(|l| l.exp() * l).sum();
                let variance: f64 = row.iter().map(|l| l.exp() * (l - mean).powi(2)).sum();
                assert!((f64::from(found.log_prob) - own).abs() < 1e-4);
                assert!((f64::from(found.mean) - mean).abs() < 1e-4);
                assert!((f64::from(found.variance) - variance).abs() < 1e-3);
                assert_eq!(
                    found.rank as usize,
                    1 + row.iter().filter(|l| **l > own).count()
                );
                assert!(row.iter().all(|l| *l <= row[found.top as usize]));
            }
        }
    }
}

#[test]
fn greedy_continuations_follow_the_most_likely_token() {
    let dir = tempfile::tempdir().unwrap();
    write_tiny(dir.path(), true);
    let (model, naive) = (load(dir.path()), Naive::load(dir.path(), true));
    let prompts = sequences(&[5, 9, 5, 0, 47]);
    let options = GenerateOptions {
        max_new_tokens: 6,
        ..GenerateOptions::default()
    };
    let found = generate(&model, &prompts, &options).unwrap();
    for (prompt, found) in prompts.iter().zip(&found) {
        let mut ids = prompt.clone();
        let room = if prompt.is_empty() {
            0
        } else {
            6.min(48 - prompt.len())
        };
        for _ in 0..room {
            let last = naive.log_probs(&ids).pop().unwrap();
            let top = (0..61)
                .max_by(|a, b| last[*a].total_cmp(&last[*b]))
                .unwrap();
            ids.push(top as i64);
        }
        assert_eq!(found, &ids[prompt.len()..]);
    }
    let stopped = GenerateOptions {
        stop: vec![found[0][2]],
        ..options
    };
    let cut = generate(&model, &prompts[..1], &stopped).unwrap();
    let end = found[0].iter().position(|id| *id == found[0][2]).unwrap();
    assert_eq!(cut[0], found[0][..end]);
}

#[test]
fn prompts_that_are_the_same_are_read_once_and_drawn_from_each() {
    let dir = tempfile::tempdir().unwrap();
    write_tiny(dir.path(), true);
    let model = load(dir.path());
    let prompt = sequences(&[7]).remove(0);
    let greedy = GenerateOptions {
        max_new_tokens: 6,
        ..GenerateOptions::default()
    };
    let alone = generate(&model, std::slice::from_ref(&prompt), &greedy).unwrap();
    let many = generate(&model, &vec![prompt.clone(); 20], &greedy).unwrap();
    assert!(many.iter().all(|new| *new == alone[0]));
    let drawing = GenerateOptions {
        draw: Some(Draw { seed: 3, top_k: 40 }),
        ..greedy
    };
    let drawn = generate(&model, &vec![prompt.clone(); 20], &drawing).unwrap();
    assert!(drawn.iter().any(|new| *new != drawn[0]));
    // A prompt's draws are its own: another prompt in the group changes none of them.
    let mut mixed = vec![prompt; 20];
    mixed[19] = sequences(&[7, 7]).remove(1);
    assert_eq!(
        generate(&model, &mixed, &drawing).unwrap()[..19],
        drawn[..19]
    );
}
