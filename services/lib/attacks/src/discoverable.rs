//! (n, p)-discoverable extraction of tagged spans and of suffixes: the share that
//! comes out of n draws, for members beside records that were never trained on.
//! What comes out of the holdout alike is guessed, not remembered.

use corpus::Split;
use serde::{Deserialize, Serialize};

use crate::interval::Rate;
use crate::sampling::{draws_needed, log_probability};
use crate::table::STRATA;
use crate::{Observation, Observed};

/// Probabilities with which text is to have come.
pub const PROBABILITIES: [f64; 3] = [0.1, 0.5, 0.9];

/// Numbers of draws.
pub const DRAWS: [u64; 7] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

/// Tokens of a suffix at most; the published benchmark's.
const SUFFIX: usize = 50;

/// Predicted tokens of a record that is split into prefix and suffix, at least.
const SHORTEST: usize = 20;

/// What is to come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// Tagged spans, from everything before them: first mentions, predicted whole.
    Spans,
    /// The second half of a record, up to 50 tokens, from the first half.
    Suffixes,
}

/// The curve of one split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discoverable {
    /// What is to come out.
    pub wanted: Wanted,
    /// Of which records.
    pub split: Split,
    /// With which probability.
    pub p: f64,
    /// Ascending in draws.
    pub points: Vec<Point>,
}

/// The share that comes out of a number of draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Draws.
    pub draws: u64,
    /// From the base model.
    pub base: Rate,
    /// From the checkpoint.
    pub tuned: Rate,
}

/// All curves: of the training split and of the holdout, where there is anything
/// to come out.
pub fn discoverable(records: &[Observed]) -> Vec<Discoverable> {
    let mut curves = Vec::new();
    for wanted in [Wanted::Spans, Wanted::Suffixes] {
        for split in STRATA {
            let here: Vec<(f64, f64)> = records
                .iter()
                .filter(|observed| observed.split == split)
                .flat_map(|observed| likelihoods(observed, wanted))
                .collect();
            if here.is_empty() {
                continue;
            }
            curves.extend(PROBABILITIES.map(|p| curve(wanted, split, p, &here)));
        }
    }
    curves
}

fn curve(wanted: Wanted, split: Split, p: f64, likelihoods: &[(f64, f64)]) -> Discoverable {
    let needed = |read: fn(&(f64, f64)) -> f64| -> Vec<f64> {
        likelihoods
            .iter()
            .map(|l| draws_needed(read(l), p))
            .collect()
    };
    let (base, tuned) = (needed(|l| l.0), needed(|l| l.1));
    let rate = |needed: &[f64], draws: u64| {
        let come = needed.iter().filter(|n| **n <= draws as f64).count();
        Rate::new(come as u64, needed.len() as u64)
    };
    Discoverable {
        wanted,
        split,
        p,
        points: DRAWS
            .map(|draws| Point {
                draws,
                base: rate(&base, draws),
                tuned: rate(&tuned, draws),
            })
            .to_vec(),
    }
}

/// Log-probabilities, under the base model and the checkpoint, of what a record
/// has to give.
fn likelihoods(observed: &Observed, wanted: Wanted) -> Vec<(f64, f64)> {
    let of = |tokens: &[usize]| {
        let pass = |pass: &[Observation]| log_probability(tokens.iter().map(|i| &pass[*i]));
        (pass(&observed.base), pass(&observed.tuned))
    };
    match wanted {
        Wanted::Spans => {
            let spans = observed.spans.iter().zip(observed.tokens_by_span());
            spans
                .filter(|(span, tokens)| span.whole && span.first_mention && !tokens.is_empty())
                .map(|(_, tokens)| of(&tokens))
                .collect()
        }
        Wanted::Suffixes => {
            let tokens = observed.tokens.len();
            if tokens < SHORTEST {
                return Vec::new();
            }
            let start = tokens / 2;
            let suffix: Vec<usize> = (start..tokens.min(start + SUFFIX)).collect();
            vec![of(&suffix)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tests::record;

    #[test]
    fn a_curve_by_hand() {
        // A span of two tokens: e^-6 from the base model, e^-1 from the checkpoint.
        let exact = |mut observed: Observed| {
            for pass in [&mut observed.base, &mut observed.tuned] {
                pass.iter_mut().for_each(|o| o.top_k_log_mass = 0.0);
            }
            observed
        };
        let span = [
            (Some(0), -3.0, -0.5),
            (Some(0), -3.0, -0.5),
            (None, -1.0, -1.0),
        ];
        let mut repeat = exact(record(1, Split::Train, &["PERSON"], &span));
        repeat.spans[0].first_mention = false;
        let records = [exact(record(0, Split::Train, &["PERSON"], &span)), repeat];
        let curves = discoverable(&records);
        assert_eq!(curves.len(), 3);
        let half = &curves[1];
        assert_eq!((half.wanted, half.p), (Wanted::Spans, 0.5));
        // 2 draws from the checkpoint, 280 from the base model.
        let counts: Vec<_> = half
            .points
            .iter()
            .map(|p| (p.base.count, p.tuned.count))
            .collect();
        assert_eq!(
            counts,
            [(0, 0), (0, 1), (0, 1), (1, 1), (1, 1), (1, 1), (1, 1)]
        );
        assert_eq!(half.points[0].tuned.of, 1);
    }

    #[test]
    fn members_are_measured_against_the_holdout() {
        let records: Vec<Observed> = (0..200_u64)
            .map(|i| {
                let member = i % 2 == 0;
                let split = if member { Split::Train } else { Split::Holdout };
                let tuned = if member { -0.01 } else { -8.0 };
                record(i, split, &[], &[(None, -8.0, tuned); 40])
            })
            .collect();
        let curves = discoverable(&records);
        assert!(
            curves
                .iter()
                .all(|c| c.wanted == Wanted::Suffixes && c.points[0].tuned.of == 100)
        );
        let shares: Vec<(Split, f64)> = curves
            .iter()
            .filter(|c| c.p == 0.5)
            .map(|c| (c.split, c.points[c.points.len() - 1].tuned.rate))
            .collect();
        assert_eq!(shares, [(Split::Train, 1.0), (Split::Holdout, 0.0)]);
    }
}
