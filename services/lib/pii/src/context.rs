//! Context words: what stands near a candidate.

use std::collections::BTreeMap;

use crate::prefix::{CONTEXT, Filter, eight, fold};

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
}

impl Words {
    pub(crate) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        Self {
            words: words.map(str::to_ascii_lowercase).collect(),
        }
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
            let opens = !inside;
            inside = bytes[at].is_ascii_alphanumeric();
            let found =
                |word: &String| at + word.len() <= high && stands(bytes, at, word.as_bytes());
            if opens && self.words.iter().any(found) {
                return true;
            }
        }
        false
    }
}

/// Bytes of a block: a bit of a mask each.
const BLOCK: usize = 64;

/// The context words of all rules, looked for together and only where asked.
#[derive(Debug)]
pub(crate) struct Index {
    openings: Openings,
    words: Vec<Word>,
    /// Bytes that are no letter or digit, with which words start.
    opens: Vec<u8>,
}

/// A word and the rules it is context of.
#[derive(Debug)]
struct Word {
    text: String,
    /// Its first eight bytes as [`fold`] has them, and which bits of those count.
    head: u64,
    counts: u64,
    /// Bit `n % 64` of element `n / 64` stands for rule `n`.
    rules: Box<[u64]>,
}

impl Word {
    fn new(text: &str, rules: Box<[u64]>) -> Self {
        let (mut head, mut counts) = ([0; 8], [0; 8]);
        for ((byte, counts), &known) in head.iter_mut().zip(&mut counts).zip(text.as_bytes()) {
            // Names in one piece have another sign where a word has a space.
            if known != b' ' {
                (*byte, *counts) = (known, 0xff);
            }
        }
        let counts = u64::from_le_bytes(counts);
        Self {
            head: fold(head) & counts,
            counts,
            text: text.to_owned(),
            rules,
        }
    }

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
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Where words may start, a bit for each byte.
    opens: Vec<u64>,
    low: usize,
    high: usize,
    /// Where words start, in order, and which.
    hits: Vec<(usize, u16)>,
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
        for (number, words) in rules.enumerate() {
            for word in words.words.iter().filter(|word| !word.is_empty()) {
                let rules = joined
                    .entry(word)
                    .or_insert_with(|| vec![0; width].into_boxed_slice());
                rules[number / 64] |= 1 << (number % 64);
            }
        }
        // Words of one byte stand in a table many times.
        u16::try_from(joined.len()).ok().filter(|&n| n < 1 << 14)?;
        let starts = joined.keys().filter_map(|word| word.bytes().next());
        let mut opens: Vec<u8> = starts.filter(|b| !b.is_ascii_alphanumeric()).collect();
        opens.sort_unstable();
        opens.dedup();
        let words = joined
            .into_iter()
            .map(|(text, rules)| Word::new(text, rules));
        let words: Vec<Word> = words.collect();
        Some(Self {
            openings: Openings::new(&words),
            words,
            opens,
        })
    }

    /// Adds what words open with to a filter.
    pub(crate) fn open(&self, filter: &mut Filter) {
        for word in &self.words {
            let mut openings = vec![Vec::new()];
            // A filter of words tells no more apart.
            for byte in word.text.bytes().take(6) {
                // Names in one piece have another sign where a word has a space.
                let bytes: &[u8] = if byte == b' ' { b" _-" } else { &[byte] };
                let longer = openings.iter().flat_map(|read: &Vec<u8>| {
                    let longer = |byte: &u8| read.iter().copied().chain([*byte]).collect();
                    bytes.iter().map(longer)
                });
                openings = longer.collect();
            }
            for read in &openings {
                filter.add(read, CONTEXT);
            }
        }
    }

    /// Bytes that are no letter or digit, with which words start.
    pub(crate) fn opens(&self) -> &[u8] {
        &self.opens
    }

    /// Starts on another text. `opens` has a bit for each of its bytes: set where one
    /// of [`Self::opens`], a letter or a digit has no letter or digit before it, and where
    /// a filter that knows the words says [`CONTEXT`].
    pub(crate) fn renew(&self, seen: &mut Seen, opens: impl Iterator<Item = u64>) {
        (seen.low, seen.high) = (0, 0);
        seen.hits.clear();
        seen.opens.clear();
        seen.opens.extend(opens);
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

    /// Sees to it that the words that start in `[low, high)` are known: whole blocks.
    fn look(&self, seen: &mut Seen, bytes: &[u8], low: usize, high: usize) {
        if !seen.covers(low) {
            seen.hits.clear();
            seen.low = low / BLOCK * BLOCK;
            seen.high = seen.low;
        }
        while seen.high < high {
            self.look_at_block(seen, bytes, seen.high);
            seen.high += BLOCK;
        }
    }

    fn look_at_block(&self, seen: &mut Seen, bytes: &[u8], base: usize) {
        let mut places = seen.opens.get(base / BLOCK).copied().unwrap_or(0);
        while places != 0 {
            let at = base + places.trailing_zeros() as usize;
            places &= places - 1;
            let eight = eight(bytes, at);
            let head = fold(eight);
            for number in self.openings.at(eight) {
                let word = &self.words[usize::from(number)];
                if head & word.counts == word.head && stands(bytes, at, word.text.as_bytes()) {
                    seen.hits.push((at, number));
                }
            }
        }
    }
}

/// Whether a word stands at `at`, ASCII case ignored, and ends there: no letter or digit follows, or a capital
/// letter that opens the next word of a name in one piece ("phoneNumber"). Names in one piece also have an
/// underscore or a hyphen where the word has a space.
fn stands(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    let end = at + word.len();
    let Some(there) = bytes.get(at..end) else {
        return false;
    };
    let same = |(a, b): (&u8, &u8)| a.eq_ignore_ascii_case(b) || (*b == b' ' && b"_-".contains(a));
    let runs_on = bytes.get(end).is_some_and(|next| {
        if !word.last().is_some_and(u8::is_ascii_alphanumeric) {
            return false;
        }
        let opens = next.is_ascii_uppercase() && bytes[end - 1].is_ascii_lowercase();
        next.is_ascii_alphanumeric() && !opens
    });
    !runs_on && there.iter().zip(word).all(same)
}

/// Words by their first bytes, case ignored.
#[derive(Debug)]
struct Openings {
    /// By three bytes.
    long: Table,
    /// By two: those that have no third.
    short: Table,
}

/// Words by a hash.
#[derive(Debug)]
struct Table {
    /// For each hash: where its words start in `words`; they end where the next one's start.
    firsts: Vec<u16>,
    words: Vec<u16>,
}

/// Bits of the hash.
const HASH: u32 = 12;

impl Openings {
    fn new(words: &[Word]) -> Self {
        let (mut long, mut short) = (Vec::new(), Vec::new());
        for (number, word) in (0..).zip(words) {
            match *word.text.as_bytes() {
                // Names in one piece have another sign where a word has a space.
                [a, b, c, ..] => {
                    let signs = |byte| if byte == b' ' { &b" _-"[..] } else { &[][..] };
                    long.push((hash([a, b, c]), number));
                    long.extend(signs(b).iter().map(|&b| (hash([a, b, c]), number)));
                    long.extend(signs(c).iter().map(|&c| (hash([a, b, c]), number)));
                }
                [a, b] => short.push((hash([a, b, 0]), number)),
                [a] => short.extend((0..=u8::MAX).map(|b| (hash([a, b, 0]), number))),
                [] => {}
            }
        }
        Self {
            long: Table::new(long),
            short: Table::new(short),
        }
    }

    /// Words that may start at `at`.
    fn at(&self, [a, b, c, ..]: [u8; 8]) -> impl Iterator<Item = u16> {
        let (long, short) = (
            self.long.of(hash([a, b, c])),
            self.short.of(hash([a, b, 0])),
        );
        long.iter().chain(short).copied()
    }
}

impl Table {
    fn new(mut words: Vec<(usize, u16)>) -> Self {
        words.sort_unstable();
        words.dedup();
        let mut table = Self {
            firsts: Vec::with_capacity((1 << HASH) + 1),
            words: words.iter().map(|&(_, number)| number).collect(),
        };
        for hash in 0..=1 << HASH {
            let first = words.partition_point(|&(other, _)| other < hash);
            // As many as there are words and some more: the index has checked that.
            table.firsts.push(u16::try_from(first).unwrap_or(u16::MAX));
        }
        table
    }

    fn of(&self, hash: usize) -> &[u16] {
        let range = usize::from(self.firsts[hash])..usize::from(self.firsts[hash + 1]);
        self.words.get(range).unwrap_or_default()
    }
}

/// Letters of both cases, and some other bytes, as one.
fn hash([a, b, c]: [u8; 3]) -> usize {
    let folded = u32::from_le_bytes([a, b, c, 0]) | 0x0020_2020;
    (folded.wrapping_mul(0x9e37_79b1) >> (32 - HASH)) as usize
}

/// The words that start in `[low, high)`.
fn hits(seen: &Seen, low: usize, high: usize) -> impl Iterator<Item = &(usize, u16)> {
    let first = seen.hits.partition_point(|(at, _)| *at < low);
    seen.hits[first..]
        .iter()
        .take_while(move |(at, _)| *at < high)
}

#[cfg(test)]
mod tests;
