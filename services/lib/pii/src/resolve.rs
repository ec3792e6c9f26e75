//! Resolve: settle overlapping candidates.
//!
//! A candidate of a learned tagger gives way to every candidate it shares a byte
//! with that a checksum or a deny list proves. Where patterns of types that no tagger
//! knows cover half of a learned candidate or more, they are what it is, and only what
//! they leave of it stays ("UEN 53012345B" is a number of its own kind, with a word
//! before it). Of two others that share a byte, one stays:
//! 1. the longer one (an address wins over the name in it);
//! 2. at equal length, a rule's, which knows the type better; then a proven one;
//!    then the one with the higher score;
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
    /// A pattern and its context, of a type that a tagger knows too.
    Plausible,
    /// A pattern and its context, of a type that no tagger knows, or not as well.
    Specific,
    /// A learned tagger.
    Learned,
    /// What patterns left of what a learned tagger found.
    Rest,
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
    yield_to_types(&mut candidates);
    let mut kept = Vec::with_capacity(candidates.len());
    let mut rest = candidates.as_mut_slice();
    while !rest.is_empty() {
        let (group, later) = rest.split_at_mut(first_group(rest));
        settle(group, &mut kept);
        rest = later;
    }
    kept
}

/// Drops learned candidates that share a byte with a proven one.
fn yield_to_proof(candidates: &mut Vec<Candidate>) {
    let proven = candidates
        .iter()
        .filter(|c| c.standing == Standing::Proven)
        .map(|c| (c.start, c.end));
    let proven = Places::new(proven.collect());
    candidates.retain(|c| c.standing != Standing::Learned || !proven.meet(c.start, c.end));
}

/// Stretches of a text, asked about another.
pub(crate) struct Places {
    starts: Vec<usize>,
    /// For each: how far it and those before it reach.
    reach: Vec<usize>,
}

impl Places {
    pub(crate) fn new(mut places: Vec<(usize, usize)>) -> Self {
        places.sort_unstable();
        let mut furthest = 0;
        let reach = places.iter().map(|(_, end)| {
            furthest = furthest.max(*end);
            furthest
        });
        Self {
            reach: reach.collect(),
            starts: places.iter().map(|(start, _)| *start).collect(),
        }
    }

    /// Whether one of them holds all of `[start, end)`.
    pub(crate) fn cover(&self, start: usize, end: usize) -> bool {
        let before = self.starts.partition_point(|one| *one <= start);
        before > 0 && self.reach[before - 1] >= end
    }

    /// Whether one of them shares a byte with `[start, end)`.
    pub(crate) fn meet(&self, start: usize, end: usize) -> bool {
        let before = self.starts.partition_point(|one| *one < end);
        before > 0 && self.reach[before - 1] > start
    }
}

/// Leaves of learned candidates what patterns of types that no tagger knows do not cover, where they cover half or
/// more. The candidates are sorted by start, before and after.
fn yield_to_types(candidates: &mut Vec<Candidate>) {
    let mut specific: Vec<(usize, usize)> = Vec::new();
    for c in candidates
        .iter()
        .filter(|c| c.standing == Standing::Specific)
    {
        match specific.last_mut() {
            Some((_, end)) if c.start <= *end => *end = c.end.max(*end),
            _ => specific.push((c.start, c.end)),
        }
    }
    if specific.is_empty() {
        return;
    }
    let mut rest = Vec::new();
    candidates.retain(|c| {
        if c.standing != Standing::Learned {
            return true;
        }
        let first = specific.partition_point(|(_, end)| *end <= c.start);
        let here = specific[first..]
            .iter()
            .take_while(|(start, _)| *start < c.end);
        let here: Vec<(usize, usize)> = here
            .map(|&(start, end)| (start.max(c.start), end.min(c.end)))
            .collect();
        let covered: usize = here.iter().map(|(start, end)| end - start).sum();
        if covered * 2 < c.end - c.start {
            return true;
        }
        let mut at = c.start;
        for (start, end) in here.into_iter().chain([(c.end, c.end)]) {
            if at < start {
                rest.push(Candidate {
                    start: at,
                    end: start,
                    standing: Standing::Rest,
                    ..*c
                });
            }
            at = end;
        }
        false
    });
    candidates.extend(rest);
    candidates.sort_unstable_by_key(|c| (c.start, c.end));
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
    let learned = |c: &Candidate| matches!(c.standing, Standing::Learned | Standing::Rest);
    let proven = |c: &Candidate| c.standing == Standing::Proven;
    group.sort_unstable_by(|a, b| {
        let key = |c: &Candidate| (Reverse(c.end - c.start), c.start, c.rule);
        let (length_a, start_a, rule_a) = key(a);
        let (length_b, start_b, rule_b) = key(b);
        length_a
            .cmp(&length_b)
            .then(learned(a).cmp(&learned(b)))
            .then(proven(b).cmp(&proven(a)))
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
