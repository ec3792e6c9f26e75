//! Gates: one cheap look at the bytes that says where each pattern is tried.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::Gate;

/// The gates of all patterns of a scanner, joined.
#[derive(Debug)]
pub(crate) struct Gates {
    always: Vec<usize>,
    digits: Vec<DigitGate>,
    /// Whether anything looks at runs of digits.
    needs_runs: bool,
    hex_colon: Vec<(usize, usize)>,
    hex_groups: Vec<usize>,
    words: Option<AhoCorasick>,
    /// For each literal: the patterns it opens.
    openings: Vec<Vec<Opening>>,
}

/// A gate as it is handed in; the n-th belongs to pattern n.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) gate: Gate,
    /// Whether a match starts a word.
    pub(crate) bordered: bool,
    /// Context words, where the pattern is tried near one only.
    pub(crate) near: Option<Near<'a>>,
}

/// Words that open a gate, and how far from one a match may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Near<'a> {
    pub(crate) words: &'a [String],
    /// How far before the start of the word a match may start, in bytes.
    pub(crate) before: usize,
    /// How far behind the word a match may start, in bytes.
    pub(crate) behind: usize,
    /// Length of the longest match, in bytes.
    pub(crate) longest: usize,
}

/// Where in a cluster of digits a pattern is tried.
#[derive(Clone, Copy, Debug)]
struct Digits {
    min: usize,
    back: usize,
    bordered: bool,
}

#[derive(Debug)]
struct DigitGate {
    pattern: usize,
    digits: Digits,
}

/// What a literal opens.
#[derive(Clone, Copy, Debug)]
struct Opening {
    pattern: usize,
    place: Place,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    /// Matches start at the literal, and the literal starts a word.
    Start,
    /// How far matches reach before and behind the literal.
    Window(usize, usize),
    /// Matches start at runs of digits that near the literal.
    Runs(Digits, usize, usize),
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
    /// Joins gates.
    ///
    /// Returns `None` when the literals are too many for an automaton.
    pub(crate) fn new<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Option<Self> {
        let mut joined = Self {
            always: Vec::new(),
            digits: Vec::new(),
            needs_runs: false,
            hex_colon: Vec::new(),
            hex_groups: Vec::new(),
            words: None,
            openings: Vec::new(),
        };
        let mut literals = Literals::default();
        for (pattern, entry) in entries.enumerate() {
            joined.add(pattern, entry, &mut literals);
        }
        let literals = literals.words;
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

    fn add(&mut self, pattern: usize, entry: Entry<'_>, literals: &mut Literals) {
        let digits = |min: u8, back: u8| Digits {
            min: min.into(),
            back: back.into(),
            bordered: entry.bordered,
        };
        match (entry.gate, entry.near) {
            (Gate::Always, None) => self.always.push(pattern),
            (Gate::Always, Some(near)) => {
                let reach = (near.before, near.behind + near.longest);
                let place = Place::Window(reach.0, reach.1);
                let words = near.words.iter().map(String::as_str);
                self.open(literals, words, Opening { pattern, place });
            }
            (Gate::Digits { min, back }, None) => {
                self.needs_runs = true;
                let digits = digits(min, back);
                self.digits.push(DigitGate { pattern, digits });
            }
            (Gate::Digits { min, back }, Some(near)) => {
                self.needs_runs = true;
                let place = Place::Runs(digits(min, back), near.before, near.behind);
                let words = near.words.iter().map(String::as_str);
                self.open(literals, words, Opening { pattern, place });
            }
            (Gate::HexColon { reach }, _) => self.hex_colon.push((pattern, reach.into())),
            (Gate::HexGroups, _) => self.hex_groups.push(pattern),
            (Gate::Words(any), _) => {
                let place = Place::Start;
                self.open(literals, any.iter().copied(), Opening { pattern, place });
            }
            (gate, _) => {
                if let Some((any, before, after)) = window(gate) {
                    let place = Place::Window(before.into(), after.into());
                    self.open(literals, any.iter().copied(), Opening { pattern, place });
                }
            }
        }
    }

    fn open<'a>(
        &mut self,
        literals: &mut Literals,
        words: impl Iterator<Item = &'a str>,
        opening: Opening,
    ) {
        for word in words {
            let at = literals.place(word.to_ascii_lowercase());
            if at == self.openings.len() {
                self.openings.push(Vec::new());
            }
            self.openings[at].push(opening);
        }
    }

    /// Calls `visit` with every place a pattern is to be tried. The places of
    /// one pattern come sorted by where they start, windows that touch as one.
    pub(crate) fn visit(&self, bytes: &[u8], mut visit: impl FnMut(usize, Try)) {
        for &pattern in &self.always {
            visit(pattern, Try::Within(0, bytes.len()));
        }
        let runs = if self.needs_runs {
            runs(bytes)
        } else {
            Vec::new()
        };
        for gate in &self.digits {
            for run in &runs {
                gate.digits
                    .starts(bytes, run, |start| visit(gate.pattern, Try::At(start)));
            }
        }
        if !self.hex_colon.is_empty() || !self.hex_groups.is_empty() {
            self.visit_hex(bytes, &mut visit);
        }
        if let Some(words) = &self.words {
            self.visit_words(words, bytes, &runs, &mut visit);
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

    fn visit_words(
        &self,
        words: &AhoCorasick,
        bytes: &[u8],
        runs: &[Run],
        visit: &mut impl FnMut(usize, Try),
    ) {
        let mut later: Vec<(usize, Try)> = Vec::new();
        for hit in words.find_overlapping_iter(bytes) {
            let inside = hit.start().checked_sub(1).is_some_and(|i| {
                bytes[i].is_ascii_alphanumeric() && bytes[i + 1].is_ascii_alphanumeric()
            });
            let last_is_word = bytes[hit.end() - 1].is_ascii_alphanumeric();
            let behind = bytes.get(hit.end());
            let runs_on = last_is_word && behind.is_some_and(u8::is_ascii_alphanumeric);
            for opening in &self.openings[hit.pattern().as_usize()] {
                let pattern = opening.pattern;
                match opening.place {
                    Place::Start if inside => {}
                    Place::Start => later.push((pattern, Try::At(hit.start()))),
                    Place::Window(before, after) => {
                        let start = hit.start().saturating_sub(before);
                        let end = bytes.len().min(hit.end() + after);
                        later.push((pattern, Try::Within(start, end)));
                    }
                    // A context word counts as a whole word only.
                    Place::Runs(..) if inside || runs_on => {}
                    Place::Runs(digits, before, behind) => {
                        let low = hit.start().saturating_sub(before);
                        let high = hit.end() + behind + digits.back;
                        let first = runs.partition_point(|run| run.start < low);
                        for run in runs[first..].iter().take_while(|run| run.start <= high) {
                            let add = |start| later.push((pattern, Try::At(start)));
                            digits.starts(bytes, run, add);
                        }
                    }
                }
            }
        }
        visit_merged(later, visit);
    }
}

/// The literals of a gate and how far a match may reach on either side of one.
fn window(gate: Gate) -> Option<(&'static [&'static str], u16, u16)> {
    match gate {
        Gate::Around { any, before, after } | Gate::BeforeNumber { any, before, after } => {
            Some((any, before, after))
        }
        Gate::Mail => Some((&["@"], 128, 256)),
        Gate::Handle => Some((&["@"], 1, 32)),
        Gate::Host(any) => Some((any, 256, 2000)),
        Gate::UserInfo => Some((&["://"], 24, 140)),
        Gate::Home => Some((&["/home/", "/users/", "\\users\\"], 2, 40)),
        Gate::Label(any) => Some((any, 64, 220)),
        _ => None,
    }
}

impl Digits {
    /// Calls `visit` with every place at which a match may start for a run.
    fn starts(self, bytes: &[u8], run: &Run, mut visit: impl FnMut(usize)) {
        if run.ahead < self.min {
            return;
        }
        for back in (0..=self.back.min(run.start)).rev() {
            let start = run.start - back;
            let inside = |i: usize| bytes[i].is_ascii_alphanumeric() || bytes[i] == b'_';
            if !self.bordered || start.checked_sub(1).is_none_or(|i| !inside(i)) {
                visit(start);
            }
        }
    }
}

/// Literals of the automaton, each once.
#[derive(Default)]
struct Literals {
    words: Vec<String>,
    places: HashMap<String, usize>,
}

impl Literals {
    fn place(&mut self, word: String) -> usize {
        let next = self.words.len();
        *self.places.entry(word).or_insert_with_key(|word| {
            self.words.push(word.clone());
            next
        })
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
