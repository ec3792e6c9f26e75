//! What several answers to one question agree on.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use corpus::{EntityType, Span};

/// A stretch of text that at least one answer marked.
#[derive(Debug, Clone, PartialEq)]
pub struct Voted {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The type that most of those answers gave; of equals the first by name.
    pub entity: EntityType,
    /// Answers that marked it, as anything: the fewest of any part of it.
    pub votes: usize,
    /// Whether these are enough.
    pub agreed: bool,
}

/// Stretches that at least one of `answers` marked, in order; a share of `agree` of them is enough. Cut where
/// the type changes, where there begin to be enough or too few, and where pieces meet that every answer tells
/// apart. Each answer's spans are sorted and do not overlap.
pub fn vote(answers: &[Vec<Span>], agree: f64) -> Vec<Voted> {
    let ends = answers.iter().flatten();
    let borders: BTreeSet<usize> = ends.flat_map(|span| [span.start, span.end]).collect();
    let borders: Vec<usize> = borders.into_iter().collect();
    let mut found: Vec<Voted> = Vec::new();
    for pair in borders.windows(2) {
        let [start, end] = *pair else { continue };
        let marking: Vec<&Span> = answers
            .iter()
            .filter_map(|spans| at(spans, start))
            .collect();
        let mut by_type: BTreeMap<&EntityType, usize> = BTreeMap::new();
        for span in &marking {
            *by_type.entry(&span.entity).or_default() += 1;
        }
        let most = by_type
            .iter()
            .max_by_key(|(entity, count)| (**count, Reverse(*entity)));
        let Some((entity, _)) = most else { continue };
        let votes = marking.len();
        let agreed = votes as f64 / answers.len() as f64 >= agree;
        let apart = marking.iter().all(|span| span.start == start);
        match found.last_mut() {
            Some(last)
                if last.end == start
                    && last.agreed == agreed
                    && last.entity == **entity
                    && !apart =>
            {
                last.end = end;
                last.votes = last.votes.min(votes);
            }
            _ => found.push(Voted {
                start,
                end,
                entity: (*entity).clone(),
                votes,
                agreed,
            }),
        }
    }
    found
}

/// The span that holds this byte.
fn at(spans: &[Span], byte: usize) -> Option<&Span> {
    let after = spans.partition_point(|span| span.start <= byte);
    let span = spans.get(after.checked_sub(1)?)?;
    (span.end > byte).then_some(span)
}
