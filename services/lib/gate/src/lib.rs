//! The release gate: from measured quantities and a policy to a verdict.
//!
//! A [`Policy`] is a list of rules, each a limit on one metric. An audit brings
//! [`Measured`] quantities, each with the [`Evidence`] it rests on. [`judge`]
//! compares the two and gives a [`Judgement`]:
//!
//! - a rule **fails** when the data contradict its limit: the one-sided test of
//!   "the quantity is within its limit" rejects. All rules that can fail share
//!   one family-wise error by Holm's procedure, so that an audit of a model that
//!   keeps every limit fails with at most that probability.
//! - it **passes** when its one-sided 95 % confidence limit keeps the limit, its
//!   preconditions hold and its power suffices: absence of evidence is no pass.
//! - otherwise it is **inconclusive**.
//!
//! No weights, no score. The judgement is a pure function of its inputs.
#![forbid(unsafe_code)]

mod error;
mod evidence;
mod judge;
mod measured;
mod metric;
pub mod plan;
pub mod policy;
mod tail;
mod waiver;

pub use error::{PolicyError, Problem};
pub use evidence::{Evidence, Measured};
pub use judge::{Case, Judgement, Precondition, RuleOutcome, Verdict, Why, judge};
pub use measured::{measured, preconditions};
pub use metric::{Metric, Requirement};
pub use policy::{Policy, Rule};
pub use waiver::Waiver;
