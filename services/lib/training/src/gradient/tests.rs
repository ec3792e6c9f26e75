//! Book-keeping against batches of one: every family, every method, padding, tied heads, nobody.

use model::{LoraConfig, Model, Options, Precision, Seed};
use tch::Tensor;

use super::*;

/// One small configuration of each family and of each way to be unusual.
const SHAPES: &[(&str, &str)] = &[
    (
        "llama",
        r#""model_type": "llama", "num_key_value_heads": 2, "attention_bias": true, "mlp_bias": true"#,
    ),
    (
        "llama tied",
        r#""model_type": "llama", "tie_word_embeddings": true, "num_key_value_heads": 1"#,
    ),
    (
        "neox",
        r#""model_type": "gpt_neox", "rotary_pct": 0.5, "num_attention_heads": 3, "hidden_act": "gelu""#,
    ),
    (
        "neox in turn",
        r#""model_type": "gpt_neox", "use_parallel_residual": false, "num_attention_heads": 3, "hidden_act": "gelu", "tie_word_embeddings": true"#,
    ),
    (
        "gemma",
        r#""model_type": "gemma", "head_dim": 8, "num_key_value_heads": 2"#,
    ),
    (
        "gemma2",
        r#""model_type": "gemma2", "head_dim": 8, "num_key_value_heads": 2, "sliding_window": 3, "attn_logit_softcapping": 5.0, "final_logit_softcapping": 3.0, "query_pre_attn_scalar": 8"#,
    ),
    (
        "gemma3",
        r#""model_type": "gemma3_text", "head_dim": 8, "num_key_value_heads": 2, "sliding_window": 4, "sliding_window_pattern": 2, "query_pre_attn_scalar": 8"#,
    ),
    (
        "qwen2",
        r#""model_type": "qwen2", "num_key_value_heads": 2"#,
    ),
    (
        "qwen3",
        r#""model_type": "qwen3", "num_key_value_heads": 2, "head_dim": 8, "tie_word_embeddings": true"#,
    ),
    (
        "gpt2",
        r#""model_type": "gpt2", "n_embd": 24, "n_head": 4, "n_layer": 2, "n_positions": 32, "n_inner": 40"#,
    ),
    // Sequences longer than the model is wide: norms of formed gradients, not ghosts.
    (
        "narrow",
        r#""model_type": "llama", "hidden_size": 8, "intermediate_size": 8, "num_attention_heads": 2, "tie_word_embeddings": true, "vocab_size": 12"#,
    ),
];

fn text(fields: &str) -> String {
    let usual = [
        ("vocab_size", "61"),
        ("hidden_size", "24"),
        ("intermediate_size", "40"),
        ("num_attention_heads", "4"),
        ("num_hidden_layers", "2"),
        ("max_position_embeddings", "32"),
    ];
    let gpt2 = fields.contains("gpt2");
    let mut all = fields.to_owned();
    for (name, value) in usual {
        if !fields.contains(&format!("\"{name}\"")) && (!gpt2 || name == "vocab_size") {
            all = format!("{all}, \"{name}\": {value}");
        }
    }
    format!("{{{all}}}")
}

/// A model whose every weight is far from its start: norms and biases too.
fn load(fields: &str, precision: Precision) -> Model {
    let options = Options {
        precision,
        ..Options::default()
    };
    let model = Model::initialise(&text(fields), 3, &options).unwrap();
    let _guard = tch::no_grad_guard();
    let mut seed = Seed::new(9, "shake");
    for parameter in model.parameters() {
        let noise: Vec<f64> = (0..parameter.value.numel())
            .map(|_| 0.3 * seed.normal())
            .collect();
        let mut value = parameter.value.detach();
        value += Tensor::from_slice(&noise)
            .view_as(&value)
            .to_kind(value.kind());
    }
    model
}

fn example(seed: &mut Seed, length: usize, vocabulary: usize) -> Example {
    Example {
        ids: (0..length).map(|_| seed.below(vocabulary) as i64).collect(),
        sensitive: Some((0..length).map(|_| seed.below(4) == 0).collect()),
        subject: None,
    }
}

fn examples(model: &Model) -> Vec<Example> {
    let mut seed = Seed::new(1, "examples");
    let vocabulary = model.config().vocab_size;
    // One has no target, and one token comes up again and again.
    let mut all: Vec<Example> = [9, 20, 1, 2, 13, 20]
        .iter()
        .map(|length| example(&mut seed, *length, vocabulary))
        .collect();
    all[0].ids.fill(5);
    all
}

fn cut() -> Cut {
    Cut {
        length: 32,
        ..Cut::default()
    }
}

fn batch<'a>(groups: &[&[usize]], all: &'a [Example], size: Option<usize>) -> UnitBatch<'a> {
    let unit = |(seed, group): (usize, &&[usize])| Unit {
        examples: group.iter().map(|index| &all[*index]).collect(),
        seed: 100 * seed as i64,
    };
    UnitBatch {
        units: groups.iter().enumerate().map(unit).collect(),
        cut: cut(),
        physical: Physical {
            size,
            ..Physical::default()
        },
    }
}

const SINGLES: &[&[usize]] = &[&[0], &[1], &[2], &[3], &[4], &[5]];

/// The largest difference of sums, relative to their norm, and of norms, relative to themselves.
fn distance(fast: &ClippedSum, slow: &ClippedSum) -> f64 {
    let sums: Vec<Tensor> = fast
        .values
        .iter()
        .zip(&slow.values)
        .map(|(a, b)| a - b)
        .collect();
    let of_sums = precise_norm(&sums) / precise_norm(&slow.values).max(1e-300);
    let of_norms = fast.norms.iter().zip(&slow.norms);
    of_norms
        .map(|(a, b)| (a - b).abs() / b.max(1e-300))
        .fold(of_sums, f64::max)
}

fn compare(model: &Model, groups: &[&[usize]], size: Option<usize>) -> f64 {
    let (all, trainable) = (examples(model), model.trainable());
    let batch = batch(groups, &all, size);
    let slow = one_by_one(model, &trainable, &batch, f64::INFINITY).unwrap();
    let mut norms: Vec<f64> = slow.norms.clone();
    norms.sort_by(f64::total_cmp);
    let clip_norm = norms[norms.len() / 2];
    let slow = one_by_one(model, &trainable, &batch, clip_norm).unwrap();
    let fast = clipped_sum(model, &trainable, &batch, Clipping::flat(clip_norm)).unwrap();
    assert!(clip_norm > 0.0 && slow.norms.iter().any(|norm| *norm > clip_norm));
    distance(&fast, &slow)
}

fn adapters(freeze_a: bool, dropout: f64) -> LoraConfig {
    LoraConfig {
        rank: 3,
        freeze_a,
        dropout,
        ..LoraConfig::default()
    }
}

/// Attaches an adapter that does something already.
fn attach(model: &mut Model, lora: &LoraConfig) {
    model.attach(lora, 7).unwrap();
    model.train_adapter();
    let _guard = tch::no_grad_guard();
    let mut seed = Seed::new(4, "adapter");
    for parameter in model.trainable() {
        let noise: Vec<f64> = (0..parameter.value.numel())
            .map(|_| 0.1 * seed.normal())
            .collect();
        let mut value = parameter.value.detach();
        value += Tensor::from_slice(&noise)
            .view_as(&value)
            .to_kind(value.kind());
    }
}

#[test]
fn all_weights_of_every_family() {
    for (name, fields) in SHAPES {
        for (precision, bound) in [(Precision::F64, 1e-10), (Precision::F32, 1e-5)] {
            let mut model = load(fields, precision);
            model.train_all();
            for size in [None, Some(1), Some(4)] {
                let found = compare(&model, SINGLES, size);
                assert!(found < bound, "{name}, {precision:?}, {size:?}: {found:e}");
            }
        }
    }
}

#[test]
fn adapters_of_every_family() {
    for (name, fields) in SHAPES {
        for (precision, bound) in [(Precision::F64, 1e-10), (Precision::F32, 1e-5)] {
            for freeze_a in [false, true] {
                let mut model = load(fields, precision);
                attach(&mut model, &adapters(freeze_a, 0.0));
                let found = compare(&model, SINGLES, None);
                assert!(
                    found < bound,
                    "{name}, {precision:?}, {freeze_a}: {found:e}"
                );
            }
        }
    }
}

#[test]
fn units_of_several_examples_are_clipped_as_one() {
    let groups: &[&[usize]] = &[&[0, 1, 2], &[3], &[4, 5]];
    for (name, fields) in SHAPES {
        let mut model = load(fields, Precision::F64);
        model.train_all();
        let found = compare(&model, groups, None);
        assert!(found < 1e-10, "{name}: {found:e}");
    }
}

/// What a guarantee rests on where the pass is rounded: each unit's norm is that of what is added, and no more than the
/// clipping norm is added.
#[test]
fn bfloat16_units_are_clipped_to_the_norm() {
    let check = |name: &str, model: &Model| {
        let (all, trainable) = (examples(model), model.trainable());
        let sum = |index: usize, norm: f64| {
            let one = batch(&[&[index]], &all, None);
            let clipping = Clipping {
                safe: true,
                ..Clipping::flat(norm)
            };
            clipped_sum(model, &trainable, &one, clipping).unwrap()
        };
        for index in [0, 1, 3, 4] {
            let whole = sum(index, 1e9);
            let (told, added) = (whole.norms[0], precise_norm(&whole.values));
            assert!((told / added - 1.0).abs() < 1e-5, "{name}: {told} {added}");
            let clip = 0.3 * added;
            let part = precise_norm(&sum(index, clip).values) / clip;
            assert!(part <= 1.0 && part > 0.99, "{name}: {part}");
        }
        // Together, each by a factor of its own: what each adds alone, but for the rounding of a pass over others.
        let clip = 0.3 * precise_norm(&sum(1, 1e9).values);
        let together = batch(SINGLES, &all, None);
        let together = clipped_sum(model, &trainable, &together, Clipping::flat(clip)).unwrap();
        let mut apart: Vec<Tensor> = together.values.iter().map(|value| -value).collect();
        for index in 0..SINGLES.len() {
            for (value, one) in apart.iter_mut().zip(sum(index, clip).values) {
                *value += one;
            }
        }
        let part = precise_norm(&apart) / precise_norm(&together.values);
        assert!(part < 0.05, "{name}: {part}");
    };
    for (name, fields) in SHAPES {
        let mut model = load(fields, Precision::Bf16);
        model.train_all();
        check(name, &model);
        let mut model = load(fields, Precision::Bf16);
        attach(&mut model, &adapters(false, 0.0));
        check(name, &model);
    }
}

#[test]
fn nobody_adds_nothing() {
    for (_, fields) in SHAPES {
        let mut model = load(fields, Precision::F32);
        model.train_all();
        let all = examples(&model);
        for groups in [&[] as &[&[usize]], &[&[2]]] {
            let batch = batch(groups, &all, None);
            let sum = clipped_sum(&model, &model.trainable(), &batch, Clipping::flat(1.0)).unwrap();
            assert_eq!(precise_norm(&sum.values), 0.0);
            assert_eq!(sum.values.len(), model.trainable().len());
        }
    }
}

#[test]
fn per_layer_bounds_hold_together() {
    for (name, fields) in SHAPES {
        let mut model = load(fields, Precision::F64);
        model.train_all();
        let (all, trainable) = (examples(&model), model.trainable());
        let clipping = Clipping {
            norm: 0.05,
            per_layer: true,
            safe: true,
        };
        for index in [0, 1, 4] {
            let one = batch(&[&[index]], &all, None);
            let sum = clipped_sum(&model, &trainable, &one, clipping).unwrap();
            let norm = precise_norm(&sum.values);
            assert!(norm <= 0.05 && norm > 0.03, "{name}: {norm}");
        }
    }
}

#[test]
fn a_broken_unit_is_left_out_and_hurts_no_other() {
    let mut model = load(SHAPES[0].1, Precision::F32);
    model.train_all();
    let all = examples(&model);
    let mut poisoned = all.clone();
    // Only this example looks up the poisoned row.
    poisoned[4].ids = vec![60; 13];
    poisoned
        .iter_mut()
        .enumerate()
        .filter(|(index, _)| *index != 4)
        .for_each(|(_, one)| {
            one.ids.iter_mut().for_each(|id| *id %= 60);
        });
    let trainable = model.trainable();
    tch::no_grad(|| {
        let mut row = model.parameters().next().unwrap().value.detach().get(60);
        let _ = row.fill_(f64::NAN);
    });
    let clipping = Clipping::flat(1.0);
    let with = batch(SINGLES, &poisoned, None);
    let with = clipped_sum(&model, &trainable, &with, clipping).unwrap();
    assert!(!with.norms[4].is_finite());
    let finite = with
        .values
        .iter()
        .all(|value| value.isfinite().all().int64_value(&[]) == 1);
    assert!(finite && precise_norm(&with.values) > 0.0);
}
