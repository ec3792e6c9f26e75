//! Low-rank adapters: W + scale B A (Hu et al. 2021).

mod attach;

use serde::{Deserialize, Serialize};
use tch::Tensor;

use crate::Error;
use crate::parameter::Parameter;

pub(crate) use attach::path_matches;

/// What an adapter looks like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoraConfig {
    /// Rank r of the update.
    pub rank: u32,
    /// Numerator of the scale.
    pub alpha: f64,
    /// Probability that an input of the adapter is dropped in training.
    pub dropout: f64,
    /// Which linear maps are adapted.
    pub targets: Targets,
    /// Scale by alpha / sqrt(r) instead of alpha / r (Kalajdzievski 2023).
    pub rs_lora: bool,
}

impl Default for LoraConfig {
    fn default() -> Self {
        Self {
            rank: 16,
            alpha: 32.0,
            dropout: 0.0,
            targets: Targets::AllLinear,
            rs_lora: false,
        }
    }
}

/// Which linear maps carry an adapter. The vocabulary head never does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Targets {
    /// The maps of the attention.
    Attention,
    /// Every map of every block.
    AllLinear,
    /// Maps whose path ends in one of these names, such as `q_proj`.
    Modules(Vec<String>),
}

impl LoraConfig {
    /// Factor on B A.
    pub fn scale(&self) -> f64 {
        let rank = f64::from(self.rank);
        self.alpha / if self.rs_lora { rank.sqrt() } else { rank }
    }

    /// The first hyper-parameter that makes no sense, with what is wrong with it.
    pub fn problem(&self) -> Option<(&'static str, &'static str)> {
        if self.rank == 0 || self.rank > 4096 {
            return Some(("rank", "must lie between 1 and 4096"));
        }
        if !(self.alpha.is_finite() && self.alpha > 0.0) {
            return Some(("alpha", "must be a positive number"));
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return Some(("dropout", "must be at least 0 and below 1"));
        }
        if matches!(&self.targets, Targets::Modules(names) if names.is_empty()) {
            return Some(("targets", "must name at least one module"));
        }
        None
    }

    fn check(&self) -> Result<(), Error> {
        match self.problem() {
            Some((field, problem)) => Err(Error::adapter(format!("{field} {problem}"))),
            None => Ok(()),
        }
    }
}

/// The two factors of one linear map's update.
#[derive(Debug)]
pub(crate) struct LoraPair {
    /// (r, in), float32.
    pub(crate) a: Parameter,
    /// (out, r), float32.
    pub(crate) b: Parameter,
    pub(crate) scale: f64,
    pub(crate) dropout: f64,
}

impl LoraPair {
    /// Adds scale x A^T B^T to `out` (N, out), in place.
    pub(crate) fn add_to(&self, mut out: Tensor, x: &Tensor, dropout: bool) -> Tensor {
        let kind = x.kind();
        let dropped = (dropout && self.dropout > 0.0).then(|| x.dropout(self.dropout, true));
        let x = dropped.as_ref().unwrap_or(x);
        let narrow = x.linear::<&Tensor>(&self.a.operand(kind), None) * self.scale;
        out.addmm_(&narrow, &self.b.operand(kind).tr())
    }

    /// scale B A, (out, in), float32.
    pub(crate) fn product(&self) -> Tensor {
        self.b.value.matmul(&self.a.value) * self.scale
    }
}
