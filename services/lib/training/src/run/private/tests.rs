use std::ops::ControlFlow;

use dp::{DpEvent, PlanConfig, PrivacyStatement, TestRng};
use model::{LoraConfig, Model, Options, Precision};
use tch::{Device, Tensor};

use super::super::{run, run_with};
use super::noise::AT_ONCE;
use super::*;
use crate::batch::{Cut, Physical};
use crate::gradient::{Gradient, LogicalBatch, Plain, precise_norm};
use crate::{Example, GradientKind, RunRecord, Schedule, TrainConfig, Trainable};

const TINY: &str = r#"{"model_type": "llama", "vocab_size": 61, "hidden_size": 24,
    "intermediate_size": 40, "num_attention_heads": 4, "num_key_value_heads": 2,
    "num_hidden_layers": 2, "max_position_embeddings": 48, "tie_word_embeddings": true}"#;

fn tiny() -> Model {
    let options = Options {
        precision: Precision::F32,
        ..Options::default()
    };
    Model::initialise(TINY, 3, &options).unwrap()
}

fn examples(count: usize) -> Vec<Example> {
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

/// Every example a unit of its own.
fn singles(count: usize) -> Vec<Vec<usize>> {
    (0..count).map(|index| vec![index]).collect()
}

fn plan(count: usize, rate: f64, steps: u64) -> PlanConfig {
    PlanConfig::for_batch(count as u64, count as f64 * rate, steps, 1e-5)
}

fn config(trainable: Trainable, plan: PlanConfig) -> TrainConfig {
    TrainConfig {
        trainable,
        gradient: GradientKind::Private,
        privacy: Some(plan),
        sequence_length: 48,
        learning_rate: 1e-2,
        schedule: Schedule::Constant,
        warmup: 0.0,
        clip_norm: None,
        threads: Some(1),
        ..TrainConfig::default()
    }
}

/// Writes down what is spent; stops before a step or after it.
#[derive(Default)]
struct Ledger {
    spent: Vec<DpEvent>,
    told: Vec<Progress>,
    stop_before: Option<usize>,
}

impl Observer for Ledger {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        self.told.push(progress.clone());
        ControlFlow::Continue(())
    }

    fn spending(&mut self, event: &DpEvent) -> ControlFlow<()> {
        if self.stop_before == Some(self.spent.len()) {
            return ControlFlow::Break(());
        }
        self.spent.push(event.clone());
        ControlFlow::Continue(())
    }
}

fn train(model: &mut Model, examples: &[Example], config: &TrainConfig) -> RunRecord {
    let rng = TestRng::seeded(5).into();
    run_with(
        model,
        examples,
        &[],
        config,
        &mut Ledger::default(),
        rng,
        None,
    )
    .unwrap()
}

fn weights(model: &mut Model) -> Vec<Tensor> {
    model.train_all();
    let values = model.trainable().into_iter().map(|one| one.value);
    values.map(|value| value.detach().copy()).collect()
}

fn distance(a: &[Tensor], b: &[Tensor]) -> f64 {
    let differences: Vec<Tensor> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    precise_norm(&differences)
}

#[test]
fn unclipped_it_is_the_sum_of_the_examples_gradients() {
    // Of equal length, so that the mean over all tokens is the mean of the examples' means.
    let mut seed = Seed::new(2, "equal");
    let mut example = || Example {
        ids: (0..12).map(|_| seed.below(61) as i64).collect(),
        sensitive: None,
        subject: None,
    };
    let all: Vec<Example> = (0..6).map(|_| example()).collect();
    let references: Vec<&Example> = all.iter().collect();
    let config = config(Trainable::All, plan(6, 1.0, 1));
    let mut model = tiny();
    model.train_all();
    let session = Session::new(&model, &references, &[], &config, 1).unwrap();
    let sum = session
        .clipped_sum(&[0, 1, 2, 3, 4, 5], &singles(6), 1e6)
        .unwrap();
    let batch = LogicalBatch {
        examples: references.clone(),
        cut: Cut {
            length: 48,
            ..Cut::default()
        },
        physical: Physical::default(),
        seed: None,
    };
    let at_once = Plain::default()
        .compute(&model, &model.trainable(), &batch)
        .unwrap();
    let at_once: Vec<Tensor> = at_once.values.into_iter().map(|g| g * 6.0).collect();
    assert!(distance(&sum, &at_once) < 1e-5 * precise_norm(&at_once));
}

#[test]
fn no_example_weighs_more_than_the_clipping_norm() {
    let all = examples(5);
    let clip_norm = 1e-3;
    let config = config(Trainable::All, plan(5, 1.0, 1));
    let mut model = tiny();
    model.train_all();
    let references: Vec<&Example> = all.iter().collect();
    let session = Session::new(&model, &references, &[], &config, 1).unwrap();
    let alone = |index| {
        session
            .clipped_sum(&[index], &singles(5), clip_norm)
            .unwrap()
    };
    for index in 0..5 {
        let norm = precise_norm(&alone(index));
        assert!(norm <= clip_norm && norm > 0.999 * clip_norm, "{norm}");
    }
    // One more example changes the sum by that example's clipped gradient and by nothing else.
    let with = session
        .clipped_sum(&[0, 1, 2, 3, 4], &singles(5), clip_norm)
        .unwrap();
    let without = session
        .clipped_sum(&[0, 1, 3, 4], &singles(5), clip_norm)
        .unwrap();
    let difference: Vec<Tensor> = with.iter().zip(&without).map(|(a, b)| a - b).collect();
    assert!(distance(&difference, &alone(2)) < 1e-4 * clip_norm);
    let nobody = session.clipped_sum(&[], &singles(5), clip_norm).unwrap();
    assert_eq!(precise_norm(&nobody), 0.0);
}

#[test]
fn the_noise_is_that_of_the_plan() {
    // No example is drawn: what the weights see is noise alone.
    let all = examples(4);
    let mut model = tiny();
    let rare = PlanConfig {
        clip_norm: 0.5,
        noise_multiplier: 3.0,
        sampling_rate: 1e-9,
        expected_batch_size: 4e-9,
        ..plan(4, 0.5, 1)
    };
    model.train_all();
    let before = model.trainable().len();
    let record = train(&mut model, &all, &config(Trainable::All, rare.clone()));
    assert_eq!(record.steps, 1);
    assert!(before > 0 && distance(&weights(&mut model), &weights(&mut tiny())) > 0.0);
    let mut noise = vec![0f32; 200_000];
    let mut run = rare.make().unwrap().start(TestRng::seeded(9));
    assert!(run.next_batch().unwrap().is_empty());
    run.fill_noise(&mut noise).unwrap();
    let variance = noise.iter().map(|n| f64::from(n * n)).sum::<f64>() / noise.len() as f64;
    assert!((variance / 2.25 - 1.0).abs() < 0.03, "{variance}");
}

#[test]
fn the_statement_is_that_of_the_steps_taken() {
    let all = examples(20);
    let lora = Trainable::Adapters(LoraConfig {
        dropout: 0.1,
        ..LoraConfig::default()
    });
    let planned = plan(20, 0.2, 6);
    let config = config(lora, planned.clone());
    let mut ledger = Ledger {
        stop_before: Some(4),
        ..Ledger::default()
    };
    let record = run(&mut tiny(), &all, &all, &config, &mut ledger).unwrap();
    assert_eq!((record.steps, record.stopped), (4, Stopped::Cancelled));
    let step = |n| DpEvent::poisson_sampled_gaussian(0.2, 1.0).repeated(n);
    assert_eq!(ledger.spent, [step(1), step(2), step(3), step(4)]);
    let PrivacyStatement::DifferentialPrivacy(guarantee) = &record.privacy else {
        panic!("no guarantee");
    };
    assert_eq!(guarantee.event, step(4));
    record.privacy.verify().unwrap();
    let whole = planned.make().unwrap().epsilon();
    assert!(record.privacy.epsilon().unwrap() < whole);
    // Nothing that depends on who was drawn, or on their text, is told.
    assert!(record.loss_curve.is_empty() && record.validation_curve.is_empty());
    assert_eq!(
        (record.tokens, record.padded_tokens, record.flops),
        (0, 0, 0.0)
    );
    assert_eq!((record.energy_joules, record.utilisation), (None, 0.0));
    for told in &ledger.told {
        assert_eq!(
            (told.loss, told.gradient_norm, told.tokens),
            (None, None, 0)
        );
    }
    // A test generator guarantees nothing.
    let record = train(&mut tiny(), &all, &config);
    assert_eq!((record.steps, record.privacy.epsilon()), (6, None));
}

#[test]
fn a_plan_for_other_data_is_refused() {
    let config = config(Trainable::All, plan(21, 0.2, 3));
    let rng = TestRng::seeded(5).into();
    let mut ledger = Ledger::default();
    let refused = run_with(
        &mut tiny(),
        &examples(20),
        &[],
        &config,
        &mut ledger,
        rng,
        None,
    );
    assert_eq!(refused.unwrap_err().reason(), "INVALID_HYPERPARAMETER");
    assert!(ledger.spent.is_empty());
}

#[test]
fn without_noise_and_clipping_it_is_descent_on_poisson_batches() {
    let all = examples(12);
    // Of equal weight in the mean: as long as each other.
    let all: Vec<Example> = all
        .into_iter()
        .map(|one| Example {
            ids: one.ids.into_iter().cycle().take(10).collect(),
            ..one
        })
        .collect();
    let planned = plan(12, 0.4, 5);
    let mut config = config(Trainable::All, planned.clone());
    config.optimizer = crate::OptimizerKind::Sgd;
    let mut private = tiny();
    private.train_all();
    let references: Vec<&Example> = all.iter().collect();
    let (units, rate) = (singles(12), config.learning_rate);
    let mut session = Session::new(&private, &references, &[], &config, 1).unwrap();
    let mut plain = tiny();
    plain.train_all();
    let leaves = plain.trainable();
    let mut sizes = Vec::new();
    let mut again = planned.make().unwrap().start(TestRng::seeded(5));
    for _ in 0..5 {
        let drawn = again.next_batch().unwrap();
        again.fill_noise(&mut [0.0]).unwrap();
        // A plan without noise cannot be made, so the step is taken without its plan.
        let sums = session.clipped_sum(&drawn, &units, 1e30).unwrap();
        session.update(sums, again.expected_batch_size()).unwrap();
        sizes.push(drawn.len());
        if drawn.is_empty() {
            continue;
        }
        let batch = LogicalBatch {
            examples: drawn.iter().map(|index| &all[*index]).collect(),
            cut: Cut {
                length: 48,
                ..Cut::default()
            },
            physical: Physical::default(),
            seed: None,
        };
        let mean = Plain::default().compute(&plain, &leaves, &batch).unwrap();
        let _guard = tch::no_grad_guard();
        for (leaf, gradient) in leaves.iter().zip(mean.values) {
            // The divisor is the expected size, a constant, and not the number drawn.
            let scale = rate * drawn.len() as f64 / again.expected_batch_size();
            let mut value = leaf.value.detach();
            value -= gradient * scale;
        }
    }
    assert!(sizes.iter().any(|size| *size != sizes[0]), "{sizes:?}");
    drop(session);
    let (private, plain) = (weights(&mut private), weights(&mut plain));
    assert!(distance(&private, &weights(&mut tiny())) > 1e-2);
    assert!(distance(&private, &plain) < 1e-6 * precise_norm(&plain));
}

#[test]
fn every_scalar_gets_noise_of_its_own_once() {
    let started = || {
        let mut run = plan(12, 0.5, 1).make().unwrap().start(TestRng::seeded(6));
        run.next_batch().unwrap();
        run
    };
    // Within a slice, over its end, over two ends, and one that is empty.
    let shapes: [&[i64]; 6] = [
        &[3],
        &[2, 100],
        &[AT_ONCE as i64],
        &[0],
        &[7, 3],
        &[700_001],
    ];
    // Drawn by the host; by the program for devices, which its compiler made something of too.
    for there in [false, true] {
        let sums = shapes.map(|shape| Tensor::ones(shape, (tch::Kind::Float, Device::Cpu)));
        add_noise(&mut started(), &sums, there).unwrap();
        let mut run = started();
        let flat = Tensor::cat(&sums.each_ref().map(|sum| sum.view([-1])), 0);
        let found = Vec::<f32>::try_from(flat).unwrap();
        for found in found.chunks(AT_ONCE) {
            let mut expected = vec![0.0; found.len()];
            run.fill_noise(&mut expected).unwrap();
            let same = |(found, expected): (&f32, &f32)| *found == 1.0 + expected;
            assert!(found.iter().zip(&expected).all(same), "{there}");
        }
    }
}

#[test]
fn a_subject_is_one_unit_and_counts_only_so_often() {
    let mut all = examples(7);
    for (example, subject) in
        all.iter_mut()
            .zip([Some(4), Some(4), None, Some(9), Some(4), None, Some(9)])
    {
        example.subject = subject;
    }
    let planned = PlanConfig {
        unit: dp::Unit::Subject,
        ..plan(4, 1.0, 1)
    };
    let config = TrainConfig {
        examples_per_subject: 2,
        ..config(Trainable::All, planned)
    };
    let mut model = tiny();
    model.train_all();
    let references: Vec<&Example> = all.iter().collect();
    let session = Session::new(&model, &references, &[], &config, 1).unwrap();
    let units = session.units(dp::Unit::Subject);
    assert_eq!(units, [vec![0, 1], vec![2], vec![3, 6], vec![5]]);
    let norm = precise_norm(&session.clipped_sum(&[0], &units, 1e-3).unwrap());
    assert!(norm <= 1e-3 && norm > 0.999e-3, "{norm}");
    drop(session);
    let record = run(&mut tiny(), &all, &[], &config, &mut Ledger::default()).unwrap();
    let PrivacyStatement::DifferentialPrivacy(guarantee) = &record.privacy else {
        panic!("no guarantee");
    };
    assert_eq!(guarantee.unit, dp::Unit::Subject);
}

#[test]
fn memory_that_runs_out_halves_what_is_computed_at_once() {
    let all = examples(4);
    let references: Vec<&Example> = all.iter().collect();
    let private = config(Trainable::All, plan(4, 1.0, 1));
    let plain = TrainConfig {
        gradient: GradientKind::Plain,
        privacy: None,
        ..private.clone()
    };
    for (config, told) in [(plain, 2), (private, 0)] {
        let mut model = tiny();
        model.train_all();
        let mut session = Session::new(&model, &references, &[], &config, 1).unwrap();
        let usual = session.physical.tokens;
        let mut tries = Vec::new();
        session
            .within_memory(&mut Ledger::default(), |session| {
                tries.push(session.physical.tokens);
                match tries.len() {
                    1 | 2 => Err(Error::Model(model::Error::OutOfMemory)),
                    _ => Ok(()),
                }
            })
            .unwrap();
        assert_eq!(tries, [usual, usual / 2, usual / 4]);
        assert_eq!(session.record.out_of_memory, told);
        // What fits is computed, and comes to the same.
        let wanted = session
            .clipped_sum(&[0, 1, 2, 3], &singles(4), 1.0)
            .unwrap();
        session.physical.tokens = usual;
        let found = session
            .within_memory(&mut Ledger::default(), |session| {
                match session.physical.tokens > 32 {
                    true => Err(Error::Model(model::Error::OutOfMemory)),
                    false => session.clipped_sum(&[0, 1, 2, 3], &singles(4), 1.0),
                }
            })
            .unwrap();
        assert!(session.physical.tokens <= 32);
        assert!(distance(&wanted, &found) < 1e-5);
        let never = session.within_memory(&mut Ledger::default(), |_| -> Result<(), Error> {
            Err(Error::Model(model::Error::OutOfMemory))
        });
        assert_eq!(never.unwrap_err().reason(), "OUT_OF_MEMORY");
    }
}
