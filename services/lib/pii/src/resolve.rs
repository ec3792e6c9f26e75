//! Resolve: settle overlapping candidates.
//!
//! A candidate of a learned tagger gives way to every candidate it shares a byte
//! with that a checksum or a deny list proves. Of two others that share a byte,
//! one stays:
//! 1. the longer one (an address wins over the name in it);
//! 2. at equal length, a rule's, which knows the type better; then the one with
//!    the higher score;
//! 3. then the one that starts first;
//! 4. then the one whose recogniser comes first: custom ones, then the table.
//!
//! The rules are applied from the best candidate down, so the outcome depends
//! on the candidates alone and not on their order.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What a candidate stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A checksum, or a list.
    Proven,
    /// A pattern and its context.
    Plausible,
    /// A learned tagger.
    Learned,
}

/// A span that is not settled yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// Score in [0, 1].
    pub(crate) score: f32,
    /// Number of the rule that found it; lower numbers win ties.
    pub(crate) rule: usize,
    /// What it stands on.
    pub(crate) standing: Standing,
}

/// Keeps the candidates that stay, sorted by start, none overlapping.
pub(crate) fn resolve(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_unstable_by_key(|c| (c.start, c.end));
    yield_to_proof(&mut candidates);
    let mut kept = Vec::with_capacity(candidates.len());
    let mut rest = candidates.as_mut_slice();
    while !rest.is_empty() {
        let (group, later) = rest.split_at_mut(first_group(rest));
        settle(group, &mut kept);
        rest = later;
    }
    kept
}

/// Drops learned candidates that share a byte with a proven one. The candidates
/// are sorted by start.
fn yield_to_proof(candidates: &mut Vec<Candidate>) {
    let proven: Vec<(usize, usize)> = candidates
        .iter()
        .filter(|c| c.standing == Standing::Proven)
        .map(|c| (c.start, c.end))
        .collect();
    if proven.is_empty() {
        return;
    }
    // The furthest end of the proven ones up to each place.
    let reach: Vec<usize> = proven
        .iter()
        .scan(0, |reach, (_, end)| {
            *reach = (*reach).max(*end);
            Some(*reach)
        })
        .collect();
    candidates.retain(|c| {
        let before = proven.partition_point(|(start, _)| *start < c.end);
        let overlaps = before > 0 && reach[before - 1] > c.start;
        c.standing != Standing::Learned || !overlaps
    });
}

/// Length of the first run of candidates that overlap, directly or in a chain.
fn first_group(candidates: &[Candidate]) -> usize {
    let mut reach = 0;
    candidates
        .iter()
        .position(|c| {
            let apart = reach != 0 && c.start >= reach;
            reach = reach.max(c.end);
            apart
        })
        .unwrap_or(candidates.len())
}

fn settle(group: &mut [Candidate], kept: &mut Vec<Candidate>) {
    if let [only] = group {
        kept.push(*only);
        return;
    }
    let learned = |c: &Candidate| c.standing == Standing::Learned;
    group.sort_unstable_by(|a, b| {
        let key = |c: &Candidate| (Reverse(c.end - c.start), c.start, c.rule);
        let (length_a, start_a, rule_a) = key(a);
        let (length_b, start_b, rule_b) = key(b);
        length_a
            .cmp(&length_b)
            .then(learned(a).cmp(&learned(b)))
            .then(b.score.total_cmp(&a.score))
            .then((start_a, rule_a).cmp(&(start_b, rule_b)))
    });
    let mut taken: BTreeMap<usize, Candidate> = BTreeMap::new();
    for candidate in group.iter() {
        let before = taken.range(..candidate.end).next_back();
        if before.is_none_or(|(_, earlier)| earlier.end <= candidate.start) {
            taken.insert(candidate.start, *candidate);
        }
    }
    kept.extend(taken.into_values());
}

#[cfg(test)]
mod tests;
