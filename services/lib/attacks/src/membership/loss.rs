//! LOSS (Yeom et al. 2018): a record is likely to be a member when the model
//! finds it likely. The score is the mean log-probability.

use crate::Observation;

pub(super) fn score(target: &[Observation], _base: &[Observation]) -> f64 {
    target.iter().map(|o| f64::from(o.log_prob)).sum::<f64>() / target.len() as f64
}
