//! GPT-2 and GPT-NeoX.

use super::{
    Error, Family, Fields, LayerConfig, ModelConfig, NormKind, Spelling, activation, base, layers,
    same_rope, unsupported,
};

/// GPT-NeoX: Pythia.
pub(super) fn neox(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let mut config = base(fields, Family::GptNeoX)?;
    share_out(&config, "num_attention_heads")?;
    config.activation = activation(fields, "hidden_act", "gelu")?;
    config.gated = false;
    config.norm = NormKind::Layer;
    config.norm_epsilon = fields.number("layer_norm_eps")?.unwrap_or(1e-5);
    let attention_bias = fields.flag("attention_bias")?.unwrap_or(true);
    (config.qkv_bias, config.output_bias) = (attention_bias, attention_bias);
    config.mlp_bias = true;
    config.parallel_residual = fields.flag("use_parallel_residual")?.unwrap_or(true);
    config.tied_head = fields.flag("tie_word_embeddings")?.unwrap_or(false);
    same_rope(&mut config, fields, Spelling::NEOX)?;
    Ok(config)
}

/// GPT-2.
pub(super) fn second(fields: &Fields<'_>) -> Result<ModelConfig, Error> {
    let size = |field: &str| fields.need(field, fields.size(field)?);
    let hidden_size = size("n_embd")?;
    let heads = size("n_head")?;
    if heads == 0 {
        return Err(unsupported("n_head", "must be positive"));
    }
    let head_dim = hidden_size / heads;
    fields.size("n_ctx")?;
    fields.refuse_flag("add_cross_attention", false)?;
    // The same products in another order.
    fields.flag("reorder_and_upcast_attn")?;
    let scaled = fields.flag("scale_attn_weights")?.unwrap_or(true);
    let by_layer = fields
        .flag("scale_attn_by_inverse_layer_idx")?
        .unwrap_or(false);
    let scale = match scaled {
        true => (head_dim as f64).powf(-0.5),
        false => 1.0,
    };
    let layer = |index: usize| LayerConfig {
        window: None,
        rope: None,
        attention_scale: if by_layer {
            scale / (index + 1) as f64
        } else {
            scale
        },
    };
    let config = ModelConfig {
        family: Family::Gpt2,
        vocab_size: size("vocab_size")?,
        hidden_size,
        intermediate_size: fields.size("n_inner")?.unwrap_or(4 * hidden_size),
        heads,
        kv_heads: heads,
        head_dim,
        max_positions: size("n_positions")?,
        layers: (0..layers(size("n_layer")?)?).map(layer).collect(),
        norm: NormKind::Layer,
        norm_epsilon: fields.number("layer_norm_epsilon")?.unwrap_or(1e-5),
        activation: activation(fields, "activation_function", "gelu_new")?,
        gated: false,
        qkv_bias: true,
        output_bias: true,
        mlp_bias: true,
        query_key_norm: false,
        sandwich_norms: false,
        parallel_residual: false,
        padding: None,
        tied_head: fields.flag("tie_word_embeddings")?.unwrap_or(true),
        embedding_scale: None,
        attention_soft_cap: None,
        logit_soft_cap: None,
    };
    share_out(&config, "n_head")?;
    Ok(config)
}

/// Refuses heads that do not share the hidden size out.
fn share_out(config: &ModelConfig, field: &str) -> Result<(), Error> {
    match config.hidden_size.is_multiple_of(config.heads) {
        true => Ok(()),
        false => Err(unsupported(field, "must divide the hidden size")),
    }
}
