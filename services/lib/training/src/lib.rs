//! One training loop for every method.
//!
//! A method is [`Trainable`] x [`GradientKind`]: which weights may change, and how their gradient
//! is formed. [`run`] is the only loop; what differs between methods is behind
//! [`gradient::Gradient`].
#![forbid(unsafe_code)]

pub mod batch;
mod config;
mod efficiency;
mod error;
mod evaluate;
pub mod gradient;
mod method;
pub mod optimizer;
mod record;
mod run;
mod schedule;

pub use batch::Example;
pub use config::{EarlyStopping, Goldfish, TrainConfig};
pub use error::Error;
pub use evaluate::mean_loss;
pub use method::{GradientKind, MethodName, Trainable, UnknownMethod};
pub use optimizer::OptimizerKind;
pub use record::{LossPoint, Progress, RunRecord, Stopped};
pub use run::{Fault, Keep, Observer, draws_noise, run, run_kept};
pub use schedule::Schedule;
