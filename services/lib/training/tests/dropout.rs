//! Dropout draws from the process's one generator, so this test has a process of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::ops::ControlFlow;

use model::{LoraConfig, Model, Options, Precision};
use training::{Example, Observer, Progress, TrainConfig, Trainable, run};

struct Silent;

impl Observer for Silent {
    fn progress(&mut self, _: &Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

#[test]
fn dropout_is_reproducible_and_does_something() {
    let text = r#"{"model_type": "llama", "vocab_size": 61, "hidden_size": 24,
        "intermediate_size": 40, "num_attention_heads": 4, "num_hidden_layers": 2,
        "max_position_embeddings": 48, "tie_word_embeddings": true}"#;
    let ids = |example: i64| {
        (0..20)
            .map(|place| (example * 7 + place * place) % 61)
            .collect()
    };
    let examples: Vec<Example> = (0..12)
        .map(|example| Example {
            ids: ids(example),
            sensitive: None,
            subject: None,
        })
        .collect();
    let losses = |dropout: f64| -> Vec<f64> {
        let options = Options {
            precision: Precision::F32,
            ..Options::default()
        };
        let mut model = Model::initialise(text, 3, &options).unwrap();
        let config = TrainConfig {
            trainable: Trainable::Adapters(LoraConfig {
                dropout,
                ..LoraConfig::default()
            }),
            epochs: 3.0,
            sequence_length: 48,
            learning_rate: 1e-2,
            threads: Some(1),
            ..TrainConfig::default()
        };
        let record = run(&mut model, &examples, &[], &config, &mut Silent).unwrap();
        record.loss_curve.iter().map(|point| point.loss).collect()
    };
    assert_eq!(losses(0.2), losses(0.2));
    assert_ne!(losses(0.2), losses(0.0));
}
