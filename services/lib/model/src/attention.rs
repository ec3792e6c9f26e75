//! Causal self-attention with grouped queries.

use tch::{Device, Kind, Tensor};

use crate::config::RopeConfig;
use crate::norm::Norm;
use crate::operators;
use crate::options::wide;
use crate::parameter::{Linear, Parameter};
use crate::pass::{Frame, Pass, Sight};

/// How queries, keys and values come out of the projections.
#[derive(Debug)]
pub(crate) enum Projections {
    /// Three maps: query, key, value.
    Separate(Box<[Linear; 3]>),
    /// One map whose output is, head after head, query, key and value (GPT-NeoX).
    ByHead(Linear),
    /// One map whose output is all queries, all keys, all values (GPT-2).
    ByPart(Linear),
}

/// Attention of one block.
#[derive(Debug)]
pub(crate) struct Attention {
    pub(crate) projections: Projections,
    pub(crate) output: Linear,
    pub(crate) query_norm: Option<Norm>,
    pub(crate) key_norm: Option<Norm>,
    pub(crate) rope: Option<RopeConfig>,
    pub(crate) window: Option<usize>,
    pub(crate) soft_cap: Option<f64>,
    pub(crate) scale: f64,
    pub(crate) heads: i64,
    pub(crate) kv_heads: i64,
    pub(crate) head_dim: i64,
    pub(crate) layer: usize,
}

impl Attention {
    /// Maps (N, D) to (N, D), where N = B T rows lie sequence after sequence.
    ///
    /// Padding at the right end of a sequence cannot reach the positions before it: each looks
    /// only at itself and what precedes it.
    pub(crate) fn forward(&self, x: &Tensor, frame: &Frame, pass: &Pass<'_>) -> Tensor {
        let (query, key, value) = self.project(x, frame, pass);
        let (key, value) = match pass.cache {
            Some(cache) => cache.extend(self.layer, key, value),
            None => (key, value),
        };
        let sight = frame.sight(self.window);
        let mixed = match self.soft_cap {
            None => self.fused(&query, &key, &value, sight),
            Some(cap) => self.capped(&query, &key, &value, sight, cap),
        };
        let rows = mixed
            .transpose(1, 2)
            .reshape([-1, self.heads * self.head_dim]);
        self.output.forward(&rows, pass)
    }

    /// Query (B, H, T, HD), key and value (B, KVH, T, HD), normalised and rotated.
    fn project(&self, x: &Tensor, frame: &Frame, pass: &Pass<'_>) -> (Tensor, Tensor, Tensor) {
        let (batch, length) = (frame.batch, frame.length);
        let heads_of =
            |part: &Tensor, heads: i64| part.reshape([batch, length, heads, self.head_dim]);
        let (query, key, value) = match &self.projections {
            Projections::Separate(maps) => {
                let [query, key, value] = maps.as_ref();
                (
                    heads_of(&query.forward(x, pass), self.heads),
                    heads_of(&key.forward(x, pass), self.kv_heads),
                    heads_of(&value.forward(x, pass), self.kv_heads),
                )
            }
            Projections::ByHead(map) => {
                let all = map
                    .forward(x, pass)
                    .view([batch, length, self.heads, 3 * self.head_dim]);
                let part = |index: i64| all.narrow(3, index * self.head_dim, self.head_dim);
                (part(0), part(1), part(2))
            }
            Projections::ByPart(map) => {
                let all = map.forward(x, pass);
                let width = self.heads * self.head_dim;
                let part = |index: i64| heads_of(&all.narrow(1, index * width, width), self.heads);
                (part(0), part(1), part(2))
            }
        };
        let place = |part: Tensor, norm: &Option<Norm>| {
            let part = match norm {
                Some(norm) => norm.forward(&part, part.kind(), pass),
                None => part,
            };
            let part = part.transpose(1, 2);
            match self.rope.as_ref().and_then(|rope| frame.rotation(rope)) {
                Some(rotation) => rotation.apply(&part),
                None => part,
            }
        };
        (
            place(query, &self.query_norm),
            place(key, &self.key_norm),
            value.transpose(1, 2),
        )
    }

    fn fused(&self, query: &Tensor, key: &Tensor, value: &Tensor, sight: &Sight) -> Tensor {
        let (mask, causal) = match sight {
            Sight::All => (None, false),
            Sight::Causal => (None, true),
            Sight::Mask(mask) => (Some(mask), false),
        };
        if causal && let Some(mixed) = operators::attend(query, key, value, self.scale) {
            return mixed;
        }
        let grouped = self.kv_heads != self.heads;
        if grouped && mask.is_some() && query.device() != Device::Cpu {
            // The fused kernel that takes a mask wants a key and a value for each head; without it, the
            // scores of all heads would be held at once.
            let (key, value) = (self.each_head(key), self.each_head(value));
            return Tensor::scaled_dot_product_attention(
                query, &key, &value, mask, 0.0, causal, self.scale, false,
            );
        }
        Tensor::scaled_dot_product_attention(
            query, key, value, mask, 0.0, causal, self.scale, grouped,
        )
    }

    /// (B, KVH, P, HD) to (B, H, P, HD).
    fn each_head(&self, part: &Tensor) -> Tensor {
        part.repeat_interleave_self_int(self.heads / self.kv_heads, 1, None)
    }

    /// The same with scores bounded to ±cap before the softmax (Gemma 2).
    fn capped(
        &self,
        query: &Tensor,
        key: &Tensor,
        value: &Tensor,
        sight: &Sight,
        cap: f64,
    ) -> Tensor {
        let (key, value) = (self.each_head(key), self.each_head(value));
        let scores = query.matmul(&key.transpose(2, 3)) * self.scale;
        let wide = wide(value.kind());
        let scores = (scores.to_kind(wide) / cap).tanh() * cap;
        let visible = match sight {
            Sight::All => None,
            Sight::Causal => Some(causal(&scores)),
            Sight::Mask(mask) => Some(mask.shallow_clone()),
        };
        let scores = match visible {
            Some(mask) => scores.masked_fill(&mask.logical_not(), f64::NEG_INFINITY),
            None => scores,
        };
        scores
            .softmax(-1, wide)
            .to_kind(value.kind())
            .matmul(&value)
    }

    pub(crate) fn linears(&self) -> impl Iterator<Item = &Linear> {
        let inputs: &[Linear] = match &self.projections {
            Projections::Separate(maps) => maps.as_slice(),
            Projections::ByHead(map) | Projections::ByPart(map) => std::slice::from_ref(map),
        };
        inputs.iter().chain([&self.output])
    }

    pub(crate) fn linears_mut(&mut self) -> impl Iterator<Item = &mut Linear> {
        let inputs: &mut [Linear] = match &mut self.projections {
            Projections::Separate(maps) => maps.as_mut_slice(),
            Projections::ByHead(map) | Projections::ByPart(map) => std::slice::from_mut(map),
        };
        inputs.iter_mut().chain([&mut self.output])
    }

    pub(crate) fn norms(&self) -> impl Iterator<Item = &Norm> {
        self.query_norm.iter().chain(&self.key_norm)
    }

    pub(crate) fn parameters_mut(&mut self) -> impl Iterator<Item = &mut Parameter> {
        let inputs: &mut [Linear] = match &mut self.projections {
            Projections::Separate(maps) => maps.as_mut_slice(),
            Projections::ByHead(map) | Projections::ByPart(map) => std::slice::from_mut(map),
        };
        let linears = inputs.iter_mut().chain([&mut self.output]);
        let norms = self.query_norm.iter_mut().chain(&mut self.key_norm);
        linears
            .flat_map(Linear::parameters_mut)
            .chain(norms.flat_map(Norm::parameters_mut))
    }
}

/// A lower-triangular mask for square scores (.., T, T).
fn causal(scores: &Tensor) -> Tensor {
    let length = scores.size()[2];
    Tensor::ones([length, length], (Kind::Bool, scores.device())).tril(0)
}
