//! Adapters in `peft`'s layout, written and read.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};
use tch::{Kind, Tensor};

use super::save::{write_json, write_tensors};
use super::tensors::{Tensors, read_text};
use super::{ADAPTER_CONFIG, ADAPTER_WEIGHTS};
use crate::lora::{LoraConfig, Targets, path_matches};
use crate::parameter::Linear;
use crate::{Error, Model, catch};

/// The fields of `adapter_config.json` that decide what an adapter computes.
#[derive(Deserialize)]
struct PeftConfig {
    peft_type: String,
    #[serde(default)]
    base_model_name_or_path: Option<String>,
    r: u32,
    lora_alpha: f64,
    #[serde(default)]
    lora_dropout: f64,
    target_modules: Value,
    #[serde(default)]
    use_rslora: bool,
    #[serde(default)]
    use_dora: bool,
    #[serde(default)]
    bias: Option<String>,
    #[serde(default)]
    lora_bias: bool,
    #[serde(default)]
    modules_to_save: Option<Vec<String>>,
    #[serde(default)]
    rank_pattern: Option<serde_json::Map<String, Value>>,
    #[serde(default)]
    alpha_pattern: Option<serde_json::Map<String, Value>>,
}

impl Model {
    /// Writes `adapter_config.json` and `adapter_model.safetensors` into `dir`, which exists.
    /// `base_name` is what `peft` will look for as the base model.
    ///
    /// # Errors
    /// `ADAPTER_MISMATCH` without an adapter, `NO_DISK_SPACE`, `CHECKPOINT_NOT_WRITTEN`.
    pub fn save_adapter(&self, dir: &Path, base_name: &str) -> Result<(), Error> {
        let lora = self
            .adapter
            .as_ref()
            .ok_or_else(|| Error::adapter("there is none to save"))?;
        let pairs = self.linears().filter_map(|linear| linear.adapter.as_ref());
        let tensors: Vec<(&str, &Tensor)> = pairs
            .flat_map(|pair| [&pair.a, &pair.b])
            .map(|parameter| (parameter.name.as_str(), &parameter.value))
            .collect();
        write_tensors(&dir.join(ADAPTER_WEIGHTS), &tensors, Kind::Float)?;
        let config = json!({
            "peft_type": "LORA",
            "task_type": "CAUSAL_LM",
            "base_model_name_or_path": base_name,
            "r": lora.rank,
            "lora_alpha": lora.alpha,
            "lora_dropout": lora.dropout,
            "target_modules": self.target_modules(),
            "use_rslora": lora.rs_lora,
            "bias": "none",
            "fan_in_fan_out": self.linears().any(|linear| linear.transposed),
            "inference_mode": true,
            "init_lora_weights": true,
        });
        write_json(&dir.join(ADAPTER_CONFIG), &config)
    }

    /// Loads an adapter that `peft` or [`Self::save_adapter`] wrote for this model.
    ///
    /// # Errors
    /// `ADAPTER_MISMATCH` for another kind of adapter or targets this model lacks,
    /// `MISSING_TENSOR`, `MISSHAPEN_TENSOR`, `UNEXPECTED_TENSOR`, `MODEL_UNREADABLE`.
    pub fn load_adapter(&mut self, dir: &Path) -> Result<(), Error> {
        let (lora, _) = read_config(dir)?;
        let mut tensors = Tensors::of_file(&dir.join(ADAPTER_WEIGHTS))?;
        let (rank, device) = (i64::from(lora.rank), self.device);
        let factors = |linear: &Linear| {
            let (inputs, outputs) = linear.shape();
            let mut take = |factor: &str, shape: [i64; 2]| {
                let name = format!("base_model.model.{}.lora_{factor}.weight", linear.path);
                let value = tensors.take(&name, &shape)?.value;
                catch(|| value.to_kind(Kind::Float).to_device(device))
            };
            Ok((take("A", [rank, inputs])?, take("B", [outputs, rank])?))
        };
        self.attach_factors(&lora, factors)?;
        if let Some(name) = tensors.left().first() {
            let name = (*name).to_owned();
            self.detach();
            return Err(Error::UnexpectedTensor { name });
        }
        Ok(())
    }

    /// The shortest names that pick exactly the adapted maps, by `peft`'s rule of suffixes.
    fn target_modules(&self) -> Vec<String> {
        let suffix = |path: &str, parts: usize| {
            let start = path
                .rmatch_indices('.')
                .nth(parts - 1)
                .map_or(0, |(dot, _)| dot + 1);
            path[start..].to_owned()
        };
        let names = |parts: usize| {
            let adapted = self.linears().filter(|linear| linear.adapter.is_some());
            let mut names: Vec<String> =
                adapted.map(|linear| suffix(&linear.path, parts)).collect();
            names.sort();
            names.dedup();
            names
        };
        let exact = |names: &[String]| {
            self.linears().all(|linear| {
                let picked = names.iter().any(|name| path_matches(&linear.path, name));
                picked == linear.adapter.is_some()
            })
        };
        (1..=2)
            .map(names)
            .find(|names| exact(names))
            .unwrap_or_else(|| {
                let adapted = self.linears().filter(|linear| linear.adapter.is_some());
                adapted.map(|linear| linear.path.clone()).collect()
            })
    }
}

/// What the adapter of a directory looks like, and the name of its base model.
pub(super) fn read_config(dir: &Path) -> Result<(LoraConfig, Option<String>), Error> {
    let path = dir.join(ADAPTER_CONFIG);
    let config: PeftConfig = serde_json::from_str(&read_text(&path)?)
        .map_err(|_| Error::unreadable(&path, "not an adapter configuration"))?;
    Ok((config.understand()?, config.base_model_name_or_path))
}

impl PeftConfig {
    fn understand(&self) -> Result<LoraConfig, Error> {
        if self.peft_type != "LORA" {
            return Err(Error::adapter(format!(
                "{} adapters are not supported",
                self.peft_type
            )));
        }
        let set = |map: &Option<serde_json::Map<String, Value>>| {
            map.as_ref().is_some_and(|map| !map.is_empty())
        };
        let unsupported = [
            ("use_dora", self.use_dora),
            (
                "bias",
                self.bias.as_deref().is_some_and(|bias| bias != "none"),
            ),
            ("lora_bias", self.lora_bias),
            (
                "modules_to_save",
                self.modules_to_save
                    .as_ref()
                    .is_some_and(|list| !list.is_empty()),
            ),
            ("rank_pattern", set(&self.rank_pattern)),
            ("alpha_pattern", set(&self.alpha_pattern)),
        ];
        if let Some((field, _)) = unsupported.iter().find(|(_, used)| *used) {
            return Err(Error::adapter(format!("{field} is not supported")));
        }
        let targets = match &self.target_modules {
            Value::String(name) if name == "all-linear" => Targets::AllLinear,
            Value::Array(names) => {
                let names = names
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect();
                Targets::Modules(names)
            }
            Value::String(pattern) => Targets::Pattern(pattern.clone()),
            _ => return Err(Error::adapter("target_modules must be a list of names")),
        };
        Ok(LoraConfig {
            rank: self.r,
            alpha: self.lora_alpha,
            dropout: self.lora_dropout,
            targets,
            rs_lora: self.use_rslora,
            freeze_a: false,
        })
    }
}
