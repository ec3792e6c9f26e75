use std::ops::ControlFlow;

use dp::{DpEvent, PlanConfig, TestRng};
use model::{LoraConfig, Model, Options, Precision, Seed};
use tch::Tensor;

use super::super::{Observer, run_with};
use super::*;
use crate::{
    EarlyStopping, Example, GradientKind, OptimizerKind, Progress, TrainConfig, Trainable,
};

const TINY: &str = r#"{"model_type": "llama", "vocab_size": 61, "hidden_size": 24,
    "intermediate_size": 40, "num_attention_heads": 4, "num_key_value_heads": 2,
    "num_hidden_layers": 2, "max_position_embeddings": 48, "tie_word_embeddings": true}"#;

fn examples(count: usize) -> Vec<Example> {
    let mut seed = Seed::new(1, "examples");
    let mut example = || Example {
        ids: (0..4 + seed.below(20))
            .map(|_| seed.below(61) as i64)
            .collect(),
        sensitive: None,
        subject: None,
    };
    (0..count).map(|_| example()).collect()
}

/// Dies at a step, as if killed: what was saved before is all that is left.
#[derive(Default)]
struct Mortal {
    dies_after: Option<u64>,
    suspends_after: Option<u64>,
    step: u64,
    spent: Vec<DpEvent>,
}

impl Observer for Mortal {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        self.step = progress.step;
        match self.dies_after {
            Some(step) if progress.step >= step => std::panic::panic_any("killed"),
            _ => ControlFlow::Continue(()),
        }
    }

    fn spending(&mut self, event: &DpEvent) -> ControlFlow<()> {
        self.spent.push(event.clone());
        ControlFlow::Continue(())
    }

    fn suspending(&mut self) -> bool {
        self.suspends_after.is_some_and(|step| self.step >= step)
    }
}

fn config(trainable: Trainable) -> TrainConfig {
    TrainConfig {
        trainable,
        epochs: 4.0,
        sequence_length: 48,
        learning_rate: 1e-2,
        threads: Some(1),
        ..TrainConfig::default()
    }
}

/// Each way to train whose state differs.
fn configs() -> Vec<TrainConfig> {
    let adapters = Trainable::Adapters(LoraConfig {
        rank: 4,
        dropout: 0.2,
        ..LoraConfig::default()
    });
    let plan = PlanConfig::for_batch(20, 5.0, 12, 1e-5);
    let private = |trainable: &Trainable| TrainConfig {
        gradient: GradientKind::Private,
        privacy: Some(plan.clone()),
        clip_norm: None,
        ..config(trainable.clone())
    };
    vec![
        config(Trainable::All),
        config(adapters.clone()),
        TrainConfig {
            optimizer: OptimizerKind::Adafactor,
            evaluate_every: Some(2),
            early_stopping: Some(EarlyStopping { patience: 50 }),
            ..config(Trainable::All)
        },
        TrainConfig {
            optimizer: OptimizerKind::Sgd,
            momentum: 0.9,
            ..config(adapters.clone())
        },
        private(&Trainable::All),
        private(&adapters),
    ]
}

/// Runs until it ends or dies; the weights, or nothing.
fn attempt(
    config: &TrainConfig,
    dir: &Path,
    mortal: &mut Mortal,
) -> Option<(Vec<Tensor>, RunRecord)> {
    let options = Options {
        precision: Precision::F32,
        ..Options::default()
    };
    let mut model = Model::initialise(TINY, 3, &options).unwrap();
    let keep = Keep {
        dir: dir.to_owned(),
        every: Duration::ZERO,
    };
    let all = examples(20);
    let rng = TestRng::seeded(5).into();
    let run = std::panic::AssertUnwindSafe(|| {
        run_with(
            &mut model,
            &all,
            &all[..5],
            config,
            mortal,
            rng,
            Some(&keep),
        )
        .unwrap()
    });
    let record = std::panic::catch_unwind(run).ok()?;
    match model.has_adapter() {
        true => model.train_adapter(),
        false => model.train_all(),
    }
    Some((super::super::plain::copies(&model.trainable()), record))
}

#[test]
fn a_run_that_dies_again_and_again_ends_as_if_it_had_not() {
    for (which, config) in configs().iter().enumerate() {
        let whole = tempfile::tempdir().unwrap();
        let (expected, record) = attempt(config, whole.path(), &mut Mortal::default()).unwrap();
        assert_eq!((record.steps, record.resumed), (12, 0));
        let dir = tempfile::tempdir().unwrap();
        for step in [1, 3, 4, 8, 11] {
            let mut mortal = Mortal {
                dies_after: Some(step),
                ..Mortal::default()
            };
            assert!(attempt(config, dir.path(), &mut mortal).is_none());
        }
        let mut mortal = Mortal::default();
        let (found, again) = attempt(config, dir.path(), &mut mortal).unwrap();
        assert!(
            found.iter().zip(&expected).all(|(a, b)| a.equal(b)),
            "{which}"
        );
        // Who dies before anything is saved starts anew.
        let least = if config.privacy.is_some() { 5 } else { 4 };
        assert_eq!((again.steps, again.resumed), (12, least));
        assert_eq!(again.loss_curve, record.loss_curve);
        assert_eq!(again.validation_curve, record.validation_curve);
        if let Some(last) = mortal.spent.last() {
            let whole = config.privacy.clone().unwrap().make().unwrap();
            assert_eq!(*last, whole.event());
        }
    }
}

#[test]
fn a_suspended_run_goes_on() {
    for (which, config) in configs().into_iter().enumerate() {
        let whole = tempfile::tempdir().unwrap();
        let (expected, _) = attempt(&config, whole.path(), &mut Mortal::default()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let mut mortal = Mortal {
            suspends_after: Some(5),
            ..Mortal::default()
        };
        let (_, record) = attempt(&config, dir.path(), &mut mortal).unwrap();
        assert_eq!((record.stopped, record.steps), (Stopped::Suspended, 5));
        let (found, _) = attempt(&config, dir.path(), &mut Mortal::default()).unwrap();
        assert!(
            found.iter().zip(&expected).all(|(a, b)| a.equal(b)),
            "{which}"
        );
    }
}

#[test]
fn where_a_step_cannot_be_repeated_it_gets_noise_of_its_own_and_stays_spent() {
    let private = configs()
        .into_iter()
        .filter(|config| config.privacy.is_some());
    for config in private {
        let whole = tempfile::tempdir().unwrap();
        let (expected, _) = attempt(&config, whole.path(), &mut Mortal::default()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let mut mortal = Mortal {
            dies_after: Some(8),
            ..Mortal::default()
        };
        assert!(attempt(&config, dir.path(), &mut mortal).is_none());
        // Fewer steps are in the state; eight were drawn.
        change(dir.path(), "place", "another processor".into());
        let mut mortal = Mortal::default();
        let (found, record) = attempt(&config, dir.path(), &mut mortal).unwrap();
        assert!(found.iter().zip(&expected).any(|(a, b)| !a.equal(b)));
        assert!(record.steps < 12 && record.resumed == 1);
        let plan = config.privacy.clone().unwrap().make().unwrap();
        assert_eq!(mortal.spent.last(), Some(&plan.event()));
        assert_eq!(mortal.spent.len(), 4);

        change(dir.path(), "noted", false.into());
        assert!(attempt(&config, dir.path(), &mut Mortal::default()).is_none());
    }
}

/// Another value in the saved state.
fn change(dir: &Path, field: &str, value: serde_json::Value) {
    let path = dir.join(STATE).join(FILE);
    let mut state: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    state[field] = value;
    fs::write(&path, state.to_string()).unwrap();
}

#[test]
fn a_state_of_another_run_or_damaged_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut mortal = Mortal {
        suspends_after: Some(3),
        ..Mortal::default()
    };
    let mine = config(Trainable::All);
    attempt(&mine, dir.path(), &mut mortal).unwrap();
    let refused = |config: &TrainConfig| {
        let options = Options {
            precision: Precision::F32,
            ..Options::default()
        };
        let mut model = Model::initialise(TINY, 3, &options).unwrap();
        let keep = Keep {
            dir: dir.path().to_owned(),
            every: Duration::ZERO,
        };
        let all = examples(20);
        let ended = crate::run_kept(&mut model, &all, &[], config, &mut Mortal::default(), &keep);
        ended.unwrap_err().reason()
    };
    let other = TrainConfig {
        learning_rate: 1e-3,
        ..mine.clone()
    };
    assert_eq!(refused(&other), "STATE_UNUSABLE");
    let weights = dir.path().join(STATE).join(WEIGHTS);
    let bytes = fs::read(&weights).unwrap();
    fs::write(&weights, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(refused(&mine), "STATE_UNUSABLE");
}
