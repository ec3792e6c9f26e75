//! Reference (Carlini et al. 2021): how much likelier a record became. The base
//! model is the reference: it has read the same text before fine-tuning and
//! none of the members. The score is the mean rise of log-probability.

use super::loss;
use crate::Observation;

pub(super) fn score(target: &[Observation], base: &[Observation]) -> f64 {
    loss::score(target, base) - loss::score(base, base)
}
