//! How good are spans? Gold spans against found ones, three ways:
//!
//! - **strict**: a found span is right when type, start and end are those of a
//!   gold span;
//! - **overlap**: when its type is the gold span's and they share a byte, one to
//!   one, in order;
//! - **token**: words (runs of letters, digits and `_`) that a gold span touches
//!   against words that a found span touches, whatever the types. This is what an
//!   audit stands on: a word is sensitive or it is not.
//!
//! Types are compared by [`kind`], so that labels of different sets meet; spans of
//! one kind with nothing but white space and a comma between them are joined on
//! both sides, so that a name in two parts is one name.
//!
//! Precision and recall carry Wilson intervals of 95 %; the F scores of tokens
//! carry percentile intervals over records drawn again (bootstrap). No text leaves
//! this module: the worst misses are given as shapes.

mod gold;
mod kind;
mod score;
mod shape;
mod sure;

use std::collections::BTreeMap;

use crate::calibration::Counted;
use corpus::Span;
use serde::Serialize;

pub use gold::{LabelledRecord, Mark, RecordError, read_record};
pub use kind::kind;
pub use score::{Counts, Interval, Score, Spread};
pub use sure::Worth;

/// Shapes of missed spans reported, at most.
const SHAPES: usize = 20;

/// Gold and found spans, record by record.
#[derive(Debug, Default)]
pub struct Evaluation {
    kinds: BTreeMap<&'static str, Tally>,
    strict: Counts,
    overlap: Counts,
    /// Counts of tokens, a record each: records are what is drawn again.
    tokens: Vec<Counts>,
    confusion: BTreeMap<(&'static str, &'static str), u64>,
    missed: BTreeMap<(&'static str, String), u64>,
    sure: sure::Sure,
    clean: u64,
    flagged: u64,
}

#[derive(Debug, Default)]
struct Tally {
    strict: Counts,
    overlap: Counts,
    tokens: Counts,
}

/// What an evaluation found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Records compared.
    pub records: u64,
    /// Records without a gold span.
    pub clean_records: u64,
    /// Of these, records in which something was found.
    pub clean_records_flagged: u64,
    /// Spans that are the same and of one kind.
    pub strict: Score,
    /// Spans of one kind that share a byte.
    pub overlap: Score,
    /// Words inside any span against words inside any span.
    pub token: Score,
    /// Spread of the F scores of tokens over records drawn again.
    pub token_spread: Spread,
    /// The same by kind. The tokens of a kind: precision asks whether a word found
    /// as this kind is in any gold span, recall whether a word of this kind is in
    /// any found span.
    pub kinds: BTreeMap<&'static str, KindReport>,
    /// Gold kind against found kind, by spans that share a byte; `none` for spans
    /// that share one with no other.
    pub confusion: Vec<Confusion>,
    /// The commonest shapes of gold spans that nothing touched.
    pub missed: Vec<Missed>,
    /// Of what was given to [`Evaluation::weigh`]: how much a score is worth, by
    /// recogniser.
    pub scores: Vec<Worth>,
}

/// Scores of one kind.
#[derive(Debug, Serialize)]
pub struct KindReport {
    /// Gold spans.
    pub gold: u64,
    /// Found spans.
    pub found: u64,
    /// See [`Report::strict`].
    pub strict: Score,
    /// See [`Report::overlap`].
    pub overlap: Score,
    /// See [`Report::kinds`].
    pub token: Score,
}

/// One cell of the confusion.
#[derive(Debug, Serialize)]
pub struct Confusion {
    /// Kind of the gold span.
    pub gold: &'static str,
    /// Kind of the found span.
    pub found: &'static str,
    /// Pairs.
    pub count: u64,
}

/// A shape that was missed.
#[derive(Debug, Serialize)]
pub struct Missed {
    /// Kind of the gold span.
    pub kind: &'static str,
    /// `A` for capitals, `a` for small letters, `9` for digits, a repeated class
    /// written once with a `+`.
    pub shape: String,
    /// How many.
    pub count: u64,
}

impl Evaluation {
    /// Compares a record's gold spans with those found in its text.
    pub fn add(&mut self, text: &str, gold: &[Mark], found: &[Mark]) {
        if gold.is_empty() {
            self.clean += 1;
            self.flagged += u64::from(!found.is_empty());
        }
        let gold = join(text, gold);
        let found = join(text, found);
        self.add_strict(&gold, &found);
        self.add_overlap(text, &gold, &found);
        self.add_tokens(text, &gold, &found);
    }

    /// Counts a record's spans by recogniser and score, right or wrong.
    pub fn weigh(&mut self, gold: &[Mark], spans: &[Span]) {
        self.sure.add(spans, gold);
    }

    /// What [`Self::weigh`] counted, as [`crate::Calibration::of`] takes it.
    pub fn counted(&self) -> Vec<Counted> {
        self.sure.counted()
    }

    fn add_strict(&mut self, gold: &[Mark], found: &[Mark]) {
        for mark in gold {
            let hit = found.contains(mark);
            self.strict.gold(hit);
            self.tally(mark.kind).strict.gold(hit);
        }
        for mark in found {
            let hit = gold.contains(mark);
            self.strict.found(hit);
            self.tally(mark.kind).strict.found(hit);
        }
    }

    fn add_overlap(&mut self, text: &str, gold: &[Mark], found: &[Mark]) {
        let mut taken = vec![false; found.len()];
        let mut first = 0;
        for mark in gold {
            while found.get(first).is_some_and(|f| f.end <= mark.start) {
                first += 1;
            }
            let near = (first..found.len()).take_while(|&i| found[i].start < mark.end);
            let touching: Vec<usize> = near.filter(|&i| found[i].end > mark.start).collect();
            let same = touching
                .iter()
                .find(|&&i| found[i].kind == mark.kind && !taken[i]);
            if let Some(&i) = same {
                taken[i] = true;
            }
            self.overlap.gold(same.is_some());
            self.tally(mark.kind).overlap.gold(same.is_some());
            for &i in &touching {
                *self
                    .confusion
                    .entry((mark.kind, found[i].kind))
                    .or_default() += 1;
            }
            if touching.is_empty() {
                *self.confusion.entry((mark.kind, "none")).or_default() += 1;
                let shape = shape::shape(&text[mark.start..mark.end]);
                *self.missed.entry((mark.kind, shape)).or_default() += 1;
            }
        }
        for (mark, &taken) in found.iter().zip(&taken) {
            self.overlap.found(taken);
            self.tally(mark.kind).overlap.found(taken);
            if !gold
                .iter()
                .any(|g| g.start < mark.end && mark.start < g.end)
            {
                *self.confusion.entry(("none", mark.kind)).or_default() += 1;
            }
        }
    }

    fn add_tokens(&mut self, text: &str, gold: &[Mark], found: &[Mark]) {
        let mut counts = Counts::default();
        let (mut in_gold, mut in_found) = (Cover::new(gold), Cover::new(found));
        for (start, end) in words(text) {
            let (gold, found) = (in_gold.kind(start, end), in_found.kind(start, end));
            if let Some(kind) = gold {
                counts.gold(found.is_some());
                self.tally(kind).tokens.gold(found.is_some());
            }
            if let Some(kind) = found {
                counts.found(gold.is_some());
                self.tally(kind).tokens.found(gold.is_some());
            }
        }
        self.tokens.push(counts);
    }

    fn tally(&mut self, kind: &'static str) -> &mut Tally {
        self.kinds.entry(kind).or_default()
    }

    /// What was found so far. The same records give the same report.
    pub fn report(&self) -> Report {
        let token: Counts = self.tokens.iter().sum();
        let mut missed: Vec<Missed> = self
            .missed
            .iter()
            .map(|((kind, shape), &count)| Missed {
                kind,
                shape: shape.clone(),
                count,
            })
            .collect();
        missed.sort_by_key(|row| std::cmp::Reverse(row.count));
        missed.truncate(SHAPES);
        Report {
            records: self.tokens.len() as u64,
            clean_records: self.clean,
            clean_records_flagged: self.flagged,
            strict: self.strict.score(),
            overlap: self.overlap.score(),
            token: token.score(),
            token_spread: score::spread(&self.tokens),
            kinds: self.kinds.iter().map(|(&k, t)| (k, t.report())).collect(),
            confusion: self
                .confusion
                .iter()
                .map(|(&(gold, found), &count)| Confusion { gold, found, count })
                .collect(),
            missed,
            scores: self.sure.report(),
        }
    }
}

impl Tally {
    fn report(&self) -> KindReport {
        KindReport {
            gold: self.overlap.gold,
            found: self.overlap.found,
            strict: self.strict.score(),
            overlap: self.overlap.score(),
            token: self.tokens.score(),
        }
    }
}

/// Marks in order; neighbours of one kind with only white space and a comma
/// between them as one.
fn join(text: &str, marks: &[Mark]) -> Vec<Mark> {
    let mut sorted = marks.to_vec();
    sorted.sort_by_key(|m| (m.start, m.end));
    let mut joined: Vec<Mark> = Vec::with_capacity(sorted.len());
    for mark in sorted {
        if let Some(last) = joined.last_mut().filter(|last| last.kind == mark.kind) {
            let between = text.get(last.end..mark.start);
            let joins = mark.start <= last.end
                || between.is_some_and(|b| {
                    b.len() <= 4 && b.chars().all(|c| c.is_whitespace() || c == ',')
                });
            if joins {
                last.end = last.end.max(mark.end);
                continue;
            }
        }
        joined.push(mark);
    }
    joined
}

/// The words of a text: runs of letters, digits and `_`.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    text.split_inclusive(move |c| !inside(c))
        .filter_map(move |piece| {
            let start = at;
            at += piece.len();
            let end = start + piece.trim_end_matches(|c| !inside(c)).len();
            (start < end).then_some((start, end))
        })
}

/// Walks marks beside words.
struct Cover<'a> {
    marks: &'a [Mark],
    at: usize,
}

impl<'a> Cover<'a> {
    fn new(marks: &'a [Mark]) -> Self {
        Self { marks, at: 0 }
    }

    /// The kind of the first mark that touches the bytes. Called with starts that
    /// do not fall.
    fn kind(&mut self, start: usize, end: usize) -> Option<&'static str> {
        while self.marks.get(self.at).is_some_and(|m| m.end <= start) {
            self.at += 1;
        }
        let here = self.marks[self.at..].iter().take_while(|m| m.start < end);
        here.into_iter().find(|m| m.end > start).map(|m| m.kind)
    }
}

#[cfg(test)]
mod tests;
