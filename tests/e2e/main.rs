//! The suite end to end: real programs, real files, a tiny model.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod bad_input;
mod budget;
mod datasets;
mod gate;
mod journey;
mod killed;
mod options;
mod soak;
