//! Probes of a fine-tuned model, as pure functions of stored observations.
//!
//! One teacher-forced pass over a record, under the base model and under the
//! checkpoint, leaves an [`Observed`]. Everything this crate finds is computed
//! from those: no tensors, no tokenizer, no text. The same observations give the
//! same findings to the last digit, whenever they are replayed.
//!
//! Losses and log-probabilities are in nats. Intervals are at 95 %.
#![forbid(unsafe_code)]

pub mod blind;
pub mod bootstrap;
pub mod bound;
pub mod canary;
pub mod consistency;
pub mod deep;
pub mod discoverable;
pub mod distribution;
pub mod exposure;
pub mod extraction;
pub mod findings;
mod folds;
pub mod gap;
pub mod inference;
pub mod interval;
mod linear;
pub mod measure;
pub mod membership;
pub mod multiple;
pub mod neighbours;
pub mod normal;
pub mod quantile;
pub mod reconstruction;
pub mod sampling;
pub mod signal;
#[cfg(feature = "store")]
pub mod store;
mod table;
pub mod tagging;
pub mod unprompted;
pub mod user;

pub use bootstrap::{Bootstrap, Estimate};
pub use findings::{Findings, find};
pub use signal::{Observation, Observed, SignalError, TOP_K, TaggedSpan, Token};
