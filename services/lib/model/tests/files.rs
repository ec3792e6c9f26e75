//! Directories written and read back, and damaged ones refused.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::ops::ControlFlow;
use std::path::Path;

use common::{load, options, sequences, write_tiny};
use model::{LoraConfig, Model, Precision, ScoreOptions, Targets, TokenObservation, score};
use serde_json::{Value, json};
use tch::Tensor;

fn observe(model: &Model) -> Vec<TokenObservation> {
    let all = sequences(&[20, 30]);
    let found = score(model, &all, &ScoreOptions::default(), &mut |_, _| {
        ControlFlow::Continue(())
    });
    found.unwrap().concat()
}

fn read(dir: &Path) -> Vec<(String, Tensor)> {
    Tensor::read_safetensors(dir.join("model.safetensors")).unwrap()
}

fn write(dir: &Path, tensors: &[(String, Tensor)]) {
    Tensor::write_safetensors(tensors, dir.join("model.safetensors")).unwrap();
}

fn refusal(dir: &Path) -> model::Error {
    Model::load(dir, &options(Precision::F32)).unwrap_err()
}

#[test]
fn a_full_model_survives_a_round_trip() {
    for tied in [true, false] {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write_tiny(from.path(), tied);
        std::fs::write(from.path().join("tokenizer.json"), "{}").unwrap();
        let model = load(from.path());
        model.save_full(to.path(), from.path()).unwrap();
        assert_eq!(observe(&load(to.path())), observe(&model));
        assert!(to.path().join("tokenizer.json").exists());
        let names: Vec<String> = read(to.path()).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names.contains(&"lm_head.weight".to_owned()), !tied);
        let config = std::fs::read(to.path().join("config.json")).unwrap();
        assert_eq!(
            serde_json::from_slice::<Value>(&config).unwrap()["dtype"],
            "float32"
        );
        let header = std::fs::read(to.path().join("model.safetensors")).unwrap();
        assert!(String::from_utf8_lossy(&header[..4096]).contains(r#"{"format":"pt"}"#));
    }
}

#[test]
fn an_adapter_survives_a_round_trip() {
    for (targets, names) in [
        (
            Targets::Attention,
            json!(["k_proj", "o_proj", "q_proj", "v_proj"]),
        ),
        (
            Targets::Modules(vec!["0.mlp.up_proj".to_owned()]),
            Value::Null,
        ),
    ] {
        let (base, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write_tiny(base.path(), true);
        let mut model = load(base.path());
        let lora = LoraConfig {
            rank: 4,
            rs_lora: true,
            targets,
            ..LoraConfig::default()
        };
        model.attach(&lora, 2).unwrap();
        model.train_adapter();
        for factor in model.trainable() {
            let mut value = factor.value.detach();
            let _ = tch::no_grad(|| value.g_add_scalar_(0.05));
        }
        model.freeze();
        model.save_adapter(dir.path(), "base").unwrap();
        let config = std::fs::read(dir.path().join("adapter_config.json")).unwrap();
        let config: Value = serde_json::from_slice(&config).unwrap();
        if !names.is_null() {
            assert_eq!(config["target_modules"], names);
        }
        let mut again = load(base.path());
        let plain = observe(&again);
        again.load_adapter(dir.path()).unwrap();
        assert_eq!(observe(&again), observe(&model));
        assert_ne!(observe(&again), plain);
        assert_eq!(
            again.load_adapter(dir.path()).unwrap_err().reason(),
            "ADAPTER_MISMATCH"
        );
    }
}

#[test]
fn an_adapter_whose_targets_are_an_expression_loads() {
    let (base, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_tiny(base.path(), true);
    let mut model = load(base.path());
    let lora = LoraConfig {
        rank: 4,
        targets: Targets::Modules(vec!["q_proj".to_owned(), "down_proj".to_owned()]),
        ..LoraConfig::default()
    };
    model.attach(&lora, 2).unwrap();
    model.train_adapter();
    for factor in model.trainable() {
        let mut value = factor.value.detach();
        let _ = tch::no_grad(|| value.g_add_scalar_(0.05));
    }
    model.freeze();
    model.save_adapter(dir.path(), "base").unwrap();
    // As peft takes it: a text is an expression for a whole path.
    let path = dir.path().join("adapter_config.json");
    let mut config: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    config["target_modules"] = json!(r".*\.(q_proj|down_proj)");
    std::fs::write(&path, config.to_string()).unwrap();
    let mut again = load(base.path());
    again.load_adapter(dir.path()).unwrap();
    assert_eq!(observe(&again), observe(&model));
    // One that picks other maps than the file holds, and one that is no expression.
    for (pattern, reason) in [
        (r".*\.q_proj", "UNEXPECTED_TENSOR"),
        (r"model\..*_proj", "MISSING_TENSOR"),
        ("q_proj", "ADAPTER_MISMATCH"),
        ("(", "ADAPTER_MISMATCH"),
    ] {
        config["target_modules"] = json!(pattern);
        std::fs::write(&path, config.to_string()).unwrap();
        let refused = load(base.path()).load_adapter(dir.path()).unwrap_err();
        assert_eq!(refused.reason(), reason, "{pattern}");
    }
}

#[test]
fn shards_are_joined() {
    let (whole, parts) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_tiny(whole.path(), false);
    let tensors = read(whole.path());
    let (left, right) = tensors.split_at(7);
    let mut map = serde_json::Map::new();
    for (file, shard) in [("a.safetensors", left), ("b.safetensors", right)] {
        Tensor::write_safetensors(shard, parts.path().join(file)).unwrap();
        map.extend(shard.iter().map(|(name, _)| (name.clone(), file.into())));
    }
    let index = parts.path().join("model.safetensors.index.json");
    std::fs::write(&index, json!({ "weight_map": map }).to_string()).unwrap();
    std::fs::copy(
        whole.path().join("config.json"),
        parts.path().join("config.json"),
    )
    .unwrap();
    assert_eq!(observe(&load(parts.path())), observe(&load(whole.path())));
    std::fs::remove_file(parts.path().join("b.safetensors")).unwrap();
    assert_eq!(refusal(parts.path()).reason(), "MODEL_UNREADABLE");
    map.insert("x".to_owned(), "../a.safetensors".into());
    std::fs::write(&index, json!({ "weight_map": map }).to_string()).unwrap();
    assert_eq!(refusal(parts.path()).reason(), "MODEL_UNREADABLE");
}

#[test]
fn damaged_directories_are_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    write_tiny(dir.path(), true);
    let whole = read(dir.path());
    let name = "model.layers.1.mlp.up_proj.weight";

    let without: Vec<_> = whole
        .iter()
        .map(|(n, t)| (n.clone(), t.shallow_clone()))
        .filter(|(n, _)| n != name)
        .collect();
    write(dir.path(), &without);
    let error = refusal(dir.path());
    assert_eq!(error.reason(), "MISSING_TENSOR");
    assert!(error.to_string().contains(name));

    let mut bent: Vec<_> = whole
        .iter()
        .map(|(n, t)| (n.clone(), t.shallow_clone()))
        .collect();
    for (n, tensor) in &mut bent {
        if n == name {
            *tensor = tensor.narrow(0, 0, 3).contiguous();
        }
    }
    write(dir.path(), &bent);
    let error = refusal(dir.path());
    assert_eq!(error.reason(), "MISSHAPEN_TENSOR");
    assert!(error.to_string().contains(name));

    let mut extra: Vec<_> = whole
        .iter()
        .map(|(n, t)| (n.clone(), t.shallow_clone()))
        .collect();
    extra.push(("score.weight".to_owned(), Tensor::from_slice(&[1f32])));
    write(dir.path(), &extra);
    assert_eq!(refusal(dir.path()).reason(), "UNEXPECTED_TENSOR");

    write(dir.path(), &whole);
    let file = dir.path().join("model.safetensors");
    let bytes = std::fs::read(&file).unwrap();
    for kept in [0, 4, 200, bytes.len() - 1] {
        std::fs::write(&file, &bytes[..kept]).unwrap();
        assert_eq!(
            refusal(dir.path()).reason(),
            "MODEL_UNREADABLE",
            "{kept} bytes"
        );
    }
    std::fs::remove_file(&file).unwrap();
    assert_eq!(refusal(dir.path()).reason(), "MODEL_UNREADABLE");
}

#[test]
fn adapters_of_another_kind_are_refused() {
    let (base, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_tiny(base.path(), true);
    let mut model = load(base.path());
    model
        .attach(
            &LoraConfig {
                rank: 4,
                ..LoraConfig::default()
            },
            0,
        )
        .unwrap();
    model.save_adapter(dir.path(), "base").unwrap();
    model.detach();
    let path = dir.path().join("adapter_config.json");
    let good: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for (field, value, reason) in [
        ("peft_type", json!("IA3"), "ADAPTER_MISMATCH"),
        ("use_dora", json!(true), "ADAPTER_MISMATCH"),
        ("r", json!(8), "MISSHAPEN_TENSOR"),
        ("target_modules", json!(["q_proj"]), "UNEXPECTED_TENSOR"),
        ("target_modules", json!(["w_proj"]), "ADAPTER_MISMATCH"),
        ("r", json!("many"), "MODEL_UNREADABLE"),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        std::fs::write(&path, bad.to_string()).unwrap();
        assert_eq!(
            model.load_adapter(dir.path()).unwrap_err().reason(),
            reason,
            "{field}"
        );
        assert!(!model.has_adapter());
    }
    std::fs::write(&path, good.to_string()).unwrap();
    model.load_adapter(dir.path()).unwrap();
}

#[test]
fn an_unwritable_target_has_a_reason() {
    let base = tempfile::tempdir().unwrap();
    write_tiny(base.path(), true);
    let missing = base.path().join("not/there");
    let error = load(base.path())
        .save_full(&missing, base.path())
        .unwrap_err();
    assert_eq!(error.reason(), "CHECKPOINT_NOT_WRITTEN");
}
