//! What the tests share: material outside the repository, and a tiny model of our own.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Write;
use std::path::{Path, PathBuf};

use model::{Model, Options, Precision, Seed};
use tch::{Kind, Tensor};

/// A line that is seen even when tests are captured.
pub fn say(line: &str) {
    let mut out = std::io::stderr();
    writeln!(out, "{line}").unwrap();
}

/// A path that exists under one of the folders above this crate, or nothing and a loud line.
pub fn find(relative: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join(relative))
        .find(|path| path.exists());
    if found.is_none() {
        say(&format!("SKIPPED: {relative} is not above this checkout"));
    }
    found
}

/// The largest absolute difference of two tensors of one shape.
pub fn max_difference(left: &Tensor, right: &Tensor) -> f64 {
    assert_eq!(left.size(), right.size());
    let double = |tensor: &Tensor| tensor.to_kind(Kind::Double);
    (double(left) - double(right)).abs().max().double_value(&[])
}

/// A llama of two layers, grouped heads and stretched rotations.
pub const TINY: &str = r#"{"model_type": "llama", "vocab_size": 61, "hidden_size": 24,
    "intermediate_size": 40, "num_attention_heads": 4, "num_key_value_heads": 2,
    "num_hidden_layers": 2, "max_position_embeddings": 48, "rms_norm_eps": 1e-5,
    "rope_theta": 1000.0, "rope_scaling": {"rope_type": "llama3", "factor": 4.0,
    "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 12},
    "tie_word_embeddings": TIED, "attention_bias": true, "hidden_act": "silu"}"#;

/// [`TINY`], with its head tied or not.
pub fn tiny_config(tied: bool) -> String {
    TINY.replace("TIED", if tied { "true" } else { "false" })
}

pub fn options(precision: Precision) -> Options {
    Options {
        precision,
        ..Options::default()
    }
}

/// Loads `dir` in float32.
pub fn load(dir: &Path) -> Model {
    Model::load(dir, &options(Precision::F32)).unwrap()
}

/// Writes a tiny model whose every weight, norms and biases included, is far from its start.
pub fn write_tiny(dir: &Path, tied: bool) {
    let model = Model::initialise(&tiny_config(tied), 5, &options(Precision::F32)).unwrap();
    let mut seed = Seed::new(9, "tiny");
    let tensors: Vec<(String, Tensor)> = model
        .parameters()
        .map(|parameter| {
            let value = &parameter.value;
            let noise: Vec<f32> = (0..value.numel())
                .map(|_| (seed.unit() - 0.5) as f32 * 0.6)
                .collect();
            (
                parameter.name.clone(),
                value + Tensor::from_slice(&noise).view_as(value),
            )
        })
        .collect();
    Tensor::write_safetensors(&tensors, dir.join("model.safetensors")).unwrap();
    std::fs::write(dir.join("config.json"), tiny_config(tied)).unwrap();
}

/// Sequences of different lengths over the tiny vocabulary.
pub fn sequences(lengths: &[usize]) -> Vec<Vec<i64>> {
    let mut seed = Seed::new(4, "sequences");
    lengths
        .iter()
        .map(|length| (0..*length).map(|_| seed.below(61) as i64).collect())
        .collect()
}
