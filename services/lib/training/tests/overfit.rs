//! A hundred records, again and again: without a guarantee a model knows them by heart, with one it does not.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::ops::ControlFlow;

use dp::{PlanConfig, PrivacyStatement};
use model::{Model, Options, Precision, Seed};
use training::{
    Example, GradientKind, MethodName, Observer, Progress, Schedule, TrainConfig, mean_loss, run,
};

const CONFIG: &str = r#"{"model_type": "llama", "vocab_size": 128, "hidden_size": 64,
    "intermediate_size": 128, "num_attention_heads": 4, "num_key_value_heads": 2,
    "num_hidden_layers": 2, "max_position_embeddings": 8}"#;

const RECORDS: usize = 100;
const EPOCHS: u64 = 120;
const BATCH: usize = 50;

struct Silent;

impl Observer for Silent {
    fn progress(&mut self, _: &Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Random tokens after one that no other record begins with.
fn records() -> Vec<Example> {
    let mut seed = Seed::new(1, "records");
    let record = |index: usize| {
        let mut ids = vec![index as i64];
        ids.extend((0..7).map(|_| seed.below(128) as i64));
        Example {
            ids,
            sensitive: None,
            subject: None,
        }
    };
    (0..RECORDS).map(record).collect()
}

#[test]
fn a_guarantee_keeps_records_from_being_learnt_by_heart() {
    let all = records();
    let steps = EPOCHS * (RECORDS / BATCH) as u64;
    let plan = PlanConfig::for_batch(RECORDS as u64, BATCH as f64, steps, 1e-4);
    let plan = plan.calibrate(3.0).unwrap().config().clone();
    let mut ended = Vec::new();
    for method in [MethodName::Full, MethodName::Dp] {
        let (trainable, gradient) = method.axes();
        let private = gradient == GradientKind::Private;
        let config = TrainConfig {
            trainable,
            gradient,
            privacy: private.then(|| plan.clone()),
            epochs: EPOCHS as f64,
            batch_size: BATCH,
            sequence_length: 8,
            learning_rate: 1e-2,
            schedule: Schedule::Cosine,
            threads: Some(1),
            ..TrainConfig::default()
        };
        let options = Options {
            precision: Precision::F32,
            ..Options::default()
        };
        let mut model = Model::initialise(CONFIG, 3, &options).unwrap();
        let record = run(&mut model, &all, &[], &config, &mut Silent).unwrap();
        assert_eq!(record.steps, steps);
        if let PrivacyStatement::DifferentialPrivacy(guarantee) = &record.privacy {
            assert!(guarantee.epsilon <= 3.0, "{}", guarantee.epsilon);
        }
        assert_eq!(private, record.privacy != PrivacyStatement::not_private());
        ended.push(mean_loss(&model, &all, 8).unwrap().unwrap());
    }
    // A model that knows nothing is at ln 128 = 4.85.
    let [full, private] = ended[..] else {
        panic!("two runs")
    };
    assert!(full < 0.05, "{full}");
    assert!(private > 3.0, "{private}");
}
