//! From the fields of a `config.json` to a [`ModelConfig`], one function per lineage. A field that is
//! absent means what the configuration class of `transformers` takes for it.

mod gemma;
mod gpt;

use serde_json::Value;

use super::fields::Fields;
use super::rope::{self, Heads, RopeConfig, Spelling};
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
        "gpt_neox" => gpt::neox(&fields)?,
        "gemma" => gemma::first(&fields)?,
        "gemma2" => gemma::second(&fields)?,
        "gemma3_text" => gemma::third(&fields)?,
        "qwen2" => qwen2(&fields)?,
        "qwen3" => qwen3(&fields)?,
        "gpt2" => gpt::second(&fields)?,
        "gemma3" => {
            let problem = "gemma3 sees images; only its text model, gemma3_text, is supported";
            return Err(unsupported("model_type", problem));
        }
        other => {
            return Err(Error::UnknownModelType {
                found: other.to_owned(),
            });
        }
    };
    fields.finish()?;
    Ok(config)
}

/// How the families that descend from Llama differ where a field is absent.
struct Defaults {
    /// Width of a head; `None` shares the hidden size out.
    head_dim: Option<usize>,
    /// Heads of keys and values; `None` is one for each query head.
    kv_heads: Option<usize>,
    tied_head: bool,
    padding: Option<i64>,
}

/// The fields that Llama and its descendants share, with Llama's mathematics.
fn modern(fields: &Fields<'_>, family: Family, defaults: &Defaults) -> Result<ModelConfig, Error> {
    let mut config = base(fields, family)?;
    let heads = config.heads;
    let absent = |field: &str, default: Option<usize>| default.filter(|_| !fields.has(field));
    config.head_dim = fields
        .size("head_dim")?
        .or(absent("head_dim", defaults.head_dim))
        .unwrap_or(config.hidden_size / heads);
    config.kv_heads = fields
        .size("num_key_value_heads")?
        .or(absent("num_key_value_heads", defaults.kv_heads))
        .unwrap_or(heads);
    let tied = fields.flag("tie_word_embeddings")?;
    config.tied_head = tied.unwrap_or(defaults.tied_head);
    let scale = (config.head_dim as f64).powf(-0.5);
    for layer in &mut config.layers {
        layer.attention_scale = scale;
    }
    let padding = match fields.has("pad_token_id") {
        true => fields.integer("pad_token_id")?,
        false => defaults.padding,
    };
    config.padding = padding.and_then(|id| row(id, config.vocab_size));
    Ok(config)
}

/// The row that torch means by a padding index, which counts from the end where it is negative.
fn row(id: i64, rows: usize) -> Option<usize> {
    let row = if id < 0 { id + rows as i64 } else { id };
    usize::try_from(row).ok().filter(|row| *row < rows)
}

/// The shape in Llama's and GPT-NeoX's names; heads share the hidden size out, nothing is special.
fn base(fields: &Fields<'_>, family: Family) -> Result<ModelConfig, Error> {
    let size = |field: &str| fields.need(field, fields.size(field)?);
    let hidden_size = size("hidden_size")?;
    let heads = size("num_attention_heads")?;
    if heads == 0 {
        return Err(unsupported("num_attention_heads", "must be positive"));
    }
    let layer = LayerConfig {
        window: None,
        rope: None,
        attention_scale: ((hidden_size / heads) as f64).powf(-0.5),
    };
    Ok(ModelConfig {
        family,
        vocab_size: size("vocab_size")?,
        hidden_size,
        intermediate_size: size("intermediate_size")?,
        heads,
        kv_heads: heads,
        head_dim: hidden_size / heads,
        max_positions: size("max_position_embeddings")?,
        layers: vec![layer; layers(size("num_hidden_layers")?)?],
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
        padding: None,
        tied_head: false,
        embedding_scale: None,
        attention_soft_cap: None,
        logit_soft_cap: None,
    })
}

/// A number of layers that can be listed.
fn layers(count: usize) -> Result<usize, Error> {
    match count {
        0..100_000 => Ok(count),
        _ => Err(unsupported("num_hidden_layers", "is too large")),
    }
}

fn llama(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let defaults = Defaults {
        head_dim: None,
        kv_heads: None,
        tied_head: false,
        padding: None,
    };
    let mut config = modern(fields, Family::Llama, &defaults)?;
    config.activation = activation(fields, "hidden_act", "silu")?;
    let attention_bias = fields.flag("attention_bias")?.unwrap_or(false);
    (config.qkv_bias, config.output_bias) = (attention_bias, attention_bias);
    config.mlp_bias = fields.flag("mlp_bias")?.unwrap_or(false);
    same_rope(&mut config, fields, Spelling::USUAL)?;
    Ok(config)
}

fn qwen2(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let defaults = Defaults {
        head_dim: None,
        kv_heads: Some(32),
        tied_head: false,
        padding: None,
    };
    let mut config = modern(fields, Family::Qwen2, &defaults)?;
    config.activation = activation(fields, "hidden_act", "silu")?;
    config.qkv_bias = true;
    same_rope(&mut config, fields, Spelling::USUAL)?;
    qwen_windows(&mut config, fields)?;
    Ok(config)
}

fn qwen3(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let defaults = Defaults {
        head_dim: Some(128),
        kv_heads: Some(32),
        tied_head: false,
        padding: None,
    };
    let mut config = modern(fields, Family::Qwen3, &defaults)?;
    config.activation = activation(fields, "hidden_act", "silu")?;
    let attention_bias = fields.flag("attention_bias")?.unwrap_or(false);
    (config.qkv_bias, config.output_bias) = (attention_bias, attention_bias);
    config.query_key_norm = true;
    same_rope(&mut config, fields, Spelling::USUAL)?;
    qwen_windows(&mut config, fields)?;
    Ok(config)
}

fn qwen_windows(config: &mut ModelConfig, fields: &Fields<'_>) -> Result<(), Error> {
    let used = fields.flag("use_sliding_window")?.unwrap_or(false);
    let window = window(fields)?.filter(|_| used);
    let first = fields.size("max_window_layers")?.unwrap_or(28);
    let rule = |layer: usize| window.is_some() && layer >= first;
    slide(config, fields, window, rule).map(|_| ())
}

/// The same rotation in every layer.
fn same_rope(
    config: &mut ModelConfig,
    fields: &Fields<'_>,
    spelling: Spelling,
) -> Result<(), Error> {
    let rope = rope::read(fields, heads(config), spelling)?;
    config.max_positions = rope.reach(config.max_positions);
    for layer in &mut config.layers {
        layer.rope = turning(&rope);
    }
    Ok(())
}

/// The rotation, unless it turns nothing.
fn turning(rope: &RopeConfig) -> Option<RopeConfig> {
    Some(rope.clone()).filter(|rope| rope.pairs() > 0)
}

fn heads(config: &ModelConfig) -> Heads {
    Heads {
        dim: config.head_dim,
        positions: config.max_positions,
        partial: config.family == Family::GptNeoX,
    }
}

/// `sliding_window`, or what the families with one take where the field is absent.
fn window(fields: &Fields<'_>) -> Result<Option<usize>, Error> {
    let found = fields.size("sliding_window")?;
    Ok(found.or((!fields.has("sliding_window")).then_some(4096)))
}

/// Gives the sliding layers their window: those that `layer_types` names, or the family's rule does.
/// Returns which they are.
fn slide(
    config: &mut ModelConfig,
    fields: &Fields<'_>,
    window: Option<usize>,
    rule: impl Fn(usize) -> bool,
) -> Result<Vec<bool>, Error> {
    let layers = config.layers.len();
    let kinds = match fields.list("layer_types")? {
        None => (0..layers).map(rule).collect(),
        Some(kinds) if kinds.len() != layers => {
            return Err(unsupported("layer_types", "must have one entry per layer"));
        }
        Some(kinds) => kinds
            .iter()
            .map(|kind| match kind.as_str() {
                Some("sliding_attention") => Ok(true),
                Some("full_attention" | "attention") => Ok(false),
                _ => Err(unsupported(
                    "layer_types",
                    "has an unknown kind of attention",
                )),
            })
            .collect::<Result<Vec<bool>, Error>>()?,
    };
    for (layer, slides) in config.layers.iter_mut().zip(&kinds) {
        if *slides && window.is_none() {
            let problem = "is not set or not used, and a layer slides";
            return Err(unsupported("sliding_window", problem));
        }
        layer.window = window.filter(|_| *slides);
    }
    Ok(kinds)
}

fn activation(fields: &Fields<'_>, field: &str, default: &str) -> Result<Activation, Error> {
    Activation::named(field, fields.word(field)?.unwrap_or(default))
}
