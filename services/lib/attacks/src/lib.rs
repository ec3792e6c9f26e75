//! Probes of a fine-tuned model, as pure functions of stored observations.
//!
//! One teacher-forced pass over a record, under the base model and under the
//! checkpoint, leaves an [`Observed`]. Everything this crate finds is computed
//! from those: no tensors, no tokenizer, no text. The same observations give the
//! same findings to the last digit, whenever they are replayed.
//!
//! Losses and log-probabilities are in nats. Intervals are at 95 %.
#![forbid(unsafe_code)]

pub mod bootstrap;
pub mod distribution;
pub mod extraction;
pub mod findings;
pub mod gap;
pub mod interval;
pub mod measure;
pub mod membership;
pub mod quantile;
pub mod signal;
mod table;

pub use bootstrap::{Bootstrap, Estimate};
pub use findings::{Findings, find};
pub use signal::{Observation, Observed, SignalError, TaggedSpan, Token};
