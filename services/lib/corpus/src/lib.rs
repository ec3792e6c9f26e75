//! What a record is: its text, the spans of personal data in it, the split it
//! belongs to, and which of its tokens are sensitive.
//!
//! This crate holds nouns. It knows no gRPC, no tensors and no files. Text lives
//! in [`Redacted`], which prints its length and never its content.
#![forbid(unsafe_code)]

pub mod canary;
pub mod minhash;
pub mod object;
pub mod record;
pub mod redacted;
pub mod sensitive;
pub mod span;
pub mod split;
pub mod synth;
#[cfg(feature = "tokenize")]
pub mod tokenize;

pub use object::Object;
pub use record::Record;
pub use redacted::Redacted;
pub use span::{EntityType, Span};
pub use split::Split;
