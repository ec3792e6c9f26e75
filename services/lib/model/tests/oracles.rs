//! Logits, loss and every gradient of the tiny models against `transformers`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::collections::HashMap;
use std::path::Path;

use common::{find, max_difference, say};
use model::{Model, Options, Pass, Precision};
use tch::{Kind, Tensor};

const FAMILIES: &[&str] = &[
    "llama",
    "llama_tied",
    "llama3_rope",
    "gpt_neox",
    "gemma",
    "gemma2",
    "gemma3",
    "qwen2",
    "qwen3",
    "gpt2",
];

fn load(dir: &Path) -> (Model, HashMap<String, Tensor>) {
    let options = Options {
        precision: Precision::F32,
        ..Options::default()
    };
    let model = Model::load(dir, &options).unwrap();
    let oracle = Tensor::read_safetensors(dir.join("oracle.safetensors")).unwrap();
    (model, oracle.into_iter().collect())
}

/// Mean loss of all next tokens, with the gradients left in the leaves.
fn backward(model: &Model, ids: &Tensor) -> (f64, HashMap<String, Tensor>) {
    let size = ids.size();
    let (batch, length) = (size[0], size[1]);
    let hidden = model.hidden(ids, &Pass::training());
    let hidden = hidden.reshape([batch, length, -1]).narrow(1, 0, length - 1);
    let hidden = hidden.reshape([batch * (length - 1), -1]);
    let targets = ids.narrow(1, 1, length - 1).reshape([-1]);
    let count = targets.numel() as f64;
    let weights = Tensor::full(
        [targets.numel() as i64],
        1.0 / count,
        (Kind::Float, ids.device()),
    );
    let trainable = model.trainable();
    let mut head = None;
    let wanted = model
        .head_weight()
        .value
        .requires_grad()
        .then_some(&mut head);
    let out = model.cross_entropy(&hidden.detach(), &targets, &weights, wanted);
    let surrogate = (hidden.to_kind(Kind::Float) * &out.hidden).sum(Kind::Float);
    surrogate.backward();
    let gradients = trainable
        .iter()
        .map(|parameter| {
            let mut total = Tensor::zeros_like(&parameter.value);
            let grad = parameter.value.grad();
            if grad.defined() {
                total += grad;
            }
            if parameter.name == model.head_weight().name {
                total += head.as_ref().unwrap();
            }
            (parameter.name.clone(), total)
        })
        .collect();
    let loss = (out.loss * weights).sum(Kind::Double).double_value(&[]);
    (loss, gradients)
}

#[test]
fn logits_match() {
    for family in FAMILIES {
        let Some(dir) = find(&format!("shared/data/tiny_models/{family}")) else {
            return;
        };
        let (model, oracle) = load(&dir);
        let ids = &oracle["input_ids"];
        let hidden = tch::no_grad(|| model.hidden(ids, &Pass::evaluation()));
        let logits = model.logits(&hidden).view_as(&oracle["logits"]);
        let difference = max_difference(&logits, &oracle["logits"]);
        say(&format!("{family}: logits differ by {difference:.2e}"));
        assert!(difference <= 1e-4, "{family}: {difference}");
    }
}

#[test]
fn loss_and_gradients_match() {
    for family in FAMILIES {
        let Some(dir) = find(&format!("shared/data/tiny_models/{family}")) else {
            return;
        };
        let (mut model, oracle) = load(&dir);
        model.train_all();
        let (loss, gradients) = backward(&model, &oracle["input_ids"]);
        assert!(
            (loss - oracle["loss"].double_value(&[])).abs() <= 1e-4,
            "{family}: loss {loss}"
        );
        let expected: Vec<_> = oracle
            .iter()
            .filter_map(|(name, tensor)| {
                let name = name.strip_prefix("grad.")?;
                // `transformers` 5 calls every head so in memory, whatever files call it.
                let head = (name == "lm_head.weight").then(|| model.head_weight().name.clone());
                Some((head.unwrap_or_else(|| name.to_owned()), tensor))
            })
            .collect();
        assert_eq!(expected.len(), gradients.len(), "{family}");
        let mut worst = 0f64;
        for (name, tensor) in expected {
            let difference = max_difference(&gradients[&name], tensor);
            assert!(difference <= 1e-4, "{family}: {name}: {difference}");
            worst = worst.max(difference);
        }
        say(&format!("{family}: gradients differ by {worst:.2e}"));
    }
}
