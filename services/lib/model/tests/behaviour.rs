//! What must hold whatever the weights: padding, adapters, chunks, cancellation.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::ops::ControlFlow;

use common::{load, max_difference, options, sequences, write_tiny};
use model::{
    Adapter, LoraConfig, Model, Pass, Precision, ScoreOptions, Targets, TokenObservation,
    log_probs, score, score_suffixes, suffix_log_probs,
};
use tch::{Kind, Tensor};

fn tiny() -> Model {
    let dir = tempfile::tempdir().unwrap();
    write_tiny(dir.path(), true);
    load(dir.path())
}

fn observe(model: &Model, sequences: &[Vec<i64>], adapter: Adapter) -> Vec<Vec<TokenObservation>> {
    let options = ScoreOptions {
        adapter,
        ..ScoreOptions::default()
    };
    score(model, sequences, &options, &mut |_, _| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

/// An adapter whose B is not zero.
fn attach(model: &mut Model, lora: &LoraConfig) {
    model.attach(lora, 3).unwrap();
    model.train_adapter();
    let _guard = tch::no_grad_guard();
    for (index, factor) in model.trainable().iter().enumerate() {
        let mut value = factor.value.detach();
        let wave = Tensor::arange(value.numel() as i64, (Kind::Float, value.device()));
        let _ = value.g_add_(&((wave + index as f64).sin() * 0.1).view_as(&value));
    }
    model.freeze();
}

fn logits(model: &Model, ids: &[i64]) -> Tensor {
    let input = Tensor::from_slice(ids).unsqueeze(0);
    tch::no_grad(|| model.logits(&model.hidden(&input, &Pass::evaluation())))
}

#[test]
fn padding_does_not_change_what_is_real() {
    let model = tiny();
    let all = sequences(&[5, 40, 13]);
    let together = observe(&model, &all, Adapter::On);
    for (ids, together) in all.iter().zip(together) {
        let alone = observe(&model, std::slice::from_ref(ids), Adapter::On).remove(0);
        for (left, right) in alone.iter().zip(together) {
            assert!((left.log_prob - right.log_prob).abs() < 1e-5);
        }
    }
}

#[test]
fn without_its_adapter_a_model_is_the_base_bit_for_bit() {
    for precision in [Precision::F32, Precision::Bf16] {
        let dir = tempfile::tempdir().unwrap();
        write_tiny(dir.path(), true);
        let mut model = Model::load(dir.path(), &options(precision)).unwrap();
        let all = sequences(&[20, 30]);
        let base = observe(&model, &all, Adapter::On);
        attach(
            &mut model,
            &LoraConfig {
                rank: 4,
                ..LoraConfig::default()
            },
        );
        assert_ne!(observe(&model, &all, Adapter::On), base);
        assert_eq!(observe(&model, &all, Adapter::Off), base);
    }
}

#[test]
fn a_new_adapter_changes_nothing_and_is_the_same_for_the_same_seed() {
    let mut model = tiny();
    let all = sequences(&[20]);
    let base = observe(&model, &all, Adapter::On);
    let factors = |seed: u64| {
        let mut model = tiny();
        model.attach(&LoraConfig::default(), seed).unwrap();
        model.train_adapter();
        model.trainable()
    };
    model.attach(&LoraConfig::default(), 1).unwrap();
    assert_eq!(observe(&model, &all, Adapter::On), base);
    let (one, same, other) = (factors(1), factors(1), factors(2));
    assert_eq!(one.len(), 28);
    assert!(one.iter().zip(&same).all(|(a, b)| a.value.equal(&b.value)));
    assert!(!one[0].value.equal(&other[0].value));
}

#[test]
fn merging_equals_applying() {
    for lora in [
        LoraConfig {
            rank: 4,
            ..LoraConfig::default()
        },
        LoraConfig {
            rank: 3,
            rs_lora: true,
            targets: Targets::Attention,
            ..LoraConfig::default()
        },
    ] {
        let mut model = tiny();
        attach(&mut model, &lora);
        let ids = &sequences(&[30])[0];
        let applied = logits(&model, ids);
        model.merge().unwrap();
        assert!(!model.has_adapter());
        assert!(max_difference(&applied, &logits(&model, ids)) < 1e-4);
    }
}

#[test]
fn targets_choose_their_maps() {
    let count = |targets: Targets| {
        let mut model = tiny();
        let attached = model.attach(
            &LoraConfig {
                targets,
                ..LoraConfig::default()
            },
            0,
        );
        attached.map(|()| {
            model.train_adapter();
            model.trainable().len()
        })
    };
    assert_eq!(count(Targets::AllLinear).unwrap(), 2 * 2 * 7);
    assert_eq!(count(Targets::Attention).unwrap(), 2 * 2 * 4);
    let named = |name: &str| Targets::Modules(vec![name.to_owned()]);
    assert_eq!(count(named("up_proj")).unwrap(), 2 * 2);
    assert_eq!(
        count(named("proj")).unwrap_err().reason(),
        "ADAPTER_MISMATCH"
    );
}

#[test]
fn the_chunked_loss_equals_the_direct_one() {
    for family in ["llama", "gemma2"] {
        let config = format!(
            r#"{{"model_type": "{family}", "vocab_size": 300001, "hidden_size": 8,
            "intermediate_size": 8, "num_attention_heads": 2, "num_key_value_heads": 1,
            "num_hidden_layers": 1, "max_position_embeddings": 64, "head_dim": 4,
            "tie_word_embeddings": true, "final_logit_softcapping": CAP}}"#
        );
        let cap = if family == "gemma2" { "2.0" } else { "null" };
        let config = config.replace("CAP", cap);
        let mut model = Model::initialise(&config, 1, &options(Precision::F32)).unwrap();
        model.train_all();
        let rows = 100;
        let hidden = Tensor::randn([rows, 8], (Kind::Float, tch::Device::Cpu)) * 20.0;
        let hidden = hidden.set_requires_grad(true);
        let targets = Tensor::arange(rows, (Kind::Int64, tch::Device::Cpu)) * 2999;
        let weights = Tensor::rand([rows], (Kind::Float, tch::Device::Cpu));
        let mut by_weight = None;
        let chunked =
            model.cross_entropy(&hidden.detach(), &targets, &weights, Some(&mut by_weight));
        let losses = -model
            .logits(&hidden)
            .log_softmax(-1, Kind::Float)
            .gather(1, &targets.unsqueeze(1), false)
            .squeeze_dim(1);
        (&losses * &weights).sum(Kind::Float).backward();
        assert!(max_difference(&losses, &chunked.loss) < 1e-5);
        assert!(max_difference(&hidden.grad(), &chunked.hidden) < 1e-5);
        let direct = model.head_weight().value.grad();
        assert!(max_difference(&direct, &by_weight.unwrap()) < 1e-4);
    }
}

#[test]
fn bfloat16_stays_near_float32() {
    let dir = tempfile::tempdir().unwrap();
    write_tiny(dir.path(), true);
    let all = sequences(&[40, 40]);
    let exact = observe(&load(dir.path()), &all, Adapter::On).concat();
    let model = Model::load(dir.path(), &options(Precision::Bf16)).unwrap();
    let rounded = observe(&model, &all, Adapter::On).concat();
    let mean = exact
        .iter()
        .zip(&rounded)
        .map(|(a, b)| f64::from((a.log_prob - b.log_prob).abs()));
    let mean = mean.sum::<f64>() / exact.len() as f64;
    assert!(mean > 0.0 && mean < 0.2, "{mean}");
}

#[test]
fn bad_sequences_and_cancellation_have_reasons() {
    let model = tiny();
    let options = ScoreOptions::default();
    let reason = |sequences: &[Vec<i64>]| {
        let found = score(&model, sequences, &options, &mut |_, _| {
            ControlFlow::Break(())
        });
        found.unwrap_err().reason()
    };
    assert_eq!(reason(&[vec![1; 49]]), "SEQUENCE_TOO_LONG");
    assert_eq!(reason(&[vec![1, 61]]), "TOKEN_OUT_OF_RANGE");
    assert_eq!(reason(&[vec![-1, 1]]), "TOKEN_OUT_OF_RANGE");
    assert_eq!(reason(&[vec![1, 2]]), "CANCELLED");
    assert!(model.check_vocabulary(61).is_ok());
    assert_eq!(
        model.check_vocabulary(62).unwrap_err().reason(),
        "TOKENIZER_MISMATCH"
    );
}

#[test]
fn a_panic_in_the_tensor_library_becomes_an_error() {
    let failed = model::catch(|| Tensor::from_slice(&[1f32, 2.0]) + Tensor::from_slice(&[1f32; 3]));
    assert_eq!(failed.unwrap_err().reason(), "TENSOR_FAILURE");
}

/// The text before them is read once; each suffix is observed as if it alone followed.
#[test]
fn suffixes_are_scored_as_whole_sequences_are() {
    let mut model = tiny();
    attach(&mut model, &LoraConfig::default());
    let prefix: Vec<i64> = (1..9).collect();
    let suffixes: Vec<Vec<i64>> = vec![
        vec![5],
        vec![7, 3, 9, 11],
        vec![2, 60],
        vec![],
        vec![8, 8, 1],
    ];
    let whole: Vec<Vec<i64>> = suffixes
        .iter()
        .map(|suffix| [prefix.as_slice(), suffix].concat())
        .collect();
    for (adapter, tokens_per_batch) in [(Adapter::On, 2048), (Adapter::Off, 2048), (Adapter::On, 8)]
    {
        let options = ScoreOptions {
            adapter,
            tokens_per_batch,
        };
        let mut go_on = |_, _| ControlFlow::Continue(());
        let found = score_suffixes(&model, &prefix, &suffixes, &options, &mut go_on).unwrap();
        for (found, whole) in found.iter().zip(observe(&model, &whole, adapter)) {
            let expected = &whole[prefix.len() - 1..];
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(expected) {
                assert!(
                    (found.log_prob - expected.log_prob).abs() < 1e-5,
                    "{found:?}"
                );
                assert!((found.top_k_log_mass - expected.top_k_log_mass).abs() < 1e-5);
                assert_eq!((found.rank, found.top), (expected.rank, expected.top));
            }
        }
        // The log-probabilities alone are the same.
        let close = |alone: &[Vec<f32>], found: &[Vec<TokenObservation>]| {
            assert_eq!(alone.len(), found.len());
            for (alone, found) in alone.iter().zip(found) {
                assert_eq!(alone.len(), found.len());
                let pairs = alone.iter().zip(found);
                assert!(
                    pairs
                        .into_iter()
                        .all(|(a, f)| (a - f.log_prob).abs() < 1e-5)
                );
            }
        };
        let alone = suffix_log_probs(&model, &prefix, &suffixes, &options, &mut go_on).unwrap();
        close(&alone, &found);
        let alone = log_probs(&model, &whole, &options, &mut go_on).unwrap();
        close(
            &alone,
            &score(&model, &whole, &options, &mut go_on).unwrap(),
        );
    }
    let refused = |prefix: &[i64], suffixes: &[Vec<i64>]| {
        let mut go_on = |_, _| ControlFlow::Continue(());
        let options = ScoreOptions::default();
        score_suffixes(&model, prefix, suffixes, &options, &mut go_on)
            .unwrap_err()
            .reason()
    };
    assert_eq!(refused(&[], &suffixes), "EMPTY_PREFIX");
    assert_eq!(refused(&prefix, &[vec![1; 48]]), "SEQUENCE_TOO_LONG");
    assert_eq!(refused(&prefix, &[vec![61]]), "TOKEN_OUT_OF_RANGE");
}

/// The forty likeliest tokens hold the mass they are said to hold.
#[test]
fn the_mass_of_the_likeliest_tokens() {
    let model = tiny();
    let ids = vec![vec![3, 9, 27, 20, 60]];
    let logits = model.sequence_logits(&ids).unwrap().squeeze_dim(0);
    let probabilities = logits.softmax(-1, Kind::Double);
    let (sorted, _) = probabilities.sort(-1, true);
    for (at, seen) in observe(&model, &ids, Adapter::On)[0].iter().enumerate() {
        let mass = sorted
            .get(at as i64)
            .narrow(0, 0, model::TOP_K)
            .sum(Kind::Double);
        let expected = mass.double_value(&[]).ln();
        assert!((f64::from(seen.top_k_log_mass) - expected).abs() < 1e-5);
    }
}
