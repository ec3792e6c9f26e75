//! The harness of the end-to-end tests: the real programs on port 0 in a
//! temporary folder, a tiny model on CPU, and an OTLP sink that keeps what it
//! is sent.
#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test harness stops the test"
)]

pub mod model;
pub mod programs;
pub mod sink;
pub mod suite;

pub use suite::Suite;
