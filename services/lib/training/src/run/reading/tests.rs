use dp::TestRng;
use model::Precision;

use super::super::tests::{Watcher, config, examples, tiny, weights};
use super::super::*;
use super::*;
use crate::gradient::{Clipping, Unit, UnitBatch, clipped_sum, clipped_sum_ahead};

/// Trains as on a GPU, where steps go on before what they found is read.
fn ahead(config: &TrainConfig, data: &[Example]) -> (Result<RunRecord, Error>, Vec<Tensor>) {
    let mut model = tiny(Precision::F32);
    model.train_all();
    let references: Vec<&Example> = data.iter().collect();
    let mut session = Session::new(&model, &references, &[], config, 1).unwrap();
    session.readings.ahead = true;
    let done = session.train(&mut Watcher::default());
    let record = session.record;
    (done.map(|()| record), weights(&mut model))
}

#[test]
fn steps_that_go_ahead_are_the_same_steps() {
    for optimizer in [
        crate::OptimizerKind::Adamw,
        crate::OptimizerKind::Sgd,
        crate::OptimizerKind::Adafactor,
    ] {
        let config = TrainConfig {
            optimizer,
            // Every gradient is clipped.
            clip_norm: Some(0.05),
            ..config(Trainable::All, 3.0)
        };
        let mut model = tiny(Precision::F32);
        let record = run(
            &mut model,
            &examples(20),
            &[],
            &config,
            &mut Watcher::default(),
        )
        .unwrap();
        let (later, moved) = ahead(&config, &examples(20));
        let later = later.unwrap();
        assert_eq!(record.loss_curve.len(), later.loss_curve.len());
        for (one, other) in record.loss_curve.iter().zip(&later.loss_curve) {
            assert_eq!(
                (one.step, one.learning_rate),
                (other.step, other.learning_rate)
            );
            assert!((one.loss - other.loss).abs() < 1e-4, "{optimizer:?}");
        }
        for (one, other) in weights(&mut model).iter().zip(&moved) {
            let difference = (one - other).abs().max().double_value(&[]);
            assert!(difference < 1e-5, "{optimizer:?}: {difference}");
        }
    }
}

#[test]
fn divergence_is_found_when_it_is_read() {
    let config = TrainConfig {
        optimizer: crate::OptimizerKind::Sgd,
        learning_rate: 10.0,
        clip_norm: None,
        schedule: crate::Schedule::Constant,
        warmup: 0.0,
        ..config(Trainable::All, 40.0)
    };
    let (done, _) = ahead(&config, &examples(16));
    assert_eq!(done.unwrap_err().reason(), "DIVERGED");
}

#[test]
fn private_sums_that_nobody_waits_for_are_the_same_sums() {
    let mut model = tiny(Precision::F32);
    model.train_all();
    let (leaves, all) = (model.trainable(), examples(5));
    let batch = || UnitBatch {
        units: all
            .iter()
            .map(|one| Unit {
                examples: vec![one],
                seed: 1,
            })
            .collect(),
        cut: Cut {
            length: 48,
            ..Cut::default()
        },
        physical: Physical {
            size: Some(2),
            ..Physical::default()
        },
    };
    let clipping = Clipping::flat(0.1);
    let waited = clipped_sum(&model, &leaves, &batch(), clipping).unwrap();
    let queued = clipped_sum_ahead(&model, &leaves, &batch(), clipping).unwrap();
    assert_eq!(queued.whole.int64_value(&[]), 1);
    for (one, other) in waited.values.iter().zip(&queued.values) {
        assert!((one - other).abs().max().double_value(&[]) == 0.0);
    }
    // A unit whose gradient has no direction shows.
    let mut row = leaves[0].value.detach().select(0, all[3].ids[1]);
    let _ = tch::no_grad(|| row.fill_(f64::NAN));
    let queued = clipped_sum_ahead(&model, &leaves, &batch(), clipping).unwrap();
    assert_eq!(queued.whole.int64_value(&[]), 0);
}

#[test]
fn private_steps_go_on_where_a_gradient_has_no_direction() {
    let all = examples(6);
    let planned = dp::PlanConfig::for_batch(6, 6.0, 2, 1e-5);
    let config = TrainConfig {
        gradient: crate::GradientKind::Private,
        privacy: Some(planned.clone()),
        ..config(Trainable::All, 1.0)
    };
    let references: Vec<&Example> = all.iter().collect();
    for ahead in [false, true] {
        let mut model = tiny(Precision::F32);
        model.train_all();
        // The table is the head's weight too: no gradient is finite, and nothing but noise is left.
        let table = model.trainable()[0].value.detach();
        let _ = tch::no_grad(|| table.select(0, all[2].ids[0]).fill_(f64::NAN));
        let mut session = Session::new(&model, &references, &[], &config, 1).unwrap();
        session.readings.ahead = ahead;
        let plan = planned.clone().make().unwrap();
        let rng = TestRng::seeded(5).into();
        session
            .train_privately(&plan, rng, None, &mut Watcher::default())
            .unwrap();
        assert_eq!(session.record.steps, 2);
    }
}
