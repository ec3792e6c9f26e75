//! The shape and mathematics of a model, typed, as read from a Hugging Face `config.json`.

mod activation;
mod count;
mod fields;
mod harmless;
mod read;
mod rope;
#[cfg(test)]
mod tests;

use crate::Error;

pub use activation::Activation;
pub use count::MapShape;
pub use rope::{RopeConfig, RopeScaling};

/// The values of `model_type` that [`ModelConfig::from_json`] accepts.
pub const KNOWN_MODEL_TYPES: &[&str] = &[
    "llama",
    "gpt_neox",
    "gemma",
    "gemma2",
    "gemma3_text",
    "qwen2",
    "qwen3",
    "gpt2",
];

/// Which lineage a model belongs to: decides the tensors' names and the defaults of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Llama 1, 2, 3, TinyLlama, SmolLM2.
    Llama,
    /// GPT-NeoX: Pythia.
    GptNeoX,
    /// Gemma 1.
    Gemma,
    /// Gemma 2.
    Gemma2,
    /// Gemma 3, text only.
    Gemma3,
    /// Qwen 2 and 2.5.
    Qwen2,
    /// Qwen 3.
    Qwen3,
    /// GPT-2.
    Gpt2,
}

impl Family {
    /// The `model_type` of a `config.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Llama => "llama",
            Self::GptNeoX => "gpt_neox",
            Self::Gemma => "gemma",
            Self::Gemma2 => "gemma2",
            Self::Gemma3 => "gemma3_text",
            Self::Qwen2 => "qwen2",
            Self::Qwen3 => "qwen3",
            Self::Gpt2 => "gpt2",
        }
    }
}

/// How a vector is normalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NormKind {
    /// x / rms(x) * w (Zhang and Sennrich 2019).
    Rms,
    /// x / rms(x) * (1 + w), as Gemma stores it.
    RmsFromOne,
    /// (x - mean) / std * w + b (Ba et al. 2016).
    Layer,
}

/// What differs from layer to layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerConfig {
    /// Positions a query sees, itself included; `None` sees all that precede it.
    pub window: Option<usize>,
    /// Rotary embedding; `None` where positions are learned or nothing turns.
    pub rope: Option<RopeConfig>,
    /// Factor on query-key products.
    pub attention_scale: f64,
}

/// Everything that decides a forward pass, and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelConfig {
    /// The lineage.
    pub family: Family,
    /// Rows of the embedding, V.
    pub vocab_size: usize,
    /// Width of the residual stream, D.
    pub hidden_size: usize,
    /// Width inside the feed-forward part.
    pub intermediate_size: usize,
    /// Query heads, H.
    pub heads: usize,
    /// Key and value heads; divides `heads`.
    pub kv_heads: usize,
    /// Width of one head.
    pub head_dim: usize,
    /// Longest sequence.
    pub max_positions: usize,
    /// One entry per layer, first to last.
    pub layers: Vec<LayerConfig>,
    /// Kind of every norm.
    pub norm: NormKind,
    /// Added under the root of every norm.
    pub norm_epsilon: f64,
    /// Nonlinearity of the feed-forward part.
    pub activation: Activation,
    /// Feed-forward as down(act(gate x) * up x) instead of down(act(up x)).
    pub gated: bool,
    /// Query, key and value projections have a bias.
    pub qkv_bias: bool,
    /// The attention's output projection has a bias.
    pub output_bias: bool,
    /// The feed-forward projections have a bias.
    pub mlp_bias: bool,
    /// Queries and keys are normalised per head.
    pub query_key_norm: bool,
    /// Both parts of a block are also normalised on their way out (Gemma 2 and 3).
    pub sandwich_norms: bool,
    /// Attention and feed-forward read the same residual stream (GPT-NeoX).
    pub parallel_residual: bool,
    /// The row of the embedding that stands for padding: looking it up passes no gradient on.
    pub padding: Option<usize>,
    /// The head's weight is the embedding's.
    pub tied_head: bool,
    /// Factor on the embedded tokens.
    pub embedding_scale: Option<f64>,
    /// c in c * tanh(score / c).
    pub attention_soft_cap: Option<f64>,
    /// c in c * tanh(logit / c).
    pub logit_soft_cap: Option<f64>,
}

impl ModelConfig {
    /// Reads the text of a `config.json`.
    ///
    /// # Errors
    /// `UNKNOWN_MODEL_TYPE`; `UNSUPPORTED_MODEL_CONFIG` for a field that is absent, malformed, or
    /// unknown and set, because an unknown field may change the mathematics.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let config = read::read(text)?;
        config.check()?;
        Ok(config)
    }

    /// The path of every linear map of the blocks, as an adapter names it.
    pub fn linear_paths(&self) -> Vec<String> {
        let (root, maps): (&str, &[&str]) = match self.family {
            Family::Gpt2 => (
                "transformer.h",
                &["attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"],
            ),
            Family::GptNeoX => (
                "gpt_neox.layers",
                &[
                    "attention.query_key_value",
                    "attention.dense",
                    "mlp.dense_h_to_4h",
                    "mlp.dense_4h_to_h",
                ],
            ),
            _ => (
                "model.layers",
                &[
                    "self_attn.q_proj",
                    "self_attn.k_proj",
                    "self_attn.v_proj",
                    "self_attn.o_proj",
                    "mlp.gate_proj",
                    "mlp.up_proj",
                    "mlp.down_proj",
                ],
            ),
        };
        let of_layer = |layer: usize| maps.iter().map(move |map| format!("{root}.{layer}.{map}"));
        (0..self.layers.len()).flat_map(of_layer).collect()
    }

    /// Whether positions come from a table of learned vectors.
    pub fn learned_positions(&self) -> bool {
        self.family == Family::Gpt2
    }

    fn check(&self) -> Result<(), Error> {
        let positive = [
            ("vocab_size", self.vocab_size),
            ("hidden_size", self.hidden_size),
            ("intermediate_size", self.intermediate_size),
            ("num_attention_heads", self.heads),
            ("num_key_value_heads", self.kv_heads),
            ("head_dim", self.head_dim),
            ("max_position_embeddings", self.max_positions),
            ("num_hidden_layers", self.layers.len()),
        ];
        for (field, value) in positive {
            if value == 0 || value > (1 << 31) {
                return Err(unsupported(field, "must be a positive number below 2^31"));
            }
        }
        if !self.heads.is_multiple_of(self.kv_heads) {
            return Err(unsupported(
                "num_key_value_heads",
                "must divide num_attention_heads",
            ));
        }
        let fits = |rope: &RopeConfig| 2 * rope.pairs() <= self.head_dim;
        let mut ropes = self.layers.iter().filter_map(|layer| layer.rope.as_ref());
        if !ropes.all(fits) {
            return Err(unsupported(
                "head_dim",
                "the rotary part must be even and fit a head",
            ));
        }
        let mut scales = self.layers.iter().map(|layer| layer.attention_scale);
        if !scales.all(|scale| scale.is_finite() && scale > 0.0) {
            return Err(unsupported("query_pre_attn_scalar", "must be positive"));
        }
        if self.layers.iter().any(|layer| layer.window == Some(0)) {
            return Err(unsupported("sliding_window", "must be positive"));
        }
        let caps = [
            ("attn_logit_softcapping", self.attention_soft_cap),
            ("final_logit_softcapping", self.logit_soft_cap),
        ];
        for (field, cap) in caps {
            if cap.is_some_and(|cap| cap <= 0.0) {
                return Err(unsupported(field, "must be positive"));
            }
        }
        if !(0.0..1e3).contains(&self.norm_epsilon) {
            return Err(unsupported("(norm epsilon)", "must not be negative"));
        }
        Ok(())
    }
}

fn unsupported(field: impl Into<String>, problem: impl Into<String>) -> Error {
    Error::UnsupportedConfig {
        field: field.into(),
        problem: problem.into(),
    }
}
