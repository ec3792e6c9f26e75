//! The transformer: configuration, weights, forward pass, adapters, generation.
//!
//! One model of causal language models covers every family; what differs is in [`ModelConfig`],
//! read from a Hugging Face `config.json`. Weights come from safetensors and go back to them, as a
//! full model that `transformers` loads or as an adapter that `peft` loads. [`score`] observes
//! what a model thinks of given tokens, [`generate`] continues them.
//!
//! Only this crate and `training` link libtorch.
#![forbid(unsafe_code)]

mod attention;
mod checkpoint;
pub mod config;
mod cuda;
mod error;
mod generate;
mod head;
mod lora;
mod mlp;
mod norm;
mod operators;
mod options;
mod parameter;
mod pass;
mod recompute;
mod rope;
mod score;
mod seed;
mod suffix;
mod tape;
mod transformer;

pub use checkpoint::{
    AdapterDescription, Output, Stored, describe_adapter, describe_model, is_adapter,
};
pub use checkpoint::{read_tensors, write_tensors};
pub use config::ModelConfig;
pub use cuda::{preload, to_device};
pub use error::{Error, catch};
pub use generate::{Draw, GenerateOptions, generate};
pub use head::{HeadGradient, LogitGradient};
pub use lora::{LoraConfig, Targets};
pub use operators::{
    AdamW, adamw, add_products, adds_products, gaussian, linear, multiplies, multiplies_narrow,
    products,
};
pub use options::{Device, Options, Precision, set_threads};
pub use parameter::Parameter;
pub use pass::Pass;
pub use score::{Adapter, ScoreOptions, TOP_K, TokenObservation, log_probs, score};
pub use seed::Seed;
pub use suffix::{score_suffixes, suffix_log_probs};
pub use tape::{Layer, Record, Tape};
pub use transformer::Model;
