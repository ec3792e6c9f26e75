//! What a directory holds, from configurations, headers and digests: no weight is loaded.

use std::path::Path;

use artifacts::checkpoint::model_digest;
use chassis::Failure;
use corpus::tokenize::Tokenizer;
use model::config::{RopeConfig, RopeScaling};
use model::{
    LoraConfig, ModelConfig, Stored, Targets, describe_adapter, describe_model, is_adapter,
};
use serde_json::{Value, json};

use super::in_model;

/// Bytes of a float32.
const WIDTH: u64 = 4;

/// Describes a model's or an adapter's directory.
pub(super) fn run(dir: &Path) -> Result<Value, Failure> {
    if is_adapter(dir) {
        return adapter(dir);
    }
    let (config, stored) = describe_model(dir).map_err(|error| in_model(&error, "DIR"))?;
    Ok(json!({
        "kind": "model",
        "path": dir,
        "family": config.family.name(),
        "shape": {
            "layers": config.layers.len(),
            "hidden": config.hidden_size,
            "heads": config.heads,
            "kv_heads": config.kv_heads,
            "head_dim": config.head_dim,
            "intermediate": config.intermediate_size,
            "vocabulary": config.vocab_size,
            "positions": config.max_positions,
        },
        "parameters": config.parameter_count(),
        "tied_head": config.tied_head,
        "weights": weights(&stored),
        "rope": ropes(&config),
        "windows": config.layers.iter().map(|layer| layer.window).collect::<Vec<_>>(),
        "soft_caps": {
            "attention": config.attention_soft_cap,
            "logits": config.logit_soft_cap,
        },
        "biases": {
            "query_key_value": config.qkv_bias,
            "attention_output": config.output_bias,
            "feed_forward": config.mlp_bias,
        },
        "activation": format!("{:?}", config.activation),
        "norm": format!("{:?}", config.norm),
        "tokenizer": tokenizer(dir)?,
        "training": training(&config),
        "digest": model_digest(dir)?.to_string(),
    }))
}

fn adapter(dir: &Path) -> Result<Value, Failure> {
    let found = describe_adapter(dir).map_err(|error| in_model(&error, "DIR"))?;
    let targets = match &found.lora.targets {
        Targets::AllLinear => json!("all-linear"),
        Targets::Attention => json!("attention"),
        Targets::Modules(names) => json!(names),
        Targets::Pattern(pattern) => json!(pattern),
    };
    Ok(json!({
        "kind": "adapter",
        "path": dir,
        "rank": found.lora.rank,
        "alpha": found.lora.alpha,
        "dropout": found.lora.dropout,
        "rank_stabilised": found.lora.rs_lora,
        "scale": found.lora.scale(),
        "targets": targets,
        "base": found.base,
        "parameters": found.stored.scalars.values().sum::<u64>(),
        "weights": weights(&found.stored),
        "digest": model_digest(dir)?.to_string(),
    }))
}

fn weights(stored: &Stored) -> Value {
    json!({
        "files": stored.files,
        "tensors": stored.tensors,
        "bytes": stored.bytes,
        "scalars": stored.scalars,
    })
}

/// Each rotation once, with the layers that use it.
fn ropes(config: &ModelConfig) -> Vec<Value> {
    let mut found: Vec<(&RopeConfig, Vec<usize>)> = Vec::new();
    for (index, layer) in config.layers.iter().enumerate() {
        let Some(rope) = &layer.rope else { continue };
        match found.iter_mut().find(|(known, _)| *known == rope) {
            Some((_, layers)) => layers.push(index),
            None => found.push((rope, vec![index])),
        }
    }
    let one = |(rope, layers): (&RopeConfig, Vec<usize>)| {
        json!({
            "kind": kind(&rope.scaling),
            "theta": rope.theta,
            "rotary_dim": rope.rotary_dim,
            "layers": layers,
        })
    };
    found.into_iter().map(one).collect()
}

fn kind(scaling: &RopeScaling) -> &'static str {
    match scaling {
        RopeScaling::Default => "default",
        RopeScaling::Linear { .. } => "linear",
        RopeScaling::Dynamic { .. } => "dynamic",
        RopeScaling::Llama3 { .. } => "llama3",
        RopeScaling::Yarn { .. } => "yarn",
        RopeScaling::LongRope { .. } => "longrope",
        RopeScaling::Proportional { .. } => "proportional",
    }
}

/// The tokenizer's size, or null where there is none.
fn tokenizer(dir: &Path) -> Result<Value, Failure> {
    if !dir.join("tokenizer.json").is_file() {
        return Ok(Value::Null);
    }
    let tokenizer = Tokenizer::load(dir).map_err(|error| {
        crate::error::tokenizer(&error)
            .field("DIR")
            .action("tokenizer.json must be a file that `tokenizers` reads")
    })?;
    Ok(json!({ "entries": tokenizer.vocabulary_size() }))
}

/// What each method costs: arithmetic for a token, and memory for weights, gradients and the two
/// moments of the optimiser in float32. Activations come on top and hang on the batch.
fn training(config: &ModelConfig) -> Value {
    let (all, products) = (config.parameter_count(), config.product_count());
    let lora = LoraConfig::default();
    let rank = u64::from(lora.rank);
    let maps = config.maps();
    let widths = maps.iter().map(|map| (map.inputs + map.outputs) as u64);
    let adapter = config.layers.len() as u64 * rank * widths.sum::<u64>();
    let full = json!({
        "trained": all,
        "flops_per_token": 6 * products,
        "state_bytes": 4 * WIDTH * all,
    });
    let low_rank = json!({
        "trained": adapter,
        "rank": lora.rank,
        "flops_per_token": 4 * products + 6 * adapter,
        "state_bytes": WIDTH * all + 4 * WIDTH * adapter,
    });
    json!({ "full": &full, "lora": &low_rank, "dp": &full, "dp-lora": &low_rank })
}
