use std::path::Path;

use model::{LoraConfig, Options, Precision, Seed};
use tch::Tensor;

use super::*;
use crate::batch;
use crate::batch::Cut;
use crate::gradient::{Gradient, LogicalBatch, Plain};
use crate::{GradientKind, Stopped};

const TINY: &str = r#"{"model_type": "llama", "vocab_size": 61, "hidden_size": 24,
    "intermediate_size": 40, "num_attention_heads": 4, "num_key_value_heads": 2,
    "num_hidden_layers": 2, "max_position_embeddings": 48, "tie_word_embeddings": true}"#;

pub(super) fn tiny(precision: Precision) -> Model {
    let options = Options {
        precision,
        ..Options::default()
    };
    Model::initialise(TINY, 3, &options).unwrap()
}

pub(super) fn examples(count: usize) -> Vec<Example> {
    let mut seed = Seed::new(1, "examples");
    let mut example = || {
        let length = 4 + seed.below(20);
        Example {
            ids: (0..length).map(|_| seed.below(61) as i64).collect(),
            sensitive: None,
            subject: None,
        }
    };
    (0..count).map(|_| example()).collect()
}

fn lora() -> Trainable {
    Trainable::Adapters(LoraConfig {
        rank: 8,
        alpha: 64.0,
        ..LoraConfig::default()
    })
}

pub(super) fn config(trainable: Trainable, epochs: f64) -> TrainConfig {
    TrainConfig {
        trainable,
        epochs,
        sequence_length: 48,
        learning_rate: 1e-2,
        threads: Some(1),
        ..TrainConfig::default()
    }
}

/// Remembers everything; stops after a number of steps.
#[derive(Default)]
pub(super) struct Watcher {
    seen: Vec<Progress>,
    stop_after: Option<u64>,
}

impl Observer for Watcher {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        self.seen.push(progress.clone());
        match self.stop_after {
            Some(step) if progress.step >= step => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

fn train(model: &mut Model, examples: &[Example], config: &TrainConfig) -> RunRecord {
    run(model, examples, examples, config, &mut Watcher::default()).unwrap()
}

pub(super) fn weights(model: &mut Model) -> Vec<Tensor> {
    match model.has_adapter() {
        true => model.train_adapter(),
        false => model.train_all(),
    }
    model
        .trainable()
        .iter()
        .map(|parameter| parameter.value.detach())
        .collect()
}

#[test]
fn both_methods_learn_by_heart() {
    // The adapter cannot move the small random embedding that it reads and predicts through.
    for (trainable, bar) in [(Trainable::All, 1.0), (lora(), 3.8)] {
        let mut model = tiny(Precision::F32);
        let examples = examples(8);
        let record = train(&mut model, &examples, &config(trainable, 150.0));
        let first = record.validation_curve.first().unwrap().loss;
        let last = record.validation_curve.last().unwrap().loss;
        assert!(first > 4.0 && last < bar, "{first} to {last}");
        assert_eq!((record.steps, record.stopped), (150, Stopped::Completed));
        let tokens: usize = examples.iter().map(|one| one.ids.len()).sum();
        assert_eq!(record.tokens, 150 * tokens as u64);
        assert!(record.flops > 0.0 && record.tokens_per_second > 0.0);
    }
}

#[test]
fn bfloat16_learns_as_float32_does() {
    let config = config(Trainable::All, 60.0);
    let last = |precision| {
        let record = train(&mut tiny(precision), &examples(8), &config);
        record.validation_curve.last().unwrap().loss
    };
    let (exact, rounded) = (last(Precision::F32), last(Precision::Bf16));
    assert!((exact - rounded).abs() < 0.3, "{exact} against {rounded}");
}

#[test]
fn steps_below_the_spacing_of_bfloat16_show() {
    let fall = |precision| {
        let mut model = tiny(precision);
        for mut value in model.parameters().map(|one| one.value.shallow_clone()) {
            value.copy_(&value.to_kind(tch::Kind::BFloat16));
        }
        let slow = TrainConfig {
            learning_rate: 3e-6,
            schedule: crate::Schedule::Constant,
            ..config(Trainable::All, 4.0)
        };
        let curve = train(&mut model, &examples(64), &slow).validation_curve;
        curve[0].loss - curve[curve.len() - 1].loss
    };
    let (exact, rounded) = (fall(Precision::F32), fall(Precision::Bf16));
    assert!((rounded / exact - 1.0).abs() < 0.07, "{rounded} of {exact}");
}

#[test]
fn an_adapter_leaves_the_base_model_alone() {
    let mut model = tiny(Precision::F32);
    train(&mut model, &examples(16), &config(lora(), 2.0));
    let sum = |model: &Model| -> Vec<Tensor> {
        model
            .parameters()
            .map(|parameter| parameter.value.copy())
            .collect()
    };
    let (trained, fresh) = (sum(&model), sum(&tiny(Precision::F32)));
    assert!(
        trained
            .iter()
            .zip(&fresh)
            .all(|(left, right)| left.equal(right))
    );
}

#[test]
fn the_same_seed_gives_the_same_weights_bit_for_bit() {
    for trainable in [Trainable::All, lora()] {
        let outcome = |seed: u64| {
            let mut model = tiny(Precision::F32);
            let config = TrainConfig {
                seed,
                ..config(trainable.clone(), 3.0)
            };
            train(&mut model, &examples(20), &config);
            weights(&mut model)
        };
        let (one, same, other) = (outcome(1), outcome(1), outcome(2));
        assert!(one.iter().zip(&same).all(|(left, right)| left.equal(right)));
        assert!(
            !one.iter()
                .zip(&other)
                .all(|(left, right)| left.equal(right))
        );
    }
}

#[test]
fn cutting_a_logical_batch_changes_no_gradient() {
    let mut model = tiny(Precision::F32);
    model.train_all();
    let (trainable, examples) = (model.trainable(), examples(9));
    let compute = |physical_batch_size| {
        let mut sorted: Vec<&Example> = examples.iter().collect();
        sorted.sort_by_key(|one| std::cmp::Reverse(one.ids.len()));
        let cut = Cut {
            length: 48,
            ..Cut::default()
        };
        let batch = LogicalBatch {
            examples: sorted,
            cut,
            physical: Physical {
                size: physical_batch_size,
                ..Physical::default()
            },
            seed: None,
        };
        Plain::default()
            .compute(&model, &trainable, &batch)
            .unwrap()
    };
    let whole = compute(Some(9));
    for size in [1, 2, 4] {
        let cut = compute(Some(size));
        assert!((&whole.loss - &cut.loss).abs().double_value(&[]) < 1e-6);
        assert_eq!(whole.tokens, cut.tokens);
        for (left, right) in whole.values.iter().zip(&cut.values) {
            assert!((left - right).abs().max().double_value(&[]) < 1e-6);
        }
    }
}

#[test]
fn gradients_equal_those_of_autograd_alone() {
    let mut model = tiny(Precision::F32);
    model.train_all();
    let (trainable, examples) = (model.trainable(), examples(3));
    let cut = Cut {
        length: 48,
        ..Cut::default()
    };
    let chosen: Vec<&Example> = examples.iter().collect();
    let batch = LogicalBatch {
        examples: chosen,
        cut,
        physical: Physical::default(),
        seed: None,
    };
    let found = Plain::default()
        .compute(&model, &trainable, &batch)
        .unwrap();
    let whole = batch::Batch::new(&batch.examples, cut, model.device());
    let hidden = model
        .hidden(&whole.ids, &model::Pass::training())
        .index_select(0, &whole.rows);
    let loss = model
        .logits(&hidden)
        .cross_entropy_for_logits(&whole.targets);
    loss.backward();
    assert!((loss - found.loss).abs().double_value(&[]) < 1e-5);
    for (parameter, found) in trainable.iter().zip(&found.values) {
        let difference = (parameter.value.grad() - found)
            .abs()
            .max()
            .double_value(&[]);
        assert!(difference < 1e-6, "{}: {difference}", parameter.name);
    }
}

#[test]
fn a_cancelled_run_keeps_what_it_learnt() {
    let mut model = tiny(Precision::F32);
    let mut watcher = Watcher {
        stop_after: Some(3),
        ..Watcher::default()
    };
    let record = run(
        &mut model,
        &examples(64),
        &[],
        &config(lora(), 5.0),
        &mut watcher,
    )
    .unwrap();
    assert_eq!((record.steps, record.stopped), (3, Stopped::Cancelled));
    assert_eq!(watcher.seen.len(), 3);
    let dir = tempfile::tempdir().unwrap();
    model.save_adapter(dir.path(), "base").unwrap();
    tiny(Precision::F32).load_adapter(dir.path()).unwrap();
}

#[test]
fn a_diverging_run_stops_with_a_reason() {
    let mut model = tiny(Precision::F32);
    let config = TrainConfig {
        learning_rate: 10.0,
        warmup: 0.0,
        clip_norm: None,
        adam_epsilon: 1e-30,
        schedule: crate::Schedule::Constant,
        ..config(Trainable::All, 50.0)
    };
    // A weight near the top of float32 overflows in the first forward pass.
    model.train_all();
    tch::no_grad(|| {
        let mut value = model.trainable()[0].value.detach();
        let _ = value.fill_(3e38);
    });
    model.freeze();
    let failed = run(
        &mut model,
        &examples(16),
        &[],
        &config,
        &mut Watcher::default(),
    );
    assert_eq!(failed.unwrap_err().reason(), "DIVERGED");
}

#[test]
fn progress_adds_up() {
    let mut watcher = Watcher::default();
    let config = TrainConfig {
        evaluate_every: Some(2),
        ..config(Trainable::All, 1.5)
    };
    let all = examples(20);
    let record = run(
        &mut tiny(Precision::F32),
        &all,
        &all[..4],
        &config,
        &mut watcher,
    )
    .unwrap();
    assert_eq!((record.steps, record.total_steps), (5, 5));
    assert!(
        watcher
            .seen
            .windows(2)
            .all(|pair| pair[0].tokens < pair[1].tokens)
    );
    let last = watcher.seen.last().unwrap();
    assert_eq!((last.tokens, last.eta_seconds), (record.tokens, 0.0));
    assert!(last.validation_loss.is_some() && last.rss_bytes > 0);
    let points: Vec<u64> = record
        .validation_curve
        .iter()
        .map(|point| point.step)
        .collect();
    assert_eq!(points, [0, 2, 4, 5]);
    let text = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<RunRecord>(&text).unwrap(), record);
}

#[test]
fn what_cannot_run_is_refused() {
    let all = examples(4);
    let reason = |examples: &[Example], config: &TrainConfig| {
        let mut model = tiny(Precision::F32);
        let failed = run(&mut model, examples, &[], config, &mut Watcher::default());
        failed.unwrap_err().reason()
    };
    let good = config(Trainable::All, 1.0);
    let one = |ids: Vec<i64>| {
        vec![Example {
            ids,
            sensitive: None,
            subject: None,
        }]
    };
    assert_eq!(reason(&[], &good), "NO_TRAINING_DATA");
    assert_eq!(reason(&one(vec![5]), &good), "NO_TRAINING_DATA");
    assert_eq!(reason(&one(vec![5, 61]), &good), "TOKEN_OUT_OF_RANGE");
    let long = TrainConfig {
        sequence_length: 49,
        ..good.clone()
    };
    assert_eq!(reason(&all, &long), "SEQUENCE_TOO_LONG");
    let private = TrainConfig {
        gradient: GradientKind::Private,
        ..good
    };
    assert_eq!(reason(&all, &private), "INVALID_HYPERPARAMETER");
}

#[test]
fn long_examples_are_cut_and_counted() {
    let long = vec![
        Example {
            ids: vec![7; 500],
            sensitive: None,
            subject: None,
        };
        3
    ];
    let record = train(
        &mut tiny(Precision::F32),
        &long,
        &config(Trainable::All, 1.0),
    );
    assert_eq!((record.truncated_examples, record.tokens), (3, 3 * 48));
}

#[test]
fn a_full_checkpoint_holds_what_was_learnt() {
    let mut model = tiny(Precision::Bf16);
    let all = examples(8);
    train(&mut model, &all, &config(Trainable::All, 5.0));
    let dir = tempfile::tempdir().unwrap();
    model.save_full(dir.path(), Path::new("nowhere")).unwrap();
    let options = Options {
        precision: Precision::Bf16,
        ..Options::default()
    };
    let again = Model::load(dir.path(), &options).unwrap();
    let loss = |model: &Model| mean_loss(model, &all, 48).unwrap().unwrap();
    assert_eq!(loss(&again), loss(&model));
}

#[test]
fn computing_blocks_twice_changes_no_gradient() {
    for (trainable, dropout) in [(Trainable::All, 0.0), (lora(), 0.3)] {
        let mut model = tiny(Precision::F32);
        match &trainable {
            Trainable::All => model.train_all(),
            Trainable::Adapters(lora) => {
                let lora = LoraConfig {
                    dropout,
                    ..lora.clone()
                };
                model.attach(&lora, 1).unwrap();
                model.train_adapter();
            }
        }
        let (leaves, all) = (model.trainable(), examples(7));
        let compute = |recompute: bool| {
            let batch = LogicalBatch {
                examples: all.iter().collect(),
                cut: Cut {
                    length: 48,
                    ..Cut::default()
                },
                physical: Physical {
                    size: Some(4),
                    ..Physical::default()
                },
                seed: Some(5),
            };
            let mut plain = Plain { recompute };
            plain.compute(&model, &leaves, &batch).unwrap()
        };
        let (kept, twice) = (compute(false), compute(true));
        assert_eq!(kept.loss, twice.loss);
        for (left, right) in kept.values.iter().zip(&twice.values) {
            assert!((left - right).abs().max().double_value(&[]) < 1e-6);
        }
    }
}

#[test]
fn a_run_stops_early_and_takes_the_best_weights() {
    let mut model = tiny(Precision::F32);
    let all = examples(24);
    // Learning the first eight by heart makes the others worse, sooner or later.
    let config = TrainConfig {
        evaluate_every: Some(2),
        early_stopping: Some(crate::EarlyStopping { patience: 3 }),
        learning_rate: 3e-2,
        ..config(Trainable::All, 200.0)
    };
    let record = run(
        &mut model,
        &all[..8],
        &all[8..],
        &config,
        &mut Watcher::default(),
    )
    .unwrap();
    assert_eq!(record.stopped, Stopped::Early);
    let lowest = record
        .validation_curve
        .iter()
        .map(|point| point.loss)
        .fold(f64::INFINITY, f64::min);
    let best = record
        .validation_curve
        .iter()
        .find(|point| point.loss == lowest)
        .unwrap();
    assert_eq!(record.best_step, Some(best.step));
    assert!(record.steps >= best.step + 6);
    assert_eq!(mean_loss(&model, &all[8..], 48).unwrap(), Some(lowest));
}

#[test]
fn a_memory_budget_decides_what_is_computed_at_once() {
    let record = |memory_budget: Option<u64>| {
        let config = TrainConfig {
            memory_budget,
            ..config(Trainable::All, 1.0)
        };
        run(
            &mut tiny(Precision::F32),
            &examples(16),
            &[],
            &config,
            &mut Watcher::default(),
        )
    };
    let usual = record(None).unwrap().physical_tokens;
    let small = record(Some(1_000_000)).unwrap().physical_tokens;
    assert!(small < usual, "{small} of {usual}");
    assert!(small > record(Some(700_000)).unwrap().physical_tokens);
    let refused = record(Some(1000)).unwrap_err().to_string();
    assert!(refused.starts_with("memory_budget"), "{refused}");
}
