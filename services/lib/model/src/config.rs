//! The shape and mathematics of a model, typed, as read from a Hugging Face `config.json`.

mod fields;
mod read;
mod rope;
#[cfg(test)]
mod tests;

use crate::Error;

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

/// The nonlinearity of the feed-forward part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// x * sigmoid(x).
    Silu,
    /// x * Phi(x), exact.
    Gelu,
    /// The tanh approximation of GELU.
    GeluTanh,
}

/// What differs from layer to layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerConfig {
    /// Positions a query sees, itself included; `None` sees all that precede it.
    pub window: Option<usize>,
    /// Rotary embedding; `None` where positions are learned.
    pub rope: Option<RopeConfig>,
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
    /// The head's weight is the embedding's.
    pub tied_head: bool,
    /// Factor on the embedded tokens.
    pub embedding_scale: Option<f64>,
    /// Factor on query-key products.
    pub attention_scale: f64,
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
        let rotary_ok = |rope: &RopeConfig| {
            rope.rotary_dim > 0
                && rope.rotary_dim <= self.head_dim
                && rope.rotary_dim.is_multiple_of(2)
        };
        if !self
            .layers
            .iter()
            .filter_map(|layer| layer.rope.as_ref())
            .all(rotary_ok)
        {
            return Err(unsupported(
                "head_dim",
                "the rotary part must be even and fit a head",
            ));
        }
        if !(self.norm_epsilon > 0.0 && self.norm_epsilon < 1.0) {
            return Err(unsupported("rms_norm_eps", "must lie between 0 and 1"));
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
