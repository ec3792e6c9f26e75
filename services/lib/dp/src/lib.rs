//! Differential privacy without tensors: events, accountants, the plan, the ledger, the statement.
//!
//! The guarantee is one object. A [`PlanConfig`] becomes a [`Plan`], and only a [`PrivateRun`]
//! started from it hands out the four things that must agree: the Poisson-sampled batch, the
//! clipping norm, the noise, and the [`DpEvent`] an accountant reads. [`accountant`] turns events
//! into an upper bound on epsilon, [`PrivacyStatement`] carries the claim, and [`ledger`] keeps
//! many runs on one dataset inside one budget.
//!
//! `docs/SHARP_EDGES.md` lists each pitfall, how the code prevents it, and the test that proves it.
#![forbid(unsafe_code)]

pub mod accountant;
pub mod calibrate;
pub mod error;
pub mod event;
pub mod ledger;
mod noise;
pub mod plan;
pub mod rng;
pub mod run;
pub mod sampling;
pub mod statement;

pub use accountant::Accountant;
pub use error::Error;
pub use event::DpEvent;
pub use noise::NoiseSource;
pub use plan::{Plan, PlanConfig, Relation, Unit};
#[cfg(any(test, feature = "test-rng"))]
pub use rng::TestRng;
pub use rng::{Generator, RngKind, SecureRng};
pub use run::{PrivateRun, RunState};
pub use statement::PrivacyStatement;

/// Result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
