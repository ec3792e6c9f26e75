//! From a directory to a [`Model`]: which tensor goes where in each lineage.

mod weights;

use std::path::{Path, PathBuf};

use tch::{Device, Kind};

use super::CONFIG;
use super::tensors::{Tensors, read_text};
use crate::attention::{Attention, Projections};
use crate::config::{Family, ModelConfig, NormKind};
use crate::error::catch;
use crate::mlp::Mlp;
use crate::norm::Norm;
use crate::options::{Options, wide};
use crate::parameter::{Linear, Parameter};
use crate::transformer::Block;
use crate::{Error, Model};
use weights::Weights;

impl Model {
    /// Loads a Hugging Face directory: `config.json` and safetensors, sharded or not.
    ///
    /// In float32, every weight is widened on the way. In bfloat16, the weights of matrix products
    /// keep the element type of the file and are rounded where they are used.
    ///
    /// # Errors
    /// `UNKNOWN_MODEL_TYPE`, `UNSUPPORTED_MODEL_CONFIG`, `MISSING_TENSOR`, `MISSHAPEN_TENSOR`,
    /// `UNEXPECTED_TENSOR`, `MODEL_UNREADABLE`, `OUT_OF_MEMORY`.
    pub fn load(dir: &Path, options: &Options) -> Result<Self, Error> {
        let config_text = read_text(&dir.join(CONFIG))?;
        let config = ModelConfig::from_json(&config_text)?;
        let mut tensors = Tensors::of_model(dir)?;
        let model = assemble(config, config_text, options, Weights::Stored(&mut tensors))?;
        Ok(Self {
            directory: dir.to_owned(),
            ..model
        })
    }

    /// A model that has learnt nothing: matrices normal with standard deviation 0.02, biases zero,
    /// norms that scale by one. `config_text` is a `config.json`. The same seed gives the same
    /// weights.
    ///
    /// # Errors
    /// `UNKNOWN_MODEL_TYPE`, `UNSUPPORTED_MODEL_CONFIG`, `OUT_OF_MEMORY`.
    pub fn initialise(config_text: &str, seed: u64, options: &Options) -> Result<Self, Error> {
        let config = ModelConfig::from_json(config_text)?;
        assemble(config, config_text.to_owned(), options, Weights::New(seed))
    }
}

fn assemble(
    config: ModelConfig,
    config_text: String,
    options: &Options,
    weights: Weights<'_>,
) -> Result<Model, Error> {
    let (device, compute) = (options.device()?, options.compute());
    catch(|| {
        let mut source = Source {
            weights,
            config: &config,
            device,
            compute,
        };
        let parts = source.parts()?;
        source.refuse_leftovers()?;
        Ok(Model {
            config: config.clone(),
            config_text,
            directory: PathBuf::new(),
            device,
            compute,
            embedding: parts.embedding,
            positions: parts.positions,
            blocks: parts.blocks,
            norm: parts.norm,
            head: parts.head,
            adapter: None,
        })
    })?
}

struct Parts {
    embedding: Parameter,
    positions: Option<Parameter>,
    blocks: Vec<Block>,
    norm: Norm,
    head: Option<Parameter>,
}

/// The weights, and what the configuration says about their shapes.
struct Source<'a> {
    weights: Weights<'a>,
    config: &'a ModelConfig,
    device: Device,
    compute: Kind,
}

impl Source<'_> {
    fn parts(&mut self) -> Result<Parts, Error> {
        let (vocabulary, width) = (
            self.config.vocab_size as i64,
            self.config.hidden_size as i64,
        );
        let root = self.root();
        let names = match self.config.family {
            Family::Gpt2 => ["wte", "h", "ln_f", "lm_head"],
            Family::GptNeoX if self.weights.has("lm_head.weight") => {
                ["embed_in", "layers", "final_layer_norm", "lm_head"]
            }
            Family::GptNeoX => ["embed_in", "layers", "final_layer_norm", "embed_out"],
            _ => ["embed_tokens", "layers", "norm", "lm_head"],
        };
        let [embedding, layers, norm, head] = names;
        let embedding = self.matrix(&format!("{root}{embedding}.weight"), &[vocabulary, width])?;
        let positions = match self.config.learned_positions() {
            true => {
                let shape = [self.config.max_positions as i64, width];
                Some(self.matrix(&format!("{root}wpe.weight"), &shape)?)
            }
            false => None,
        };
        let block = |source: &mut Self, layer: usize| {
            let path = format!("{root}{layers}.{layer}");
            match source.config.family {
                Family::Gpt2 => source.gpt2_block(&path, layer),
                Family::GptNeoX => source.neox_block(&path, layer),
                _ => source.modern_block(&path, layer),
            }
        };
        let blocks = (0..self.config.layers.len())
            .map(|layer| block(self, layer))
            .collect::<Result<_, Error>>()?;
        let norm = self.norm(&format!("{root}{norm}"), width)?;
        let head = match self.config.tied_head {
            true => None,
            false => Some(self.matrix(&format!("{head}.weight"), &[vocabulary, width])?),
        };
        Ok(Parts {
            embedding,
            positions,
            blocks,
            norm,
            head,
        })
    }

    /// What the names of the trunk start with. Early GPT-2 files have no prefix.
    fn root(&self) -> &'static str {
        match self.config.family {
            Family::Gpt2 if self.weights.has("wte.weight") => "",
            Family::Gpt2 => "transformer.",
            Family::GptNeoX => "gpt_neox.",
            _ => "model.",
        }
    }

    fn modern_block(&mut self, path: &str, layer: usize) -> Result<Block, Error> {
        let config = self.config;
        let width = config.hidden_size as i64;
        let inner = config.intermediate_size as i64;
        let queries = (config.heads * config.head_dim) as i64;
        let keys = (config.kv_heads * config.head_dim) as i64;
        let (qkv_bias, mlp_bias) = (config.qkv_bias, config.mlp_bias);
        let map = |source: &mut Self, name: &str, shape, bias| {
            source.linear(&format!("{path}.{name}"), shape, bias)
        };
        let projections = Projections::Separate(Box::new([
            map(self, "self_attn.q_proj", [queries, width], qkv_bias)?,
            map(self, "self_attn.k_proj", [keys, width], qkv_bias)?,
            map(self, "self_attn.v_proj", [keys, width], qkv_bias)?,
        ]));
        let output = map(
            self,
            "self_attn.o_proj",
            [width, queries],
            config.output_bias,
        )?;
        let mlp = Mlp {
            gate: Some(map(self, "mlp.gate_proj", [inner, width], mlp_bias)?),
            up: map(self, "mlp.up_proj", [inner, width], mlp_bias)?,
            down: map(self, "mlp.down_proj", [width, inner], mlp_bias)?,
            activation: config.activation,
        };
        let mut attention = self.attention(layer, projections, output);
        if config.query_key_norm {
            let head = config.head_dim as i64;
            attention.query_norm = Some(self.norm(&format!("{path}.self_attn.q_norm"), head)?);
            attention.key_norm = Some(self.norm(&format!("{path}.self_attn.k_norm"), head)?);
        }
        let attention_norm = self.norm(&format!("{path}.input_layernorm"), width)?;
        let after = self.norm(&format!("{path}.post_attention_layernorm"), width)?;
        if !config.sandwich_norms {
            return Ok(Block {
                attention_norm,
                attention,
                attention_out_norm: None,
                mlp_norm: after,
                mlp,
                mlp_out_norm: None,
            });
        }
        Ok(Block {
            attention_norm,
            attention,
            attention_out_norm: Some(after),
            mlp_norm: self.norm(&format!("{path}.pre_feedforward_layernorm"), width)?,
            mlp,
            mlp_out_norm: Some(self.norm(&format!("{path}.post_feedforward_layernorm"), width)?),
        })
    }

    fn neox_block(&mut self, path: &str, layer: usize) -> Result<Block, Error> {
        let config = self.config;
        let (width, inner) = (config.hidden_size as i64, config.intermediate_size as i64);
        let bias = config.qkv_bias;
        let fused = format!("{path}.attention.query_key_value");
        let projections = Projections::ByHead(self.linear(&fused, [3 * width, width], bias)?);
        let output = format!("{path}.attention.dense");
        let output = self.linear(&output, [width, width], config.output_bias)?;
        let mlp = Mlp {
            gate: None,
            up: self.linear(&format!("{path}.mlp.dense_h_to_4h"), [inner, width], true)?,
            down: self.linear(&format!("{path}.mlp.dense_4h_to_h"), [width, inner], true)?,
            activation: config.activation,
        };
        Ok(Block {
            attention_norm: self.norm(&format!("{path}.input_layernorm"), width)?,
            attention: self.attention(layer, projections, output),
            attention_out_norm: None,
            mlp_norm: self.norm(&format!("{path}.post_attention_layernorm"), width)?,
            mlp,
            mlp_out_norm: None,
        })
    }

    fn gpt2_block(&mut self, path: &str, layer: usize) -> Result<Block, Error> {
        let (width, inner) = (
            self.config.hidden_size as i64,
            self.config.intermediate_size as i64,
        );
        let map = |source: &mut Self, name: &str, shape: [i64; 2]| {
            source.transposed_linear(&format!("{path}.{name}"), shape)
        };
        let projections = Projections::ByPart(map(self, "attn.c_attn", [width, 3 * width])?);
        let output = map(self, "attn.c_proj", [width, width])?;
        let mlp = Mlp {
            gate: None,
            up: map(self, "mlp.c_fc", [width, inner])?,
            down: map(self, "mlp.c_proj", [inner, width])?,
            activation: self.config.activation,
        };
        Ok(Block {
            attention_norm: self.norm(&format!("{path}.ln_1"), width)?,
            attention: self.attention(layer, projections, output),
            attention_out_norm: None,
            mlp_norm: self.norm(&format!("{path}.ln_2"), width)?,
            mlp,
            mlp_out_norm: None,
        })
    }

    fn attention(&self, layer: usize, projections: Projections, output: Linear) -> Attention {
        let config = self.config;
        Attention {
            projections,
            output,
            query_norm: None,
            key_norm: None,
            rope: config.layers[layer].rope.clone(),
            window: config.layers[layer].window,
            soft_cap: config.attention_soft_cap,
            scale: config.layers[layer].attention_scale,
            heads: config.heads as i64,
            kv_heads: config.kv_heads as i64,
            head_dim: config.head_dim as i64,
            layer,
        }
    }

    fn linear(&mut self, path: &str, shape: [i64; 2], bias: bool) -> Result<Linear, Error> {
        let weight = self.matrix(&format!("{path}.weight"), &shape)?;
        let bias = match bias {
            true => Some(self.vector(&format!("{path}.bias"), shape[0], 0.0)?),
            false => None,
        };
        Ok(Linear {
            path: path.to_owned(),
            weight,
            bias,
            transposed: false,
            adapter: None,
        })
    }

    fn transposed_linear(&mut self, path: &str, shape: [i64; 2]) -> Result<Linear, Error> {
        let weight = self.matrix(&format!("{path}.weight"), &shape)?;
        let bias = Some(self.vector(&format!("{path}.bias"), shape[1], 0.0)?);
        Ok(Linear {
            path: path.to_owned(),
            weight,
            bias,
            transposed: true,
            adapter: None,
        })
    }

    fn norm(&mut self, path: &str, width: i64) -> Result<Norm, Error> {
        let kind = self.config.norm;
        let one = if kind == NormKind::RmsFromOne {
            0.0
        } else {
            1.0
        };
        let scale = self.vector(&format!("{path}.weight"), width, one)?;
        let bias = match kind {
            NormKind::Layer => Some(self.vector(&format!("{path}.bias"), width, 0.0)?),
            _ => None,
        };
        Ok(Norm {
            kind,
            epsilon: self.config.norm_epsilon,
            scale,
            bias,
        })
    }

    /// A weight of a matrix product or a table.
    fn matrix(&mut self, name: &str, shape: &[i64]) -> Result<Parameter, Error> {
        let mut parameter = self.weights.take(name, shape, 0.0, 0.02)?;
        let stored = parameter.value.kind();
        let keep = self.compute == Kind::BFloat16 && stored == Kind::BFloat16;
        let kind = if keep { stored } else { wide(self.compute) };
        parameter.value = parameter.value.to_kind(kind).to_device(self.device);
        Ok(parameter)
    }

    /// A bias or a norm's scale: small, so float32. A new one is `new` throughout.
    fn vector(&mut self, name: &str, width: i64, new: f64) -> Result<Parameter, Error> {
        let mut parameter = self.weights.take(name, &[width], new, 0.0)?;
        let wide = wide(self.compute);
        parameter.value = parameter.value.to_kind(wide).to_device(self.device);
        Ok(parameter)
    }

    /// Refuses weights without a place, but for buffers that old files carry and copies of a tied
    /// head.
    fn refuse_leftovers(&self) -> Result<(), Error> {
        let buffer = |name: &str| {
            [".inv_freq", ".masked_bias", ".attn.bias", ".attention.bias"]
                .iter()
                .any(|end| name.ends_with(end))
        };
        let copy = |name: &str| {
            self.config.tied_head && matches!(name, "lm_head.weight" | "embed_out.weight")
        };
        let Weights::Stored(tensors) = &self.weights else {
            return Ok(());
        };
        match tensors
            .left()
            .into_iter()
            .find(|name| !buffer(name) && !copy(name))
        {
            Some(name) => Err(Error::UnexpectedTensor {
                name: name.to_owned(),
            }),
            None => Ok(()),
        }
    }
}
