//! The transformer of every family: embed, blocks, norm, head.

use std::path::PathBuf;

use tch::{Device, Kind, Tensor};

use crate::Error;
use crate::attention::Attention;
use crate::config::ModelConfig;
use crate::lora::LoraConfig;
use crate::mlp::Mlp;
use crate::norm::Norm;
use crate::operators;
use crate::options::wide;
use crate::parameter::{Linear, Parameter};
use crate::pass::{Frame, Pass};
use crate::tape::Layer;

/// A causal language model with its weights on one device. One thread owns it.
#[derive(Debug)]
pub struct Model {
    pub(crate) config: ModelConfig,
    /// The text of the `config.json` it came from.
    pub(crate) config_text: String,
    /// Where it came from.
    pub(crate) directory: PathBuf,
    pub(crate) device: Device,
    /// Element type of matrix products.
    pub(crate) compute: Kind,
    pub(crate) embedding: Parameter,
    pub(crate) positions: Option<Parameter>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) norm: Norm,
    /// The head's own weight; `None` where it is the embedding's.
    pub(crate) head: Option<Parameter>,
    pub(crate) adapter: Option<LoraConfig>,
}

/// Attention and feed-forward, each with its norm, around the residual stream.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) attention_norm: Norm,
    pub(crate) attention: Attention,
    pub(crate) attention_out_norm: Option<Norm>,
    pub(crate) mlp_norm: Norm,
    pub(crate) mlp: Mlp,
    pub(crate) mlp_out_norm: Option<Norm>,
}

impl Block {
    /// Maps the residual stream (N, D), float32; the parts compute in `kind`.
    pub(crate) fn forward(&self, x: Tensor, kind: Kind, frame: &Frame, pass: &Pass<'_>) -> Tensor {
        let attended =
            self.attention
                .forward(&self.attention_norm.forward(&x, kind, pass), frame, pass);
        let attended = leave(&self.attention_out_norm, attended, pass);
        if frame.parallel_residual {
            let fed = self
                .mlp
                .forward(&self.mlp_norm.forward(&x, kind, pass), pass);
            return x + attended + fed;
        }
        let x = x + attended;
        let fed = self
            .mlp
            .forward(&self.mlp_norm.forward(&x, kind, pass), pass);
        x + leave(&self.mlp_out_norm, fed, pass)
    }

    pub(crate) fn linears(&self) -> impl Iterator<Item = &Linear> {
        self.attention.linears().chain(self.mlp.linears())
    }

    pub(crate) fn linears_mut(&mut self) -> impl Iterator<Item = &mut Linear> {
        self.attention.linears_mut().chain(self.mlp.linears_mut())
    }

    fn norms(&self) -> impl Iterator<Item = &Norm> {
        [&self.attention_norm, &self.mlp_norm]
            .into_iter()
            .chain(&self.attention_out_norm)
            .chain(&self.mlp_out_norm)
            .chain(self.attention.norms())
    }

    fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        let linears = self.linears().flat_map(Linear::parameters);
        linears.chain(self.norms().flat_map(Norm::parameters))
    }

    fn parameters_mut(&mut self) -> impl Iterator<Item = &mut Parameter> {
        let attention = self.attention.parameters_mut();
        let mlp = self.mlp.linears_mut().flat_map(Linear::parameters_mut);
        let norms = [&mut self.attention_norm, &mut self.mlp_norm]
            .into_iter()
            .chain(&mut self.attention_out_norm)
            .chain(&mut self.mlp_out_norm)
            .flat_map(Norm::parameters_mut);
        attention.chain(mlp).chain(norms)
    }
}

fn leave(norm: &Option<Norm>, x: Tensor, pass: &Pass<'_>) -> Tensor {
    match norm {
        Some(norm) => norm.forward(&x, x.kind(), pass),
        None => x,
    }
}

impl Model {
    /// The configuration.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// The name of the element type of matrix products: `f32`, `bf16` or `f64`.
    pub fn precision(&self) -> &'static str {
        match self.compute {
            Kind::BFloat16 => "bf16",
            Kind::Double => "f64",
            _ => "f32",
        }
    }

    /// Element type of sums, norms, losses and trained weights.
    pub fn wide(&self) -> Kind {
        wide(self.compute)
    }

    /// The device that holds the weights.
    pub fn device(&self) -> Device {
        self.device
    }

    /// Scalars of the base model; a tied head counts once.
    pub fn parameter_count(&self) -> u64 {
        self.parameters().map(Parameter::count).sum()
    }

    /// Whether an adapter is attached.
    pub fn has_adapter(&self) -> bool {
        self.adapter.is_some()
    }

    /// The attached adapter's configuration.
    pub fn adapter(&self) -> Option<&LoraConfig> {
        self.adapter.as_ref()
    }

    /// Whether a tokenizer of this many entries fits.
    ///
    /// # Errors
    /// `TOKENIZER_MISMATCH` if some of its ids would have no embedding.
    pub fn check_vocabulary(&self, tokenizer_vocab_size: usize) -> Result<(), Error> {
        if tokenizer_vocab_size == 0 || tokenizer_vocab_size > self.config.vocab_size {
            return Err(Error::TokenizerMismatch {
                tokenizer: tokenizer_vocab_size,
                model: self.config.vocab_size,
            });
        }
        Ok(())
    }

    /// Final hidden states, after the last norm: ids (B, T) to (B T, D) in the compute type.
    ///
    /// Sequences are padded on the right with any id; padding does not change the rows before it.
    pub fn hidden(&self, ids: &Tensor, pass: &Pass<'_>) -> Tensor {
        let size = ids.size();
        let shape = (size[0], size[1]);
        let past = pass.cache.map_or(0, |cache| cache.length());
        let frame = Frame::new(&self.config, shape, past, self.compute, self.device);
        let mut x = self.embed(ids, past, pass);
        for block in &self.blocks {
            x = block.forward(x, self.compute, &frame, pass);
        }
        self.norm.forward(&x, self.compute, pass)
    }

    /// (B, T) ids to the residual stream (B T, D), float32 or better.
    pub(crate) fn embed(&self, ids: &Tensor, past: i64, pass: &Pass<'_>) -> Tensor {
        let look_up = |table: &Parameter, ids: &Tensor| {
            let rows = Tensor::embedding(&table.value, ids, -1, false, false).to_kind(self.wide());
            if let Some(tape) = pass.tape.filter(|_| table.value.requires_grad()) {
                let layer = Layer::Table {
                    weight: table.name.clone(),
                    ids: ids.shallow_clone(),
                };
                tape.record(layer, &rows);
            }
            rows
        };
        let flat = ids.flatten(0, -1);
        let x = self.cut_padding(look_up(&self.embedding, &flat), &flat);
        // Not in place: the tape holds the rows.
        let x = match self.config.embedding_scale {
            Some(scale) => {
                // Rounded as the weights are stored, which is how the models were trained.
                let scale = Tensor::from(scale as f32).to_kind(self.compute);
                x * scale.double_value(&[])
            }
            None => x,
        };
        match &self.positions {
            Some(table) => {
                let size = ids.size();
                let places = Tensor::arange_start(past, past + size[1], (Kind::Int64, self.device));
                x + look_up(table, &places.repeat([size[0]]))
            }
            None => x,
        }
    }

    /// The looked-up rows (N, D) of `ids` (N), those of the padding token without a way back:
    /// `transformers` does not learn them either.
    fn cut_padding(&self, rows: Tensor, ids: &Tensor) -> Tensor {
        match self.config.padding {
            Some(id) if rows.requires_grad() => {
                let padding = ids.eq(id as i64).unsqueeze(1);
                rows.detach().where_self(&padding, &rows)
            }
            _ => rows,
        }
    }

    /// The head's weight (V, D).
    pub fn head_weight(&self) -> &Parameter {
        self.head.as_ref().unwrap_or(&self.embedding)
    }

    /// The head's weight (V, D) as products take it: made once for the rows of a pass.
    pub fn head_operand(&self) -> Tensor {
        self.head_weight().operand(self.compute)
    }

    /// Logits (R, V), float32 or better, of hidden states (R, D).
    pub fn logits(&self, hidden: &Tensor) -> Tensor {
        self.logits_by(hidden, &self.head_operand())
    }

    /// [`Self::logits`] by what [`Self::head_operand`] gave.
    pub(crate) fn logits_by(&self, hidden: &Tensor, head: &Tensor) -> Tensor {
        let logits = operators::linear(&hidden.to_kind(self.compute), head, None);
        let logits = logits.to_kind(self.wide());
        match self.config.logit_soft_cap {
            Some(cap) => (logits / cap).tanh() * cap,
            None => logits,
        }
    }

    /// Every weight of the base model, a tied head once.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        std::iter::once(&self.embedding)
            .chain(&self.positions)
            .chain(self.blocks.iter().flat_map(Block::parameters))
            .chain(self.norm.parameters())
            .chain(&self.head)
    }

    fn parameters_mut(&mut self) -> impl Iterator<Item = &mut Parameter> {
        std::iter::once(&mut self.embedding)
            .chain(&mut self.positions)
            .chain(self.blocks.iter_mut().flat_map(Block::parameters_mut))
            .chain(self.norm.parameters_mut())
            .chain(&mut self.head)
    }

    pub(crate) fn linears(&self) -> impl Iterator<Item = &Linear> {
        self.blocks.iter().flat_map(Block::linears)
    }

    pub(crate) fn linears_mut(&mut self) -> impl Iterator<Item = &mut Linear> {
        self.blocks.iter_mut().flat_map(Block::linears_mut)
    }

    /// Makes every base weight a leaf in float32 or better that collects gradients.
    pub fn train_all(&mut self) {
        let wide = self.wide();
        self.parameters_mut()
            .for_each(|parameter| parameter.unfreeze(wide));
    }

    /// Freezes the base model, in the compute type, and trains the attached adapter.
    pub fn train_adapter(&mut self) {
        self.freeze();
        let (compute, wide) = (self.compute, self.wide());
        let trains_a = !self.adapter.as_ref().is_some_and(|lora| lora.freeze_a);
        for linear in self.linears_mut() {
            linear.weight.value = linear.weight.operand(compute);
            if let Some(pair) = &mut linear.adapter {
                if trains_a {
                    pair.a.unfreeze(wide);
                }
                pair.b.unfreeze(wide);
            }
        }
    }

    /// Makes every weight a constant.
    pub fn freeze(&mut self) {
        self.parameters_mut().for_each(Parameter::freeze);
        for pair in self
            .linears_mut()
            .filter_map(|linear| linear.adapter.as_mut())
        {
            pair.a.freeze();
            pair.b.freeze();
        }
    }

    /// The weights that [`Self::train_all`] or [`Self::train_adapter`] chose, sharing storage.
    pub fn trainable(&self) -> Vec<Parameter> {
        let adapter = self.linears().filter_map(|linear| linear.adapter.as_ref());
        let adapter = adapter.flat_map(|pair| [&pair.a, &pair.b]);
        self.parameters()
            .chain(adapter)
            .filter(|parameter| parameter.value.requires_grad())
            .map(Parameter::share)
            .collect()
    }
}
