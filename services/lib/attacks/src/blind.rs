//! The blind baseline: can members be told from the holdout without any model?
//!
//! If a bag of words can, the two sets differ in themselves and every membership
//! attack shows that difference; such results prove nothing about memory. A
//! logistic regression on the tokens (hashed unigrams and bigrams), the length and
//! the counts of entities is fitted on other subjects' records and scores the
//! rest, in five folds. Nothing that a model said is looked at.

use corpus::Split;
use serde::{Deserialize, Serialize};

use crate::folds::{FOLDS, folds};
use crate::membership::roc::Curve;
use crate::table::stratum;
use crate::{Estimate, Observed};

/// Slots that tokens and pairs of tokens are hashed to.
const SLOTS: usize = 1 << 16;

/// Dense features before the hashed ones: constant, length, spans, sensitive share.
const DENSE: usize = 4;

/// Passes over the training folds.
const EPOCHS: usize = 20;

/// Step size of AdaGrad.
const STEP: f64 = 0.1;

/// Weight of the squared norm.
const RIDGE: f64 = 1e-3;

/// Records of either split that a fold's model needs.
const FEWEST: usize = 20;

/// How much wider an interval is for the records that the folds' models share: the
/// root of 1 + FOLDS x test records / training records (Nadeau and Bengio 2003).
const WIDER: f64 = 1.5;

/// What the blind baseline achieved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blind {
    /// Area under its ROC curve, with DeLong's interval, widened because the folds'
    /// models share their training records; 0.5 is chance.
    pub auroc: Estimate,
    /// Records of the training split.
    pub member_count: u64,
    /// Records of the holdout.
    pub non_member_count: u64,
}

/// The baseline over the records of both splits that have tokens; `None` with
/// fewer than 25 of either.
pub fn blind(records: &[Observed]) -> Option<Blind> {
    let kept = |o: &&Observed| stratum(o.split).is_some() && !o.tokens.is_empty();
    let records: Vec<&Observed> = records.iter().filter(kept).collect();
    let members = records.iter().filter(|o| o.split == Split::Train).count();
    if members.min(records.len() - members) < FEWEST * FOLDS / (FOLDS - 1) {
        return None;
    }
    let fold_of = folds(&records);
    let rows: Vec<Row> = records.iter().map(|o| row(o)).collect();
    let labels: Vec<bool> = records.iter().map(|o| o.split == Split::Train).collect();
    let mut scores = [Vec::new(), Vec::new()];
    for fold in 0..FOLDS {
        let of = |inside: bool| -> Vec<usize> {
            let all = 0..records.len();
            all.filter(|i| (fold_of[*i] == fold) == inside).collect()
        };
        let model = fit(&rows, &labels, &of(false));
        for index in of(true) {
            let score = product(&model, &rows[index]);
            scores[usize::from(!labels[index])].push((index, score));
        }
    }
    let curve = Curve::new(scores)?;
    let naive = curve.delong();
    Some(Blind {
        auroc: Estimate {
            value: naive.value,
            low: naive.value - WIDER * (naive.value - naive.low),
            high: naive.value + WIDER * (naive.high - naive.value),
        },
        member_count: curve.members(),
        non_member_count: curve.non_members(),
    })
}

/// (slot, value) of what is not zero; the slots are ascending.
type Row = Vec<(usize, f64)>;

/// Hashed counts, damped and of norm 1 together, after the dense features.
fn row(observed: &Observed) -> Row {
    let tokens = &observed.tokens;
    let single = tokens.iter().map(|t| slot(u64::from(t.id) << 1));
    let pairs = tokens.windows(2).map(|pair| {
        let both = u64::from(pair[0].id) << 32 | u64::from(pair[1].id);
        slot(both.wrapping_mul(2).wrapping_add(1) ^ both.rotate_left(17))
    });
    let mut slots: Vec<usize> = single.chain(pairs).collect();
    slots.sort_unstable();
    let counts = slots
        .chunk_by(|a, b| a == b)
        .map(|same| (DENSE + same[0], (same.len() as f64).ln_1p()));
    let mut hashed: Row = counts.collect();
    let norm = hashed.iter().map(|(_, v)| v * v).sum::<f64>().sqrt();
    hashed.iter_mut().for_each(|(_, v)| *v /= norm);
    let count = tokens.len() as f64;
    let sensitive = tokens.iter().filter(|t| t.span.is_some()).count() as f64;
    let spans = (observed.spans.len() as f64).ln_1p();
    let mut row = vec![
        (0, 1.0),
        (1, count.ln() / 5.0),
        (2, spans / 3.0),
        (3, sensitive / count),
    ];
    row.append(&mut hashed);
    row
}

/// A slot, by the finaliser of SplitMix64.
fn slot(value: u64) -> usize {
    (crate::bootstrap::SplitMix64::new(value).next_u64() % SLOTS as u64) as usize
}

fn product(model: &[f64], row: &Row) -> f64 {
    row.iter().map(|(slot, value)| model[*slot] * value).sum()
}

/// Logistic regression by AdaGrad, a record at a time, members and others in
/// turn, so that neither outweighs the other.
fn fit(rows: &[Row], labels: &[bool], chosen: &[usize]) -> Vec<f64> {
    let (mut model, mut squares) = (vec![0.0; DENSE + SLOTS], vec![1e-8; DENSE + SLOTS]);
    let of = |label: bool| chosen.iter().copied().filter(move |i| labels[*i] == label);
    let (members, others): (Vec<usize>, Vec<usize>) = (of(true).collect(), of(false).collect());
    let turns = members.len().max(others.len());
    for _ in 0..EPOCHS {
        for turn in 0..turns {
            for group in [&members, &others] {
                let index = group[turn % group.len()];
                let row = &rows[index];
                let target = f64::from(u8::from(labels[index]));
                let error = 1.0 / (1.0 + (-product(&model, row)).exp()) - target;
                for (slot, value) in row {
                    let gradient = error * value + RIDGE * model[*slot];
                    squares[*slot] += gradient * gradient;
                    model[*slot] -= STEP * gradient / squares[*slot].sqrt();
                }
            }
        }
    }
    model
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Token;
    use crate::bootstrap::SplitMix64;
    use crate::signal::tests::random_records;

    /// Records of random tokens; members use `common` where others do not.
    fn records(count: u64, seed: u64, shift: f64) -> Vec<Observed> {
        let mut random = SplitMix64::new(seed);
        let mut records = random_records(count, seed);
        for observed in &mut records {
            let member = observed.split == Split::Train;
            for token in &mut observed.tokens {
                let shifted = member && random.unit() < shift;
                let id = if shifted { 7 } else { random.below(500) as u32 };
                *token = Token {
                    id,
                    span: None,
                    uncertain: false,
                };
            }
        }
        records
    }

    #[test]
    fn a_shift_is_found() {
        let found = blind(&records(600, 1, 0.5)).unwrap();
        assert!(found.auroc.low > 0.6, "{found:?}");
        assert_eq!((found.member_count, found.non_member_count), (300, 300));
    }

    #[test]
    fn like_splits_are_at_chance_as_often_as_the_interval_says() {
        let covered = (0..40).filter(|seed| {
            let auroc = blind(&records(200, 100 + seed, 0.0)).unwrap().auroc;
            auroc.low <= 0.5 && 0.5 <= auroc.high
        });
        // 38 expected of 40; below 33 has a probability of 1 in 300.
        let covered = covered.count();
        assert!(covered >= 33, "{covered}");
    }

    #[test]
    fn subjects_do_not_give_themselves_away() {
        // Every subject has a word of its own in each of its records, which says
        // nothing about another subject's split.
        let mut all = records(400, 5, 0.0);
        for observed in &mut all {
            let subject = 2 * (observed.record / 5) + u64::from(observed.split == Split::Train);
            observed.subject = Some(subject);
            observed
                .tokens
                .iter_mut()
                .for_each(|t| t.id = 1000 + subject as u32);
        }
        let grouped = blind(&all).unwrap().auroc;
        assert!(grouped.value < 0.65, "{grouped:?}");
        all.iter_mut().for_each(|o| o.subject = None);
        let leaking = blind(&all).unwrap().auroc;
        assert!(leaking.low > 0.9, "{leaking:?}");
    }

    #[test]
    fn too_few_records_say_nothing() {
        assert_eq!(blind(&records(40, 1, 0.0)), None);
        assert_eq!(blind(&[]), None);
    }
}
