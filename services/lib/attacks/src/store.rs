//! Observations as Parquet, so that every finding can be had again without the
//! models: what is read is what was written, to the last bit.
//!
//! A row is a record. Token-wise columns are lists that run in parallel; those of
//! a pass start with `base_` or `tuned_`. There is no text, but token ids are as
//! good as text to who has the tokenizer: keep the file as private as the data.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::read;
pub use write::write;

use thiserror::Error;

use crate::{Observation, Observed, SignalError};

/// Why observations could not be stored or read.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file cannot be read or written, or is not Parquet.
    #[error("the observations cannot be read or written")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A batch could not be formed or decoded.
    #[error("a batch of observations cannot be formed or decoded")]
    Arrow(#[from] arrow_schema::ArrowError),
    /// A column is missing, of another type, or holds what it must not.
    #[error("column {0} is not as it was written")]
    Column(&'static str),
    /// The observations do not fit together.
    #[error(transparent)]
    Signal(#[from] SignalError),
}

/// A field of an observation with its columns' names, for the base model and for
/// the checkpoint.
struct Field<T> {
    columns: [&'static str; 2],
    get: fn(&Observation) -> T,
    set: fn(&mut Observation, T),
}

const FLOATS: [Field<f32>; 4] = [
    Field {
        columns: ["base_log_prob", "tuned_log_prob"],
        get: |o| o.log_prob,
        set: |o, v| o.log_prob = v,
    },
    Field {
        columns: ["base_mean", "tuned_mean"],
        get: |o| o.mean,
        set: |o, v| o.mean = v,
    },
    Field {
        columns: ["base_variance", "tuned_variance"],
        get: |o| o.variance,
        set: |o, v| o.variance = v,
    },
    Field {
        columns: ["base_top_k_log_mass", "tuned_top_k_log_mass"],
        get: |o| o.top_k_log_mass,
        set: |o, v| o.top_k_log_mass = v,
    },
];

const COUNTS: [Field<u32>; 2] = [
    Field {
        columns: ["base_rank", "tuned_rank"],
        get: |o| o.rank,
        set: |o, v| o.rank = v,
    },
    Field {
        columns: ["base_top1", "tuned_top1"],
        get: |o| o.top1,
        set: |o, v| o.top1 = v,
    },
];

/// The passes, in the order of [`Field::columns`].
const PASSES: [fn(&Observed) -> &Vec<Observation>; 2] = [|o| &o.base, |o| &o.tuned];
