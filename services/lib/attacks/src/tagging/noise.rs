//! Labels spoiled at set rates: how far do an audit's figures hang on the tagger?

use crate::bootstrap::SplitMix64;
use crate::{Estimate, Observed, TaggedSpan};

use super::TaggingError;

/// Places tried for a wrong span before it is left out.
const TRIES: u32 = 16;

/// How labels are spoiled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Probability with which a span loses its label.
    pub missed: f64,
    /// Probability with which a span gets a twin of its type and length on other text.
    pub wrong: f64,
    /// Seed of both.
    pub seed: u64,
}

/// Records with spoiled labels, and how good these labels are if the given ones were right; `None` where no label
/// is left or none was there.
pub fn spoil(records: &[Observed], noise: &Noise) -> Option<(Vec<Observed>, TaggingError)> {
    let mut random = SplitMix64::new(noise.seed);
    let spoiled: Vec<Observed> = records.iter().map(|o| one(o, noise, &mut random)).collect();
    let (mut given, mut tagged, mut both) = (0_u64, 0_u64, 0_u64);
    for (before, after) in records.iter().zip(&spoiled) {
        for (before, after) in before.tokens.iter().zip(&after.tokens) {
            given += u64::from(before.span.is_some());
            tagged += u64::from(after.span.is_some());
            both += u64::from(before.span.is_some() && after.span.is_some());
        }
    }
    let exact = |count: u64, of: u64| {
        let value = count as f64 / of as f64;
        Estimate {
            value,
            low: value,
            high: value,
        }
    };
    (given > 0 && tagged > 0).then(|| {
        let error = TaggingError {
            precision: exact(both, tagged),
            recall: exact(both, given),
            records: records.len() as u64,
        };
        (spoiled, error)
    })
}

fn one(observed: &Observed, noise: &Noise, random: &mut SplitMix64) -> Observed {
    let mut spoiled = observed.clone();
    for (index, tokens) in observed.tokens_by_span().into_iter().enumerate() {
        let (missed, wrong) = (random.unit() < noise.missed, random.unit() < noise.wrong);
        if missed {
            tokens
                .iter()
                .for_each(|token| spoiled.tokens[*token].span = None);
            spoiled.spans[index].whole = false;
        }
        let place = wrong
            .then(|| place(observed, &spoiled, tokens.len(), random))
            .flatten();
        if let Some(start) = place {
            let twin = spoiled.spans.len() as u32;
            let tokens = spoiled.tokens[start..].iter_mut().take(tokens.len());
            tokens.for_each(|token| token.span = Some(twin));
            spoiled.spans.push(TaggedSpan {
                entity_type: observed.spans[index].entity_type.clone(),
                first_mention: true,
                whole: true,
            });
        }
    }
    spoiled
}

/// Where `length` tokens stand that have no label, before or now.
fn place(
    observed: &Observed,
    spoiled: &Observed,
    length: usize,
    random: &mut SplitMix64,
) -> Option<usize> {
    let starts = observed.tokens.len().checked_sub(length)? as u64 + 1;
    let free = |token: usize| {
        let given = observed.tokens[token];
        given.span.is_none() && !given.uncertain && spoiled.tokens[token].span.is_none()
    };
    (0..TRIES)
        .map(|_| random.below(starts) as usize)
        .find(|start| length > 0 && (*start..start + length).all(free))
}
