//! Context words: what stands near a candidate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use regex_automata::util::syntax;

use crate::prefix::{Alive, Filter, Memo, NARROW, Prefixes};

/// How far before a candidate a context word may end, in bytes. Enough for a
/// question and the answer's first words.
pub(crate) const BEFORE: usize = 96;
/// How far behind a candidate a context word may end, in bytes.
pub(crate) const AFTER: usize = 32;
/// What context adds to a score, and the least score it leads to: Presidio's
/// values (`LemmaContextAwareEnhancer`).
const BOOST: f32 = 0.35;
const FLOOR: f32 = 0.4;

/// The score of a candidate that has context.
pub(crate) fn raise(score: f32) -> f32 {
    (score + BOOST).clamp(FLOOR, 1.0)
}

/// Context words of a recogniser, ready to look for.
#[derive(Debug)]
pub(crate) struct Words {
    words: Vec<String>,
    /// Which letters they start with, in either case.
    starts: [bool; 256],
}

impl Words {
    pub(crate) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
        let mut starts = [false; 256];
        for byte in words.iter().filter_map(|word| word.bytes().next()) {
            starts[usize::from(byte)] = true;
            starts[usize::from(byte.to_ascii_uppercase())] = true;
        }
        Self { words, starts }
    }

    /// The words, in lower case.
    pub(crate) fn as_slice(&self) -> &[String] {
        &self.words
    }

    /// The oracle of [`Index::near`] in tests: whether any of the words stands near `[start, end)` as whole words, ASCII
    /// case ignored. Unlike Presidio's substrings, "lic" is not found in "public".
    #[cfg(test)]
    pub(crate) fn near(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        let before = start.saturating_sub(BEFORE);
        let after = bytes.len().min(end + AFTER);
        !self.words.is_empty()
            && (self.within(bytes, before, start) || self.within(bytes, end, after))
    }

    /// Whether a word stands in `bytes[low..high]`; the bytes around it count as
    /// its borders.
    #[cfg(test)]
    fn within(&self, bytes: &[u8], low: usize, high: usize) -> bool {
        let is_word = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        let mut inside = is_word(low.checked_sub(1).and_then(|i| bytes.get(i)));
        for at in low..high {
            let byte = bytes[at];
            let opens = !inside && self.starts[usize::from(byte)];
            inside = byte.is_ascii_alphanumeric();
            let found = |word: &String| {
                let end = at + word.len();
                end <= high
                    && bytes[at..end].eq_ignore_ascii_case(word.as_bytes())
                    && !is_word(bytes.get(end))
            };
            if opens && self.words.iter().any(found) {
                return true;
            }
        }
        false
    }
}

/// Bytes looked at at once.
const BLOCK: usize = 64;

/// The context words of all rules, looked for together and only where asked.
#[derive(Debug)]
pub(crate) struct Index {
    prefixes: Prefixes,
    openings: Filter,
    words: Vec<Word>,
    /// Which bytes words start with, in either case.
    starts: [bool; 256],
}

/// A word and the rules it is context of.
#[derive(Debug)]
struct Word {
    text: String,
    /// Bit `n % 64` of element `n / 64` stands for rule `n`.
    rules: Box<[u64]>,
}

impl Word {
    fn is_of(&self, rule: usize) -> bool {
        let part = self.rules.get(rule / 64).copied().unwrap_or(0);
        part >> (rule % 64) & 1 == 1
    }

    fn is_of_any(&self, rules: &[u64]) -> bool {
        self.rules
            .iter()
            .zip(rules)
            .any(|(own, rules)| own & rules != 0)
    }
}

/// What was seen of one text so far: the words that start in `[low, high)`.
#[derive(Debug)]
pub(crate) struct Seen {
    memo: Memo,
    low: usize,
    high: usize,
    /// Where words start, in order, and which.
    hits: Vec<(usize, u16)>,
    alive: Vec<Alive>,
}

impl Seen {
    /// Whether `low` lies in what was seen, or at its end.
    fn covers(&self, low: usize) -> bool {
        (self.low..=self.high).contains(&low)
    }
}

impl Index {
    /// Joins the words of rules; the n-th are those of rule n.
    ///
    /// Returns `None` when they are too many.
    pub(crate) fn new<'a>(rules: impl ExactSizeIterator<Item = &'a Words>) -> Option<Self> {
        let width = rules.len().div_ceil(64);
        let mut joined: BTreeMap<&str, Box<[u64]>> = BTreeMap::new();
        let mut starts = [false; 256];
        for (number, words) in rules.enumerate() {
            for word in &words.words {
                let rules = joined
                    .entry(word)
                    .or_insert_with(|| vec![0; width].into_boxed_slice());
                rules[number / 64] |= 1 << (number % 64);
            }
            for (all, own) in starts.iter_mut().zip(words.starts) {
                *all |= own;
            }
        }
        u16::try_from(joined.len()).ok()?;
        let whole: Vec<String> = joined.keys().map(|word| whole(word)).collect();
        let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
        let syntax = syntax::Config::new().unicode(false).utf8(false);
        let word = |(text, rules): (&str, Box<[u64]>)| Word {
            text: text.to_owned(),
            rules,
        };
        let prefixes = Prefixes::new(&whole, syntax)?;
        let mut openings = Filter::default();
        let all: Vec<u16> = (0..joined.len() as u16).collect();
        prefixes.open(&all, usize::MAX, &mut openings);
        Some(Self {
            prefixes,
            openings,
            words: joined.into_iter().map(word).collect(),
            starts,
        })
    }

    /// Nothing seen.
    pub(crate) fn seen(&self) -> Seen {
        let all: Vec<u16> = (0..self.words.len() as u16).collect();
        Seen {
            memo: self.prefixes.memo(&all),
            low: 0,
            high: 0,
            hits: Vec::new(),
            alive: Vec::new(),
        }
    }

    /// Starts on another text.
    pub(crate) fn renew(&self, seen: &mut Seen) {
        self.prefixes.renew(&mut seen.memo);
        (seen.low, seen.high) = (0, 0);
        seen.hits.clear();
    }

    /// Whether a word of any of `rules` (bit `n % 64` of element `n / 64` stands for
    /// rule `n`) may stand near a match that starts at `start` or up to `reach`
    /// bytes behind.
    pub(crate) fn maybe(
        &self,
        seen: &mut Seen,
        bytes: &[u8],
        rules: &[u64],
        start: usize,
        reach: usize,
    ) -> bool {
        let low = start.saturating_sub(BEFORE);
        let high = bytes.len().min(start + reach + AFTER);
        self.look(seen, bytes, low, high);
        hits(seen, low, high).any(|&(_, word)| self.words[usize::from(word)].is_of_any(rules))
    }

    /// How many bytes [`Self::maybe`] would have to look at.
    pub(crate) fn unseen(&self, seen: &Seen, bytes: &[u8], start: usize, reach: usize) -> usize {
        let low = start.saturating_sub(BEFORE);
        let high = bytes.len().min(start + reach + AFTER);
        let known = if seen.covers(low) { seen.high } else { low };
        high.saturating_sub(known)
    }

    /// What [`Words::near`] says for the words of a rule.
    pub(crate) fn near(
        &self,
        seen: &mut Seen,
        bytes: &[u8],
        rule: usize,
        (start, end): (usize, usize),
    ) -> bool {
        let low = start.saturating_sub(BEFORE);
        let high = bytes.len().min(end + AFTER);
        self.look(seen, bytes, low, high);
        hits(seen, low, high).any(|&(at, word)| {
            let word = &self.words[usize::from(word)];
            let behind = at + word.text.len();
            let fits = behind <= start || (at >= end && behind <= high);
            fits && word.is_of(rule)
        })
    }

    /// Sees to it that the words that start in `[low, high)` are known.
    fn look(&self, seen: &mut Seen, bytes: &[u8], low: usize, high: usize) {
        if !seen.covers(low) {
            seen.hits.clear();
            (seen.low, seen.high) = (low, low);
        }
        while seen.high < high {
            let end = high.min(seen.high + BLOCK);
            self.look_at_block(seen, bytes, seen.high, end);
            seen.high = end;
        }
    }

    fn look_at_block(&self, seen: &mut Seen, bytes: &[u8], low: usize, high: usize) {
        let is_word = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        let mut inside = is_word(low.checked_sub(1).and_then(|i| bytes.get(i)));
        // First where words may start, without a branch that depends on the text.
        let (mut queue, mut count) = ([0; BLOCK], 0);
        for (at, byte) in (low..).zip(&bytes[low..high]) {
            queue[count] = at;
            count += usize::from(!inside & self.starts[usize::from(*byte)]);
            inside = byte.is_ascii_alphanumeric();
        }
        let found = count;
        count = 0;
        for i in 0..found {
            let at = queue[i];
            queue[count] = at;
            count += usize::from(self.openings.look(bytes, at) & NARROW);
        }
        let Seen {
            memo, hits, alive, ..
        } = seen;
        for &at in &queue[..count] {
            self.prefixes.at(memo, bytes, at, alive);
            for Alive { pattern: word, .. } in alive.drain(..) {
                let text = self.words[usize::from(word)].text.as_bytes();
                let end = at + text.len();
                let same = bytes
                    .get(at..end)
                    .is_some_and(|there| there.eq_ignore_ascii_case(text));
                if same && !is_word(bytes.get(end)) {
                    hits.push((at, word));
                }
            }
        }
    }
}

/// The words that start in `[low, high)`.
fn hits(seen: &Seen, low: usize, high: usize) -> impl Iterator<Item = &(usize, u16)> {
    let first = seen.hits.partition_point(|(at, _)| *at < low);
    seen.hits[first..]
        .iter()
        .take_while(move |(at, _)| *at < high)
}

/// An expression for a word with nothing behind it that continues it.
fn whole(word: &str) -> String {
    let mut regex = String::new();
    for byte in word.bytes() {
        let _ = match byte.is_ascii_alphabetic() {
            true => write!(
                regex,
                "[{}{}]",
                byte as char,
                byte.to_ascii_uppercase() as char
            ),
            false => write!(regex, r"\x{byte:02x}"),
        };
    }
    regex + "(?:[^A-Za-z0-9]|$)"
}

#[cfg(test)]
mod tests;
