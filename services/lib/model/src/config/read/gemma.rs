//! The three generations of Gemma.

use super::super::rope;
use super::{
    Activation, Defaults, Error, Family, Fields, ModelConfig, NormKind, Spelling, activation,
    heads, modern, same_rope, slide, turning, unsupported, window,
};

/// The nonlinearity where no field names one.
const USUAL_ACTIVATION: &str = "gelu_pytorch_tanh";

/// What every Gemma has in common.
fn base(fields: &Fields<'_>, family: Family, kv_heads: usize) -> Result<ModelConfig, Error> {
    let defaults = Defaults {
        head_dim: Some(256),
        kv_heads: Some(kv_heads),
        tied_head: true,
        padding: Some(0),
    };
    let mut config = modern(fields, family, &defaults)?;
    config.norm = NormKind::RmsFromOne;
    config.embedding_scale = Some((config.hidden_size as f64).sqrt());
    let attention_bias = fields.flag("attention_bias")?.unwrap_or(false);
    (config.qkv_bias, config.output_bias) = (attention_bias, attention_bias);
    fields.refuse_flag("use_bidirectional_attention", false)?;
    Ok(config)
}

/// Gemma 1.
pub(super) fn first(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = base(fields, Family::Gemma, 16)?;
    // Checkpoints of the first release say "gelu" here and mean the approximation.
    config.activation = match fields.word("hidden_act")? {
        Some("gelu") | None => Activation::GeluTanh,
        Some(name) => Activation::named("hidden_act", name)?,
    };
    agree(fields, "hidden_activation", config.activation)?;
    same_rope(&mut config, fields, Spelling::USUAL)?;
    Ok(config)
}

/// Refuses the other generations' name of the nonlinearity if it says something else: versions of
/// `transformers` differ in which of the two they believe.
fn agree(fields: &Fields<'_>, field: &str, used: Activation) -> Result<(), Error> {
    match fields.word(field)? {
        Some(name) if Activation::named(field, name)? != used => Err(unsupported(
            field,
            "says something else than the field this family uses",
        )),
        _ => Ok(()),
    }
}

/// Gemma 2.
pub(super) fn second(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = base(fields, Family::Gemma2, 4)?;
    later(&mut config, fields)?;
    same_rope(&mut config, fields, Spelling::USUAL)?;
    config.attention_soft_cap = cap(fields, "attn_logit_softcapping", Some(50.0))?;
    config.logit_soft_cap = cap(fields, "final_logit_softcapping", Some(30.0))?;
    // A second spelling in the first release.
    fields.size("sliding_window_size")?;
    let window = window(fields)?;
    slide(&mut config, fields, window, |layer| layer.is_multiple_of(2))?;
    Ok(config)
}

/// Gemma 3, text only.
pub(super) fn third(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = base(fields, Family::Gemma3, 4)?;
    later(&mut config, fields)?;
    config.query_key_norm = true;
    config.logit_soft_cap = cap(fields, "final_logit_softcapping", None)?;
    // The attention of `transformers` does not look at it in this generation.
    cap(fields, "attn_logit_softcapping", None)?;
    let pattern = fields.size("sliding_window_pattern")?.unwrap_or(6);
    if pattern == 0 {
        return Err(unsupported("sliding_window_pattern", "must be positive"));
    }
    let (full, sliding) = rope::read_two(fields, heads(&config))?;
    let window = window(fields)?;
    let kinds = slide(&mut config, fields, window, |layer| {
        !(layer + 1).is_multiple_of(pattern)
    })?;
    config.max_positions = full.reach(config.max_positions);
    for (layer, slides) in config.layers.iter_mut().zip(kinds) {
        layer.rope = turning(if slides { &sliding } else { &full });
    }
    Ok(config)
}

/// Activation, scale and outer norms of Gemma 2 and 3.
fn later(config: &mut ModelConfig, fields: &Fields<'_>) -> Result<(), Error> {
    config.activation = activation(fields, "hidden_activation", USUAL_ACTIVATION)?;
    agree(fields, "hidden_act", config.activation)?;
    config.sandwich_norms = true;
    let scalar = fields.number("query_pre_attn_scalar")?.unwrap_or(256.0);
    for layer in &mut config.layers {
        layer.attention_scale = scalar.powf(-0.5);
    }
    Ok(())
}

/// A soft cap: null is none, absent is the family's.
fn cap(fields: &Fields<'_>, field: &str, usual: Option<f64>) -> Result<Option<f64>, Error> {
    Ok(fields
        .number(field)?
        .or(usual.filter(|_| !fields.has(field))))
}
