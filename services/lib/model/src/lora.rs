//! Low-rank adapters: W + scale B A (Hu et al. 2021).

mod attach;

use regex::Regex;
use serde::{Deserialize, Serialize};
use tch::Tensor;

use crate::parameter::Parameter;
use crate::pass::Pass;
use crate::tape::Layer;
use crate::{Error, Seed};

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
    /// Train B alone (FFA-LoRA, Sun et al. 2024): under noise, the product of two noisy factors is
    /// worse than one noisy factor.
    pub freeze_a: bool,
}

impl Default for LoraConfig {
    fn default() -> Self {
        Self {
            rank: 16,
            alpha: 32.0,
            dropout: 0.0,
            targets: Targets::AllLinear,
            rs_lora: false,
            freeze_a: false,
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
    /// Maps whose whole path matches a regular expression, as `peft` reads a string.
    Pattern(String),
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
        match &self.targets {
            Targets::Modules(names) if names.is_empty() => {
                Some(("targets", "must name at least one module"))
            }
            Targets::Pattern(pattern) if whole(pattern).is_err() => {
                Some(("targets", "is not a regular expression"))
            }
            _ => None,
        }
    }

    /// Whether an adapter goes on at least one of these modules, by path.
    pub fn fits(&self, paths: &[String]) -> bool {
        paths.iter().any(|path| self.targets.pick(path))
    }

    fn check(&self) -> Result<(), Error> {
        match self.problem() {
            Some((field, problem)) => Err(Error::adapter(format!("{field} {problem}"))),
            None => Ok(()),
        }
    }
}

impl Targets {
    /// Whether the map of this path gets an adapter.
    pub(crate) fn pick(&self, path: &str) -> bool {
        match self {
            Self::AllLinear => true,
            Self::Attention => !path.contains(".mlp."),
            Self::Modules(names) => names.iter().any(|name| path_matches(path, name)),
            Self::Pattern(pattern) => whole(pattern).is_ok_and(|pattern| pattern.is_match(path)),
        }
    }
}

/// Whether `path` is `name` or ends in `.name`, which is how peft reads a list of targets.
pub(crate) fn path_matches(path: &str, name: &str) -> bool {
    path == name
        || path
            .strip_suffix(name)
            .is_some_and(|rest| rest.ends_with('.'))
}

/// An expression that has to match from end to end.
fn whole(pattern: &str) -> Result<Regex, regex::Error> {
    Regex::new(&format!("^(?:{pattern})$"))
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
    pub(crate) fn add_to(&self, mut out: Tensor, x: &Tensor, pass: &Pass<'_>) -> Tensor {
        let kind = x.kind();
        let dropped = (pass.dropout && self.dropout > 0.0).then(|| self.drop(x, pass.seeds));
        let x = dropped.as_ref().unwrap_or(x);
        let narrow = x.linear::<&Tensor>(&self.a.operand(kind), None) * self.scale;
        let b = self.b.operand(kind);
        let out = out.addmm_(&narrow, &b.tr());
        if let Some(tape) = pass.tape {
            let trained = |factor: &Parameter| factor.value.requires_grad();
            let layer = Layer::Adapter {
                a: Some(self.a.name.clone()).filter(|_| trained(&self.a)),
                b: self.b.name.clone(),
                b_value: b.detach(),
                scale: self.scale,
                input: x.detach(),
                narrow: narrow.detach(),
            };
            tape.record(layer, &out);
        }
        out
    }

    /// Drops inputs (N, in); with seeds, each sequence's from a generator of its own.
    fn drop(&self, x: &Tensor, seeds: Option<&[i64]>) -> Tensor {
        let Some(seeds) = seeds else {
            return x.dropout(self.dropout, true);
        };
        let sequences = x.chunk(seeds.len() as i64, 0);
        let dropped: Vec<Tensor> = sequences
            .iter()
            .zip(seeds)
            .map(|(rows, seed)| {
                // The same for the whole sequence, whatever it is padded to: rows come in order.
                tch::manual_seed(Seed::new(*seed as u64, &self.a.name).next_u64() as i64);
                rows.dropout(self.dropout, true)
            })
            .collect();
        Tensor::cat(&dropped, 0)
    }

    /// scale B A, (out, in), float32.
    pub(crate) fn product(&self) -> Tensor {
        self.b.value.matmul(&self.a.value) * self.scale
    }
}
