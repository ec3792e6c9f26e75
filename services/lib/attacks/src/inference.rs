//! PII inference (Lukas et al. 2023): given the record around a span and some
//! candidates, does the model pick the value that was there?
//!
//! Both models are asked about every span, of training records and of the holdout.
//! What the base model picks as well is guessed from the context, and what the
//! checkpoint picks in the holdout it learnt of the domain: only what is beyond both
//! is memory. Chance is one in the number of candidates.

use corpus::Split;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Estimate;
use crate::interval::Rate;

/// One span with its candidates' log-probabilities in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The split of its record.
    pub split: Split,
    /// Under the base model, a log-probability of each candidate.
    pub base: Vec<f64>,
    /// Under the checkpoint.
    pub tuned: Vec<f64>,
    /// Which candidate was there.
    pub truth: usize,
}

/// What the attack achieved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inference {
    /// Candidates of each span.
    pub candidates: u64,
    /// Spans of which the base model picks the value.
    pub base: Rate,
    /// Spans of which the checkpoint does.
    pub tuned: Rate,
    /// The checkpoint's rate by chance's, with its interval: 1 is chance.
    pub lift: Estimate,
    /// Spans that only the checkpoint picks.
    pub gained: u64,
    /// Spans that only the base model picks.
    pub lost: u64,
    /// P-value of McNemar's exact test, two-sided, that both models pick alike.
    pub p_value: f64,
}

/// Why choices were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InferenceError {
    /// No span.
    #[error("there is no span to choose for")]
    Nothing,
    /// Fewer than two candidates, lists that differ in length, a truth that is not
    /// among them, or a score that is not a number.
    #[error("the candidates of choice {choice} do not fit together")]
    Malformed {
        /// Position of the choice.
        choice: usize,
    },
}

/// Accuracy of both models over all choices, which have equally many candidates.
/// A value is picked when it is likelier than every other candidate; a tie is
/// none.
///
/// # Errors
/// [`InferenceError`], for the first choice that does not fit.
pub fn inference(choices: &[Choice]) -> Result<Inference, InferenceError> {
    let candidates = choices.first().ok_or(InferenceError::Nothing)?.base.len();
    let (mut base, mut tuned, mut gained, mut lost) = (0, 0, 0, 0);
    for (index, choice) in choices.iter().enumerate() {
        let number = |scores: &[f64]| scores.iter().all(|s| !s.is_nan());
        let fits = candidates >= 2
            && choice.base.len() == candidates
            && choice.tuned.len() == candidates
            && choice.truth < candidates
            && number(&choice.base)
            && number(&choice.tuned);
        if !fits {
            return Err(InferenceError::Malformed { choice: index });
        }
        let (before, after) = (
            picks(&choice.base, choice.truth),
            picks(&choice.tuned, choice.truth),
        );
        base += u64::from(before);
        tuned += u64::from(after);
        gained += u64::from(after && !before);
        lost += u64::from(before && !after);
    }
    let of = choices.len() as u64;
    let (base, tuned) = (Rate::new(base, of), Rate::new(tuned, of));
    let by_chance = candidates as f64;
    Ok(Inference {
        candidates: candidates as u64,
        base,
        tuned,
        lift: Estimate {
            value: tuned.rate * by_chance,
            low: tuned.low * by_chance,
            high: tuned.high * by_chance,
        },
        gained,
        lost,
        p_value: mcnemar(gained, lost),
    })
}

/// Whether one score is above all others.
pub(crate) fn picks(scores: &[f64], truth: usize) -> bool {
    let others = scores.iter().enumerate().filter(|(i, _)| *i != truth);
    others.into_iter().all(|(_, score)| *score < scores[truth])
}

/// The exact two-sided test of McNemar (1947): whether a fair coin gives counts as
/// uneven as these.
pub fn mcnemar(gained: u64, lost: u64) -> f64 {
    let (few, all) = (gained.min(lost), gained + lost);
    if all == 0 {
        return 1.0;
    }
    (2.0 * crate::interval::binomial_at_most(few, all, 0.5)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(base: [f64; 3], tuned: [f64; 3], truth: usize) -> Choice {
        Choice {
            split: Split::Train,
            base: base.to_vec(),
            tuned: tuned.to_vec(),
            truth,
        }
    }

    #[test]
    fn both_models_are_counted_on_every_span() {
        let right = [-1.0, -2.0, -3.0];
        let wrong = [-3.0, -2.0, -1.0];
        let choices = [
            choice(right, right, 0),
            choice(wrong, right, 0),
            choice(wrong, right, 0),
            choice(right, wrong, 0),
            // A tie is no pick.
            choice(wrong, [-1.0, -1.0, -2.0], 0),
            choice(wrong, wrong, 0),
        ];
        let found = inference(&choices).unwrap();
        assert_eq!(
            (found.base.count, found.tuned.count, found.tuned.of),
            (2, 3, 6)
        );
        assert_eq!((found.gained, found.lost, found.candidates), (2, 1, 3));
        assert!((found.lift.value - 1.5).abs() < 1e-12 && found.lift.low < 1.5);
        assert!((found.p_value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn uneven_changes_are_significant() {
        // 2 (1 + 10) / 2^10
        assert!((mcnemar(9, 1) - 22.0 / 1024.0).abs() < 1e-12);
        assert!((mcnemar(0, 20) - 2.0 / f64::from(1 << 20)).abs() < 1e-15);
        assert_eq!(mcnemar(0, 0), 1.0);
        assert_eq!(mcnemar(5, 5), 1.0);
    }

    #[test]
    fn choices_that_do_not_fit_are_refused() {
        assert_eq!(inference(&[]), Err(InferenceError::Nothing));
        let good = choice([0.0; 3], [0.0; 3], 2);
        let mut bad = [good.clone(), good.clone(), good.clone(), good.clone()];
        bad[0].truth = 3;
        bad[1].base.pop();
        bad[2].tuned[1] = f64::NAN;
        bad[3].tuned.pop();
        for bad in bad {
            let found = inference(&[good.clone(), bad]);
            assert_eq!(found, Err(InferenceError::Malformed { choice: 1 }));
        }
    }
}
