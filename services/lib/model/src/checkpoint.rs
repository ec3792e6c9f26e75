//! Models and adapters on disk, in the layouts of `transformers` and `peft`.

mod adapter;
mod build;
mod describe;
mod output;
mod save;
mod state;
mod tensors;

pub use describe::{AdapterDescription, Stored, describe_adapter, describe_model, is_adapter};
pub use output::Output;
pub use state::{read_tensors, write_tensors};

/// The configuration of a model directory.
const CONFIG: &str = "config.json";
/// The weights of a model directory that is not sharded.
const WEIGHTS: &str = "model.safetensors";
/// Which shard holds which weight.
const INDEX: &str = "model.safetensors.index.json";
/// The configuration of an adapter directory.
const ADAPTER_CONFIG: &str = "adapter_config.json";
/// The weights of an adapter directory.
const ADAPTER_WEIGHTS: &str = "adapter_model.safetensors";
