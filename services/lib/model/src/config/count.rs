//! How many scalars a configuration asks for, without any weight at hand.

use super::{Family, ModelConfig, NormKind};

/// A linear map of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapShape {
    /// The last part of its module path, such as `q_proj`.
    pub name: &'static str,
    /// Whether it belongs to the attention.
    pub attention: bool,
    /// Width of what goes in.
    pub inputs: usize,
    /// Width of what comes out.
    pub outputs: usize,
    /// Whether it adds a bias.
    pub bias: bool,
}

impl ModelConfig {
    /// The linear maps of each block, attention first.
    pub fn maps(&self) -> Vec<MapShape> {
        let (width, inner) = (self.hidden_size, self.intermediate_size);
        let (queries, keys) = (self.heads * self.head_dim, self.kv_heads * self.head_dim);
        let (qkv, out, mlp) = (self.qkv_bias, self.output_bias, self.mlp_bias);
        let map = |name, attention, inputs, outputs, bias| MapShape {
            name,
            attention,
            inputs,
            outputs,
            bias,
        };
        match self.family {
            Family::Gpt2 => vec![
                map("c_attn", true, width, 3 * width, qkv),
                map("c_proj", true, width, width, out),
                map("c_fc", false, width, inner, mlp),
                map("c_proj", false, inner, width, mlp),
            ],
            Family::GptNeoX => vec![
                map("query_key_value", true, width, 3 * width, qkv),
                map("dense", true, width, width, out),
                map("dense_h_to_4h", false, width, inner, mlp),
                map("dense_4h_to_h", false, inner, width, mlp),
            ],
            _ => vec![
                map("q_proj", true, width, queries, qkv),
                map("k_proj", true, width, keys, qkv),
                map("v_proj", true, width, keys, qkv),
                map("o_proj", true, queries, width, out),
                map("gate_proj", false, width, inner, mlp),
                map("up_proj", false, width, inner, mlp),
                map("down_proj", false, inner, width, mlp),
            ],
        }
    }

    /// Scalars of the model; a tied head counts once.
    pub fn parameter_count(&self) -> u64 {
        let size = |map: &MapShape| map.inputs * map.outputs + usize::from(map.bias) * map.outputs;
        let maps: usize = self.maps().iter().map(size).sum();
        let norm = |width: usize| match self.norm {
            NormKind::Layer => 2 * width,
            NormKind::Rms | NormKind::RmsFromOne => width,
        };
        let outer = if self.sandwich_norms { 4 } else { 2 } * norm(self.hidden_size);
        let inner = if self.query_key_norm { 2 } else { 0 } * norm(self.head_dim);
        let blocks = self.layers.len() * (maps + outer + inner);
        let table = self.vocab_size * self.hidden_size;
        let tables = table * if self.tied_head { 1 } else { 2 };
        (blocks + tables + self.position_table() + norm(self.hidden_size)) as u64
    }

    /// Scalars that take part in products with hidden states: all but those of tables that are only
    /// looked up in.
    pub fn product_count(&self) -> u64 {
        let table = self.vocab_size * self.hidden_size;
        let looked_up = if self.tied_head { 0 } else { table } + self.position_table();
        self.parameter_count() - looked_up as u64
    }

    fn position_table(&self) -> usize {
        match self.learned_positions() {
            true => self.max_positions * self.hidden_size,
            false => 0,
        }
    }
}
