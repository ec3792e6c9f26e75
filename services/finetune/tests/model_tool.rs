//! `finetune model` for real, on tiny models made here.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use model::{LoraConfig, Model, Options, Precision};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde_json::Value;

const LLAMA: &str = r#"{"model_type": "llama", "vocab_size": 61, "hidden_size": 24,
    "intermediate_size": 40, "num_attention_heads": 4, "num_key_value_heads": 2,
    "num_hidden_layers": 2, "max_position_embeddings": 16, "head_dim": 8, "pad_token_id": 0}"#;
const NEOX: &str = r#"{"model_type": "gpt_neox", "vocab_size": 61, "hidden_size": 24,
    "intermediate_size": 40, "num_attention_heads": 4, "num_hidden_layers": 2,
    "max_position_embeddings": 16, "rotary_pct": 0.5}"#;

fn finetune(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_finetune"))
        .args(arguments)
        .output()
        .unwrap()
}

/// The JSON object that a successful run says.
fn said(arguments: &[&str]) -> Value {
    let run = finetune(arguments);
    let error = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(0), "{error}");
    serde_json::from_slice(&run.stdout).unwrap()
}

/// The failure that a run says.
fn failure(arguments: &[&str]) -> Value {
    let run = finetune(arguments);
    assert_eq!(run.status.code(), Some(1), "{arguments:?}");
    assert!(run.stdout.is_empty());
    let mut error: Value = serde_json::from_slice(&run.stderr).unwrap();
    error["error"].take()
}

#[test]
fn the_service_says_that_there_is_more() {
    let help = finetune(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    let text = String::from_utf8(help.stdout).unwrap();
    assert!(text.contains("finetune model --help"), "{text}");
}

fn new_model(config: &str) -> Model {
    let options = Options {
        precision: Precision::F32,
        ..Options::default()
    };
    Model::initialise(config, 3, &options).unwrap()
}

/// A folder with a model; returns its path as text.
fn save(folder: &Path, config: &str) -> String {
    let dir = folder.join("model");
    std::fs::create_dir(&dir).unwrap();
    new_model(config).save_full(&dir, folder).unwrap();
    text(dir)
}

/// An adapter whose second factor is not zero.
fn save_adapter(folder: &Path, config: &str) -> String {
    let dir = folder.join("adapter");
    std::fs::create_dir(&dir).unwrap();
    let mut model = new_model(config);
    let lora = LoraConfig {
        rank: 2,
        alpha: 4.0,
        dropout: 0.3,
        ..LoraConfig::default()
    };
    model.attach(&lora, 5).unwrap();
    model.save_adapter(&dir, "the base").unwrap();
    let file = dir.join("adapter_model.safetensors");
    let mut tensors = read(&file);
    for (name, (_, values)) in &mut tensors {
        if name.contains("lora_B") {
            for (place, value) in values.iter_mut().enumerate() {
                *value = (place % 7) as f32 * 0.05 - 0.15;
            }
        }
    }
    let bytes: Vec<(String, Vec<usize>, Vec<u8>)> = tensors
        .into_iter()
        .map(|(name, (shape, values))| {
            let bytes = values.iter().flat_map(|value| value.to_le_bytes());
            (name, shape, bytes.collect())
        })
        .collect();
    let views = bytes.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap();
        (name.clone(), view)
    });
    safetensors::serialize_to_file(views, None, &file).unwrap();
    text(dir)
}

type Tensors = HashMap<String, (Vec<usize>, Vec<f32>)>;

fn read(file: &Path) -> Tensors {
    let bytes = std::fs::read(file).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let one = |(name, view): (String, TensorView<'_>)| {
        assert_eq!(view.dtype(), Dtype::F32, "{name}");
        let (numbers, _) = view.data().as_chunks::<4>();
        let values = numbers.iter().map(|one| f32::from_le_bytes(*one)).collect();
        (name, (view.shape().to_vec(), values))
    };
    tensors.tensors().into_iter().map(one).collect()
}

fn text(path: PathBuf) -> String {
    path.to_str().unwrap().to_owned()
}

/// Writes one tensor of ids.
fn ids(folder: &Path, name: &str, shape: [usize; 2], id: impl Fn(usize) -> i64) -> String {
    let count = shape[0] * shape[1];
    let bytes: Vec<u8> = (0..count)
        .flat_map(|place| id(place).to_le_bytes())
        .collect();
    let view = TensorView::new(Dtype::I64, shape.to_vec(), &bytes).unwrap();
    let file = folder.join(format!("{name}.safetensors"));
    safetensors::serialize_to_file([("input_ids", view)], None, &file).unwrap();
    text(file)
}

#[track_caller]
fn assert_close(left: &[f32], right: &[f32], tolerance: f32) {
    assert_eq!(left.len(), right.len());
    for (left, right) in left.iter().zip(right) {
        assert!((left - right).abs() <= tolerance, "{left} {right}");
    }
}

#[test]
fn score_writes_what_it_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let model = save(folder.path(), NEOX);
    let ids = ids(folder.path(), "ids", [3, 7], |place| {
        (place * 5 % 61) as i64
    });
    let out = folder.path().join("out.safetensors");
    let out_text = text(out.clone());
    let plain = [
        "model", "score", "--model", &model, "--ids", &ids, "--out", &out_text,
    ];
    let told = said(&plain);
    assert_eq!(
        (&told["sequences"], &told["length"]),
        (&3.into(), &7.into())
    );
    let found = read(&out);
    assert_eq!(found.len(), 2);
    assert_eq!(found["logits"].0, [3, 7, 61]);
    assert_eq!(found["loss"].0, [0; 0]);
    // A model that has learnt nothing guesses.
    assert!((found["loss"].1[0] - 61f32.ln()).abs() < 0.1);

    let all = [&plain[..], &["--grads", "--clip-norm", "1e9"]].concat();
    said(&all);
    let found = read(&out);
    assert_eq!(found["example_norm"].0, [3]);
    assert_eq!(found["clip_norm"].0, [0; 0]);
    // Unclipped, the examples' gradients add up to three times the gradient of the mean.
    let gradients: Vec<&String> = found
        .keys()
        .filter(|name| name.starts_with("grad."))
        .collect();
    assert!(found.contains_key("grad.lm_head.weight"));
    assert!(found.contains_key("grad.gpt_neox.embed_in.weight"));
    assert_eq!(gradients.len(), 28);
    for name in gradients {
        let sum = &found[&name.replace("grad.", "clipped_sum.")];
        let three: Vec<f32> = found[name].1.iter().map(|value| value * 3.0).collect();
        assert_eq!(sum.0, found[name].0);
        assert_close(&sum.1, &three, 1e-5);
    }
    said(&[&plain[..], &["--clip-norm", "0.5"]].concat());
    let found = read(&out);
    assert!(found.keys().all(|name| !name.starts_with("grad.")));
    assert!(found.contains_key("clipped_sum.lm_head.weight"));
}

#[test]
fn a_merged_adapter_scores_as_it_did_beside_its_base() {
    let folder = tempfile::tempdir().unwrap();
    let model = save(folder.path(), LLAMA);
    let adapter = save_adapter(folder.path(), LLAMA);
    let ids = ids(folder.path(), "ids", [2, 9], |place| {
        (place * 11 % 61) as i64
    });
    let path = |name: &str| folder.path().join(name);
    let (beside, merged) = (text(path("beside")), text(path("merged")));
    let score = ["model", "score", "--ids", &ids, "--model"];
    let with = [&model, "--adapter", &adapter, "--out", &beside, "--grads"];
    said(&[&score[..], &with[..]].concat());
    let found = read(&path("beside"));
    let name = "grad.base_model.model.model.layers.1.mlp.up_proj.lora_A.default.weight";
    assert_eq!(found[name].0, [2, 24]);
    let gradients = found.keys().filter(|name| name.starts_with("grad."));
    assert_eq!(gradients.count(), 2 * 2 * 7);

    let merge = [
        "model",
        "merge",
        "--model",
        &model,
        "--adapter",
        &adapter,
        "--out",
        &merged,
    ];
    let told = said(&merge);
    assert!(told["digest"].as_str().unwrap().starts_with("sha256:"));
    let (alone, base) = (text(path("alone")), text(path("base")));
    said(&[&score[..], &[&merged, "--out", &alone]].concat());
    said(&[&score[..], &[&model, "--out", &base]].concat());
    let logits = |name: &str| read(&path(name))["logits"].1.clone();
    assert_close(&logits("alone"), &logits("beside"), 1e-5);
    let changed = logits("base")
        .iter()
        .zip(logits("alone"))
        .any(|(a, b)| (a - b).abs() > 1e-3);
    assert!(changed, "the adapter must do something");

    let again = failure(&merge);
    assert_eq!(again["reason"], "OUTPUT_NOT_EMPTY");
    assert!(again["message"].as_str().unwrap().contains("merged"));
    let left = std::fs::read_dir(folder.path()).unwrap();
    let names = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(names.into_iter().all(|name| !name.starts_with('.')));
}

#[test]
fn inspect_tells_shape_cost_and_adapter() {
    let folder = tempfile::tempdir().unwrap();
    let model = save(folder.path(), NEOX);
    let told = said(&["model", "inspect", &model]);
    assert_eq!(told["family"], "gpt_neox");
    assert_eq!(told["shape"]["layers"], 2);
    let count = new_model(NEOX).parameter_count();
    assert_eq!(told["parameters"], count);
    assert_eq!(told["weights"]["scalars"]["F32"], count);
    assert_eq!(told["weights"]["bytes"], 4 * count);
    let products = count - 61 * 24;
    assert_eq!(told["training"]["full"]["flops_per_token"], 6 * products);
    assert_eq!(told["training"]["dp"]["state_bytes"], 16 * count);
    assert_eq!(told["rope"][0]["rotary_dim"], 3);
    assert_eq!(told["tokenizer"], Value::Null);

    let adapter = save_adapter(folder.path(), LLAMA);
    let told = said(&["model", "inspect", &adapter]);
    assert_eq!(
        (&told["kind"], &told["rank"]),
        (&"adapter".into(), &2.into())
    );
    assert_eq!(told["base"], "the base");
    assert_eq!(told["targets"].as_array().unwrap().len(), 7);

    let lost = failure(&["model", "inspect", &text(folder.path().join("nowhere"))]);
    assert_eq!(lost["reason"], "MODEL_UNREADABLE");
}

#[test]
fn input_that_cannot_be_scored_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let model = save(path, LLAMA);
    let out = text(path.join("out.safetensors"));
    let refused = |file: &str| {
        let arguments = [
            "model", "score", "--model", &model, "--ids", file, "--out", &out,
        ];
        let error = failure(&arguments);
        assert!(!path.join("out.safetensors").exists());
        assert!(!error["action"].as_str().unwrap().is_empty());
        let word = |key: &str| error[key].as_str().unwrap().to_owned();
        (word("reason"), word("field"), word("message"))
    };
    let (reason, field, _) = refused(&text(path.join("nowhere")));
    assert_eq!(
        (reason.as_str(), field.as_str()),
        ("FILE_NOT_FOUND", "--ids")
    );
    let weights = text(path.join("model/model.safetensors"));
    let (reason, _, message) = refused(&weights);
    assert_eq!(reason, "SCORE_INPUT_INVALID");
    assert!(message.contains("no tensor input_ids"), "{message}");
    let (reason, field, message) = refused(&ids(path, "short", [2, 1], |_| 1));
    assert_eq!(
        (reason.as_str(), field.as_str()),
        ("SCORE_INPUT_INVALID", "input_ids")
    );
    assert!(message.contains("1 tokens"), "{message}");
    let (reason, ..) = refused(&ids(path, "none", [0, 4], |_| 1));
    assert_eq!(reason, "SCORE_INPUT_INVALID");
    let (reason, field, _) = refused(&ids(path, "long", [1, 17], |_| 1));
    assert_eq!(
        (reason.as_str(), field.as_str()),
        ("SEQUENCE_TOO_LONG", "input_ids")
    );
    for outside in [61, -1] {
        let (reason, ..) = refused(&ids(path, "outside", [1, 4], |_| outside));
        assert_eq!(reason, "TOKEN_OUT_OF_RANGE");
    }
    let floats = [0u8; 16];
    let view = TensorView::new(Dtype::F32, vec![1, 4], &floats).unwrap();
    let file = path.join("floats.safetensors");
    safetensors::serialize_to_file([("input_ids", view)], None, &file).unwrap();
    let (_, _, message) = refused(&text(file));
    assert!(message.contains("F32"), "{message}");
    std::fs::write(path.join("noise"), b"not tensors").unwrap();
    let (reason, field, _) = refused(&text(path.join("noise")));
    assert_eq!(
        (reason.as_str(), field.as_str()),
        ("SCORE_INPUT_INVALID", "--ids")
    );
}

#[test]
fn a_clip_norm_that_makes_no_sense_is_wrong_usage() {
    for clip_norm in ["nan", "0", "-1", "inf", "much"] {
        let run = finetune(&[
            "model",
            "score",
            "--model",
            "m",
            "--ids",
            "i",
            "--out",
            "o",
            "--clip-norm",
            clip_norm,
        ]);
        assert_eq!(run.status.code(), Some(2), "{clip_norm}");
        let error = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(
            error.contains("--clip-norm") && error.contains("positive"),
            "{error}"
        );
    }
}
