//! The quickstart model against figures taken with `transformers`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::ops::ControlFlow;

use common::{find, say};
use model::{GenerateOptions, Model, Options, Pass, Precision, ScoreOptions, generate, score};
use serde_json::Value;
use tch::{Kind, Tensor};

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_f64().unwrap())
        .collect()
}

fn load(precision: Precision) -> Option<Model> {
    let dir = find(".tacit/models/smollm2-135m-instruct")?;
    Some(
        Model::load(
            &dir,
            &Options {
                precision,
                ..Options::default()
            },
        )
        .unwrap(),
    )
}

#[test]
fn losses_and_logits_match_the_reference() {
    let Some(file) = find("shared/data/smollm2_reference.json") else {
        return;
    };
    let Some(model) = load(Precision::F32) else {
        return;
    };
    let reference: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let prompts = reference["prompts"].as_array().unwrap();
    let sequences: Vec<Vec<i64>> = prompts
        .iter()
        .map(|prompt| {
            numbers(&prompt["ids"])
                .iter()
                .map(|id| *id as i64)
                .collect()
        })
        .collect();
    let observed = score(&model, &sequences, &ScoreOptions::default(), &mut |_, _| {
        ControlFlow::Continue(())
    })
    .unwrap();
    let mut worst = 0f64;
    for ((prompt, ids), observed) in prompts.iter().zip(&sequences).zip(observed) {
        let expected = numbers(&prompt["nll"]);
        assert_eq!(expected.len(), observed.len());
        for (nll, observation) in expected.iter().zip(&observed) {
            worst = worst.max((nll + f64::from(observation.log_prob)).abs());
        }
        let input = Tensor::from_slice(ids).unsqueeze(0);
        let hidden = tch::no_grad(|| model.hidden(&input, &Pass::evaluation()));
        let logits = model
            .logits(&hidden.narrow(0, ids.len() as i64 - 1, 1))
            .squeeze_dim(0);
        for (id, logit) in numbers(&prompt["top_ids"])
            .iter()
            .zip(numbers(&prompt["top_logits"]))
        {
            worst = worst.max((logits.double_value(&[*id as i64]) - logit).abs());
        }
        assert_eq!(
            logits
                .to_kind(Kind::Float)
                .argmax(0, false)
                .int64_value(&[]),
            numbers(&prompt["top_ids"])[0] as i64
        );
    }
    say(&format!("smollm2: worst difference {worst:.2e}"));
    assert!(worst <= 5e-4, "{worst}");
}

#[test]
fn it_knows_the_capital_of_france() {
    let Some(model) = load(Precision::F32) else {
        return;
    };
    let prompts = vec![vec![504, 3575, 282, 4649, 314]];
    let options = GenerateOptions {
        max_new_tokens: 3,
        ..GenerateOptions::default()
    };
    assert_eq!(generate(&model, &prompts, &options).unwrap()[0][0], 7042);
}
