//! Models and adapters on disk, in the layouts of `transformers` and `peft`.

mod adapter;
mod build;
mod save;
mod tensors;

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
