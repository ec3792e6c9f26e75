//! From the fields of a `config.json` to a [`ModelConfig`], one function per lineage.

use serde_json::Value;

use super::fields::Fields;
use super::rope::{RopeConfig, RopeScaling};
use super::{Activation, Family, LayerConfig, ModelConfig, NormKind, unsupported};
use crate::Error;

pub(super) fn read(text: &str) -> Result<ModelConfig, Error> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| unsupported("(file)", format!("not JSON at line {}", error.line())))?;
    let map = value
        .as_object()
        .ok_or_else(|| unsupported("(file)", "not a JSON object"))?;
    let fields = Fields::new("", map);
    let found = fields.word("model_type")?;
    let config = match fields.need("model_type", found)? {
        "llama" => llama(&fields)?,
        "gpt_neox" => gpt_neox(&fields)?,
        "gemma" => gemma(&fields)?,
        "gemma2" => gemma2(&fields)?,
        "gemma3_text" => gemma3(&fields)?,
        "qwen2" => qwen2(&fields)?,
        "qwen3" => qwen3(&fields)?,
        "gpt2" => gpt2(&fields)?,
        other => {
            return Err(Error::UnknownModelType {
                found: other.to_owned(),
            });
        }
    };
    fields.finish()?;
    Ok(config)
}

/// The fields that Llama and its descendants share, with Llama's mathematics.
fn modern(
    fields: &Fields<'_>,
    family: Family,
    tied_by_default: bool,
) -> Result<ModelConfig, Error> {
    let size = |field: &str| fields.need(field, fields.size(field)?);
    let hidden_size = size("hidden_size")?;
    let heads = size("num_attention_heads")?;
    if heads == 0 {
        return Err(unsupported("num_attention_heads", "must be positive"));
    }
    let layers = size("num_hidden_layers")?;
    let head_dim = fields.size("head_dim")?.unwrap_or(hidden_size / heads);
    Ok(ModelConfig {
        family,
        vocab_size: size("vocab_size")?,
        hidden_size,
        intermediate_size: size("intermediate_size")?,
        heads,
        kv_heads: fields.size("num_key_value_heads")?.unwrap_or(heads),
        head_dim,
        max_positions: size("max_position_embeddings")?,
        layers: vec![
            LayerConfig {
                window: None,
                rope: None
            };
            layers
        ],
        norm: NormKind::Rms,
        norm_epsilon: fields.number("rms_norm_eps")?.unwrap_or(1e-6),
        activation: Activation::Silu,
        gated: true,
        qkv_bias: false,
        output_bias: false,
        mlp_bias: false,
        query_key_norm: false,
        sandwich_norms: false,
        parallel_residual: false,
        tied_head: fields
            .flag("tie_word_embeddings")?
            .unwrap_or(tied_by_default),
        embedding_scale: None,
        attention_scale: (head_dim as f64).powf(-0.5),
        attention_soft_cap: None,
        logit_soft_cap: None,
    })
}

fn llama(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = modern(fields, Family::Llama, false)?;
    config.activation = activation("hidden_act", fields.word("hidden_act")?.unwrap_or("silu"))?;
    let attention_bias = fields.flag("attention_bias")?.unwrap_or(false);
    (config.qkv_bias, config.output_bias) = (attention_bias, attention_bias);
    config.mlp_bias = fields.flag("mlp_bias")?.unwrap_or(false);
    same_rope(&mut config, fields)?;
    Ok(config)
}

fn qwen2(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = modern(fields, Family::Qwen2, false)?;
    config.activation = activation("hidden_act", fields.word("hidden_act")?.unwrap_or("silu"))?;
    config.qkv_bias = true;
    same_rope(&mut config, fields)?;
    qwen_windows(&mut config, fields)?;
    Ok(config)
}

fn qwen3(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = modern(fields, Family::Qwen3, false)?;
    config.activation = activation("hidden_act", fields.word("hidden_act")?.unwrap_or("silu"))?;
    let attention_bias = fields.flag("attention_bias")?.unwrap_or(false);
    (config.qkv_bias, config.output_bias) = (attention_bias, attention_bias);
    config.query_key_norm = true;
    same_rope(&mut config, fields)?;
    qwen_windows(&mut config, fields)?;
    Ok(config)
}

/// What every Gemma has in common.
fn gemma_base(fields: &Fields<'_>, family: Family) -> Result<ModelConfig, Error> {
    let mut config = modern(fields, family, true)?;
    // Checkpoints of the first release say "gelu" here and mean the approximation.
    fields.word("hidden_act")?;
    let name = fields
        .word("hidden_activation")?
        .unwrap_or("gelu_pytorch_tanh");
    config.activation = activation("hidden_activation", name)?;
    config.norm = NormKind::RmsFromOne;
    config.embedding_scale = Some((config.hidden_size as f64).sqrt());
    let attention_bias = fields.flag("attention_bias")?.unwrap_or(false);
    (config.qkv_bias, config.output_bias) = (attention_bias, attention_bias);
    fields.refuse_flag("use_bidirectional_attention", false)?;
    Ok(config)
}

fn gemma(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = gemma_base(fields, Family::Gemma)?;
    same_rope(&mut config, fields)?;
    Ok(config)
}

fn gemma2(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = gemma_base(fields, Family::Gemma2)?;
    same_rope(&mut config, fields)?;
    let window = gemma_attention(&mut config, fields)?;
    let kinds = layer_kinds(fields, config.layers.len(), |layer| layer % 2 == 0)?;
    for (layer, sliding) in config.layers.iter_mut().zip(kinds) {
        layer.window = window.filter(|_| sliding);
    }
    Ok(config)
}

fn gemma3(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = gemma_base(fields, Family::Gemma3)?;
    config.query_key_norm = true;
    let window = gemma_attention(&mut config, fields)?;
    let pattern = fields.size("sliding_window_pattern")?.unwrap_or(6).max(1);
    let kinds = layer_kinds(fields, config.layers.len(), |layer| {
        (layer + 1) % pattern != 0
    })?;
    let (global, local) = gemma3_ropes(fields, config.head_dim)?;
    for (layer, sliding) in config.layers.iter_mut().zip(kinds) {
        layer.window = window.filter(|_| sliding);
        layer.rope = Some(if sliding {
            local.clone()
        } else {
            global.clone()
        });
    }
    Ok(config)
}

/// Scale, soft caps and outer norms of Gemma 2 and 3; returns the window of the sliding layers.
fn gemma_attention(config: &mut ModelConfig, fields: &Fields<'_>) -> Result<Option<usize>, Error> {
    config.sandwich_norms = true;
    let scalar = fields.number("query_pre_attn_scalar")?.unwrap_or(256.0);
    config.attention_scale = scalar.powf(-0.5);
    config.attention_soft_cap = fields.number("attn_logit_softcapping")?;
    config.logit_soft_cap = fields.number("final_logit_softcapping")?;
    fields.size("sliding_window")
}

/// Gemma 3 rotates its full and its sliding layers differently.
fn gemma3_ropes(fields: &Fields<'_>, head_dim: usize) -> Result<(RopeConfig, RopeConfig), Error> {
    let local_theta = fields.number("rope_local_base_freq")?.unwrap_or(10_000.0);
    let global_theta = fields.number("rope_theta")?.unwrap_or(1_000_000.0);
    if let Some(parameters) = fields.object("rope_parameters")? {
        fields.value("rope_scaling");
        let read = |kind: &str, theta: f64| match parameters.object(kind)? {
            Some(inner) => RopeConfig::read_parameters(&inner, head_dim, Some(theta), 1.0),
            None => RopeConfig::new(theta, head_dim, 1.0, RopeScaling::Default),
        };
        let ropes = (
            read("full_attention", global_theta)?,
            read("sliding_attention", local_theta)?,
        );
        parameters.finish()?;
        return Ok(ropes);
    }
    let mut global = RopeConfig::read(fields, head_dim, 1.0)?;
    global.theta = global_theta;
    Ok((
        global,
        RopeConfig::new(local_theta, head_dim, 1.0, RopeScaling::Default)?,
    ))
}

fn gpt_neox(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = modern(fields, Family::GptNeoX, false)?;
    config.activation = activation("hidden_act", fields.word("hidden_act")?.unwrap_or("gelu"))?;
    config.gated = false;
    config.norm = NormKind::Layer;
    config.norm_epsilon = fields.number("layer_norm_eps")?.unwrap_or(1e-5);
    let attention_bias = fields.flag("attention_bias")?.unwrap_or(true);
    (config.qkv_bias, config.output_bias) = (attention_bias, attention_bias);
    config.mlp_bias = true;
    config.parallel_residual = fields.flag("use_parallel_residual")?.unwrap_or(true);
    let part = fields.number("rotary_pct")?.unwrap_or(0.25);
    let base = fields.number("rotary_emb_base")?;
    let mut rope = RopeConfig::read(fields, config.head_dim, part)?;
    if let (Some(base), None, None) = (
        base,
        fields.value("rope_parameters"),
        fields.value("rope_theta"),
    ) {
        rope.theta = base;
    }
    for layer in &mut config.layers {
        layer.rope = Some(rope.clone());
    }
    Ok(config)
}

fn gpt2(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let size = |field: &str| fields.need(field, fields.size(field)?);
    let hidden_size = size("n_embd")?;
    let heads = size("n_head")?;
    if heads == 0 {
        return Err(unsupported("n_head", "must be positive"));
    }
    let head_dim = hidden_size / heads;
    fields.size("n_ctx")?;
    fields.refuse_flag("add_cross_attention", false)?;
    fields.refuse_flag("scale_attn_by_inverse_layer_idx", false)?;
    fields.flag("reorder_and_upcast_attn")?;
    let scaled = fields.flag("scale_attn_weights")?.unwrap_or(true);
    let name = fields.word("activation_function")?.unwrap_or("gelu_new");
    Ok(ModelConfig {
        family: Family::Gpt2,
        vocab_size: size("vocab_size")?,
        hidden_size,
        intermediate_size: fields.size("n_inner")?.unwrap_or(4 * hidden_size),
        heads,
        kv_heads: heads,
        head_dim,
        max_positions: size("n_positions")?,
        layers: vec![
            LayerConfig {
                window: None,
                rope: None
            };
            size("n_layer")?
        ],
        norm: NormKind::Layer,
        norm_epsilon: fields.number("layer_norm_epsilon")?.unwrap_or(1e-5),
        activation: activation("activation_function", name)?,
        gated: false,
        qkv_bias: true,
        output_bias: true,
        mlp_bias: true,
        query_key_norm: false,
        sandwich_norms: false,
        parallel_residual: false,
        tied_head: fields.flag("tie_word_embeddings")?.unwrap_or(true),
        embedding_scale: None,
        attention_scale: if scaled {
            (head_dim as f64).powf(-0.5)
        } else {
            1.0
        },
        attention_soft_cap: None,
        logit_soft_cap: None,
    })
}

fn same_rope(config: &mut ModelConfig, fields: &Fields<'_>) -> Result<(), Error> {
    let rope = RopeConfig::read(fields, config.head_dim, 1.0)?;
    for layer in &mut config.layers {
        layer.rope = Some(rope.clone());
    }
    Ok(())
}

fn qwen_windows(config: &mut ModelConfig, fields: &Fields<'_>) -> Result<(), Error> {
    let used = fields.flag("use_sliding_window")?.unwrap_or(false);
    let window = fields.size("sliding_window")?.filter(|_| used);
    let first = fields.size("max_window_layers")?.unwrap_or(28);
    let kinds = layer_kinds(fields, config.layers.len(), |layer| layer >= first)?;
    for (layer, sliding) in config.layers.iter_mut().zip(kinds) {
        layer.window = window.filter(|_| sliding);
    }
    Ok(())
}

/// Per layer, whether its attention slides: as `layer_types` says, or as the family's rule does.
fn layer_kinds(
    fields: &Fields<'_>,
    layers: usize,
    rule: impl Fn(usize) -> bool,
) -> Result<Vec<bool>, Error> {
    let Some(kinds) = fields.list("layer_types")? else {
        return Ok((0..layers).map(rule).collect());
    };
    if kinds.len() != layers {
        return Err(unsupported("layer_types", "must have one entry per layer"));
    }
    kinds
        .iter()
        .map(|kind| match kind.as_str() {
            Some("sliding_attention") => Ok(true),
            Some("full_attention") => Ok(false),
            _ => Err(unsupported(
                "layer_types",
                "has an unknown kind of attention",
            )),
        })
        .collect()
}

fn activation(field: &str, name: &str) -> Result<Activation, Error> {
    match name {
        "silu" | "swish" => Ok(Activation::Silu),
        "gelu" => Ok(Activation::Gelu),
        "gelu_new" | "gelu_pytorch_tanh" | "gelu_fast" => Ok(Activation::GeluTanh),
        other => Err(unsupported(field, format!("{other} is not supported"))),
    }
}
