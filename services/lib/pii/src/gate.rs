//! Gates: one cheap look at the bytes that says where each pattern is tried.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::Gate;

/// The gates of all patterns of a scanner, joined.
#[derive(Debug)]
pub(crate) struct Gates {
    always: Vec<usize>,
    digits: Vec<DigitGate>,
    hex_colon: Vec<(usize, usize)>,
    hex_groups: Vec<usize>,
    words: Option<AhoCorasick>,
    /// For each literal: the patterns it opens.
    openings: Vec<Vec<Opening>>,
}

#[derive(Debug)]
struct DigitGate {
    pattern: usize,
    min: usize,
    back: usize,
}

/// What a literal opens.
#[derive(Clone, Copy, Debug)]
struct Opening {
    pattern: usize,
    /// `None`: matches start at the literal, and the literal starts a word.
    /// Else how far matches reach before and behind it.
    window: Option<(usize, usize)>,
}

/// Where a pattern is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Try {
    /// At this byte and nowhere else.
    At(usize),
    /// Inside `[start, end)`.
    Within(usize, usize),
}

/// A run of digits.
struct Run {
    start: usize,
    end: usize,
    /// Digits from here to the end of the cluster: runs at most three
    /// separators apart.
    ahead: usize,
}

/// Longest gap between two runs of digits of one cluster, in bytes.
const CLUSTER_GAP: usize = 3;

impl Gates {
    /// Joins gates; the n-th belongs to pattern n. The words beside a gate are
    /// literals that are not known at build time (a custom recogniser's context).
    ///
    /// Returns `None` when the literals are too many for an automaton.
    pub(crate) fn new<'a>(gates: impl Iterator<Item = (Gate, &'a [String])>) -> Option<Self> {
        let mut joined = Self {
            always: Vec::new(),
            digits: Vec::new(),
            hex_colon: Vec::new(),
            hex_groups: Vec::new(),
            words: None,
            openings: Vec::new(),
        };
        let mut literals: Vec<String> = Vec::new();
        for (pattern, (gate, own_words)) in gates.enumerate() {
            let (any, window) = match gate {
                Gate::Always => {
                    joined.always.push(pattern);
                    continue;
                }
                Gate::Digits { min, back } => {
                    let (min, back) = (min.into(), back.into());
                    joined.digits.push(DigitGate { pattern, min, back });
                    continue;
                }
                Gate::HexColon { reach } => {
                    joined.hex_colon.push((pattern, reach.into()));
                    continue;
                }
                Gate::HexGroups => {
                    joined.hex_groups.push(pattern);
                    continue;
                }
                Gate::Words(any) => (any, None),
                Gate::Around { any, before, after } => (any, Some((before.into(), after.into()))),
            };
            for word in any
                .iter()
                .copied()
                .chain(own_words.iter().map(String::as_str))
            {
                joined.open(&mut literals, word, Opening { pattern, window });
            }
        }
        if !literals.is_empty() {
            joined.words = Some(
                AhoCorasick::builder()
                    .ascii_case_insensitive(true)
                    .match_kind(MatchKind::Standard)
                    .kind(Some(AhoCorasickKind::DFA))
                    .build(&literals)
                    .ok()?,
            );
        }
        Some(joined)
    }

    fn open(&mut self, literals: &mut Vec<String>, word: &str, opening: Opening) {
        let word = word.to_ascii_lowercase();
        match literals.iter().position(|known| *known == word) {
            Some(at) => self.openings[at].push(opening),
            None => {
                literals.push(word);
                self.openings.push(vec![opening]);
            }
        }
    }

    /// Calls `visit` with every place a pattern is to be tried. The places of
    /// one pattern come sorted by where they start, windows that touch as one.
    pub(crate) fn visit(&self, bytes: &[u8], mut visit: impl FnMut(usize, Try)) {
        for &pattern in &self.always {
            visit(pattern, Try::Within(0, bytes.len()));
        }
        if !self.digits.is_empty() {
            self.visit_digits(bytes, &mut visit);
        }
        if !self.hex_colon.is_empty() || !self.hex_groups.is_empty() {
            self.visit_hex(bytes, &mut visit);
        }
        if let Some(words) = &self.words {
            self.visit_words(words, bytes, &mut visit);
        }
    }

    fn visit_digits(&self, bytes: &[u8], visit: &mut impl FnMut(usize, Try)) {
        let runs = runs(bytes);
        for gate in &self.digits {
            for run in runs.iter().filter(|run| run.ahead >= gate.min) {
                for back in (0..=gate.back.min(run.start)).rev() {
                    visit(gate.pattern, Try::At(run.start - back));
                }
            }
        }
    }

    fn visit_hex(&self, bytes: &[u8], visit: &mut impl FnMut(usize, Try)) {
        let mut windows: Vec<(usize, Try)> = Vec::new();
        for at in memchr::memchr3_iter(b':', b'-', b'.', bytes) {
            if !self.hex_groups.is_empty()
                && let Some(start) = hex_group_before(bytes, at)
            {
                for &pattern in &self.hex_groups {
                    visit(pattern, Try::At(start));
                }
            }
            if bytes[at] == b':' && hex_colon(bytes, at) {
                for &(pattern, reach) in &self.hex_colon {
                    let window = Try::Within(at.saturating_sub(reach), bytes.len().min(at + reach));
                    windows.push((pattern, window));
                }
            }
        }
        visit_merged(windows, visit);
    }

    fn visit_words(&self, words: &AhoCorasick, bytes: &[u8], visit: &mut impl FnMut(usize, Try)) {
        let mut later: Vec<(usize, Try)> = Vec::new();
        for hit in words.find_overlapping_iter(bytes) {
            let inside = hit.start().checked_sub(1).is_some_and(|i| {
                bytes[i].is_ascii_alphanumeric() && bytes[i + 1].is_ascii_alphanumeric()
            });
            for opening in &self.openings[hit.pattern().as_usize()] {
                match opening.window {
                    None if inside => {}
                    None => later.push((opening.pattern, Try::At(hit.start()))),
                    Some((before, after)) => {
                        let start = hit.start().saturating_sub(before);
                        let end = bytes.len().min(hit.end() + after);
                        later.push((opening.pattern, Try::Within(start, end)));
                    }
                }
            }
        }
        visit_merged(later, visit);
    }
}

/// Visits in order of pattern and start; windows of one pattern that touch are
/// visited as one.
fn visit_merged(mut later: Vec<(usize, Try)>, visit: &mut impl FnMut(usize, Try)) {
    later.sort_unstable();
    later.dedup_by(|next, kept| match (next, kept) {
        ((p, Try::Within(start, end)), (q, Try::Within(_, kept_end)))
            if p == q && *start <= *kept_end =>
        {
            *kept_end = (*kept_end).max(*end);
            true
        }
        (next, kept) => next == kept,
    });
    for (pattern, place) in later {
        visit(pattern, place);
    }
}

fn runs(bytes: &[u8]) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut at = 0;
    while let Some(start) = next_digit(bytes, at) {
        let digits = bytes[start..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        at = start + digits;
        found.push(Run {
            start,
            end: at,
            ahead: digits,
        });
    }
    for later in (1..found.len()).rev() {
        let gap = found[later - 1].end..found[later].start;
        if joined(&bytes[gap]) {
            found[later - 1].ahead += found[later].ahead;
        }
    }
    found
}

fn joined(gap: &[u8]) -> bool {
    gap.len() <= CLUSTER_GAP && gap.iter().all(|b| b" -.()/+:,".contains(b))
}

/// The next digit at or after `from`. Whole blocks without a digit are skipped
/// with arithmetic the compiler turns into vector instructions.
fn next_digit(bytes: &[u8], from: usize) -> Option<usize> {
    const BLOCK: usize = 32;
    let is_digit = |b: &u8| b.wrapping_sub(b'0') < 10;
    let mut at = from;
    while let Some(block) = bytes.get(at..at + BLOCK) {
        if block.iter().fold(false, |any, b| any | is_digit(b)) {
            break;
        }
        at += BLOCK;
    }
    bytes.get(at..)?.iter().position(is_digit).map(|i| at + i)
}

/// Whether the colon at `at` may stand in an IPv6 address: beside another
/// colon, or with a hexadecimal digit behind it.
fn hex_colon(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| bytes.get(i));
    let after = bytes.get(at + 1);
    before == Some(&b':') || after.is_some_and(|b| b.is_ascii_hexdigit() || *b == b':')
}

/// The start of the two or four hexadecimal digits before the separator at
/// `at`, when they start a word and as many follow.
fn hex_group_before(bytes: &[u8], at: usize) -> Option<usize> {
    let width = if bytes[at] == b'.' { 4 } else { 2 };
    let start = at.checked_sub(width)?;
    let group = |from: usize| {
        bytes
            .get(from..from + width)
            .is_some_and(|group| group.iter().all(u8::is_ascii_hexdigit))
    };
    let opens = start
        .checked_sub(1)
        .is_none_or(|i| !bytes[i].is_ascii_alphanumeric());
    (opens && group(start) && group(at + 1)).then_some(start)
}

#[cfg(test)]
mod tests;
