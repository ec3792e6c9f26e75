//! Options of the finetune service.

use std::path::PathBuf;

use chassis::{Code, Failure, Options};
use serde::{Deserialize, Serialize};

/// The `[finetune]` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FineTuneOptions {
    /// Directories below which a base model may lie, besides `<data_dir>/models`.
    pub model_roots: Vec<PathBuf>,
    /// `cpu` or `cuda` (the first device).
    pub device: String,
    /// Threads of the tensor library; all cores where 0.
    pub threads: usize,
    /// Least seconds between two saved states of a run; more pass where saving takes long.
    pub save_seconds: u64,
}

impl Default for FineTuneOptions {
    fn default() -> Self {
        Self {
            model_roots: Vec::new(),
            device: "cpu".to_owned(),
            threads: 0,
            save_seconds: 60,
        }
    }
}

impl Options for FineTuneOptions {
    fn validate(&self) -> Result<(), Failure> {
        if matches!(self.device.as_str(), "cpu" | "cuda") {
            return Ok(());
        }
        Err(Failure::new(
            Code::InvalidArgument,
            "CONFIG_INVALID",
            "expected cpu or cuda",
        )
        .field("finetune.device"))
    }
}
