//! Per-example norms and clipped sums of the tiny models against `transformers`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use model::{Model, Options, Precision};
use tch::{Kind, Tensor};
use training::Example;
use training::batch::{Cut, Physical};
use training::gradient::{Clipping, Unit, UnitBatch, clipped_sum};

fn say(line: &str) {
    let mut out = std::io::stderr();
    writeln!(out, "{line}").unwrap();
}

/// The folder of tiny models above this crate, or nothing and a loud line.
fn models() -> Option<PathBuf> {
    let relative = "shared/data/tiny_models";
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join(relative))
        .find(|path| path.exists());
    if found.is_none() {
        say(&format!("SKIPPED: {relative} is not above this checkout"));
    }
    found
}

fn examples(ids: &Tensor) -> Vec<Example> {
    let rows = ids.size()[0];
    let example = |row: i64| Example {
        ids: Vec::<i64>::try_from(ids.get(row)).unwrap(),
        sensitive: None,
        subject: None,
    };
    (0..rows).map(example).collect()
}

fn largest(left: &Tensor, right: &Tensor) -> f64 {
    assert_eq!(left.size(), right.size());
    let difference = left.to_kind(Kind::Double) - right.to_kind(Kind::Double);
    difference.abs().max().double_value(&[])
}

#[test]
fn norms_and_clipped_sums_match() {
    let Some(folder) = models() else {
        return;
    };
    let families = std::fs::read_dir(folder).unwrap();
    let families = families.map(|entry| entry.unwrap().path());
    let mut seen = 0;
    for dir in families.filter(|path| path.is_dir()) {
        let family = dir.file_name().unwrap().to_string_lossy().into_owned();
        let options = Options {
            precision: Precision::F32,
            ..Options::default()
        };
        let mut model = Model::load(&dir, &options).unwrap();
        model.train_all();
        let oracle = Tensor::read_safetensors(dir.join("oracle.safetensors")).unwrap();
        let oracle: HashMap<String, Tensor> = oracle.into_iter().collect();
        let examples = examples(&oracle["input_ids"]);
        let unit = |example| Unit {
            examples: vec![example],
            seed: 0,
        };
        let batch = UnitBatch {
            units: examples.iter().map(unit).collect(),
            cut: Cut {
                length: 64,
                ..Cut::default()
            },
            physical: Physical::default(),
        };
        let clipping = Clipping::flat(oracle["clip_norm"].double_value(&[]));
        let trainable = model.trainable();
        let found = clipped_sum(&model, &trainable, &batch, clipping).unwrap();
        let norms = largest(&Tensor::from_slice(&found.norms), &oracle["example_norm"]);
        assert!(norms <= 1e-4, "{family}: norms differ by {norms}");
        let mut worst = 0f64;
        for (parameter, value) in trainable.iter().zip(&found.values) {
            // In memory `transformers` calls every head so, whatever files call it.
            let is_head = parameter.name == model.head_weight().name && !model.config().tied_head;
            let name = if is_head {
                "lm_head.weight"
            } else {
                parameter.name.as_str()
            };
            worst = worst.max(largest(value, &oracle[&format!("clipped_sum.{name}")]));
        }
        assert!(worst <= 1e-4, "{family}: a clipped sum differs by {worst}");
        say(&format!(
            "{family}: norms differ by {norms:.1e}, sums by {worst:.1e}"
        ));
        seen += 1;
    }
    assert!(seen >= 10);
}
