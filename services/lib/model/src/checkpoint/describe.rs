//! What lies in a directory, without loading it: configurations and the headers of tensor files.

use std::collections::BTreeMap;
use std::path::Path;

use super::adapter::read_config;
use super::tensors::{Tensors, read_text};
use super::{ADAPTER_CONFIG, ADAPTER_WEIGHTS, CONFIG};
use crate::{Error, LoraConfig, ModelConfig};

/// What tensor files hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Files.
    pub files: usize,
    /// Tensors in them.
    pub tensors: usize,
    /// Bytes of the tensors.
    pub bytes: u64,
    /// Scalars of each element type, by its name in safetensors (`F32`, `BF16`).
    pub scalars: BTreeMap<String, u64>,
}

/// An adapter's directory.
#[derive(Debug, Clone, PartialEq)]
pub struct AdapterDescription {
    /// What it looks like.
    pub lora: LoraConfig,
    /// The base model's name or path, as the adapter's author wrote it.
    pub base: Option<String>,
    /// Its weights.
    pub stored: Stored,
}

/// Whether a directory holds an adapter and not a whole model.
pub fn is_adapter(dir: &Path) -> bool {
    dir.join(ADAPTER_CONFIG).is_file()
}

/// Reads a model's configuration and the headers of its weights.
///
/// # Errors
/// `UNKNOWN_MODEL_TYPE`, `UNSUPPORTED_MODEL_CONFIG`, `MODEL_UNREADABLE`, `MISSING_TENSOR`.
pub fn describe_model(dir: &Path) -> Result<(ModelConfig, Stored), Error> {
    let config = ModelConfig::from_json(&read_text(&dir.join(CONFIG))?)?;
    Ok((config, Tensors::of_model(dir)?.stored()))
}

/// Reads an adapter's configuration and the header of its weights.
///
/// # Errors
/// `ADAPTER_MISMATCH`, `MODEL_UNREADABLE`.
pub fn describe_adapter(dir: &Path) -> Result<AdapterDescription, Error> {
    let (lora, base) = read_config(dir)?;
    let stored = Tensors::of_file(&dir.join(ADAPTER_WEIGHTS))?.stored();
    Ok(AdapterDescription { lora, base, stored })
}
