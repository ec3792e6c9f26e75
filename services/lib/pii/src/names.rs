//! Word lists behind the recogniser of names, and the words of a text.
//!
//! `lists/PROVENANCE.md` says where each list comes from.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::LazyLock;

/// A given name.
pub(crate) const GIVEN: u8 = 1;
/// A surname.
pub(crate) const SURNAME: u8 = 2;
/// An ordinary English word as well ("will", "rose").
pub(crate) const COMMON: u8 = 4;
/// A word that makes a name the name of a place or a group ("street", "ltd").
pub(crate) const PLACE_OR_GROUP: u8 = 8;

/// The lists: words in lower case, separated by white space.
pub(crate) const LISTS: [&str; 4] = [
    include_str!("lists/given.txt"),
    include_str!("lists/surnames.txt"),
    include_str!("lists/common.txt"),
    include_str!("lists/place_or_group.txt"),
];

static CLASSES: LazyLock<HashMap<&'static [u8], u8, BuildHasherDefault<Fnv>>> =
    LazyLock::new(|| {
        let mut classes = HashMap::default();
        for (list, bit) in LISTS.iter().zip([GIVEN, SURNAME, COMMON, PLACE_OR_GROUP]) {
            for word in list.split_ascii_whitespace() {
                *classes.entry(word.as_bytes()).or_insert(0) |= bit;
            }
        }
        classes
    });

/// The words of one list that are in no other way words: single, of letters, at
/// least three of them.
pub(crate) fn plain(bit: u8) -> Vec<&'static str> {
    let list = LISTS[bit.trailing_zeros() as usize];
    list.split_ascii_whitespace()
        .filter(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase()))
        .filter(|word| class(word) & (COMMON | PLACE_OR_GROUP) == 0)
        .collect()
}

/// FNV-1a: the keys are our own lists, so nobody can choose colliding ones.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    /// The length of a key, which its bytes already tell apart.
    fn write_usize(&mut self, _: usize) {}
    fn finish(&self) -> u64 {
        self.0
    }
}

/// Longest word of the lists, in bytes.
const LONGEST: usize = 24;

/// What the lists say about a word, whatever its case (of ASCII letters): a
/// union of the bits above, 0 for a word in none. A possessive is looked
/// through; a double name counts as its first part.
pub(crate) fn class(word: &str) -> u8 {
    let bytes = word.as_bytes();
    let bytes = bytes
        .strip_suffix(b"'s")
        .or_else(|| bytes.strip_suffix("’s".as_bytes()))
        .unwrap_or(bytes);
    if bytes.is_empty() || bytes.len() > LONGEST {
        return 0;
    }
    let mut lower = [0_u8; LONGEST];
    for (to, from) in lower.iter_mut().zip(bytes) {
        *to = from.to_ascii_lowercase();
    }
    let whole = CLASSES.get(&lower[..bytes.len()]).copied();
    whole
        .or_else(|| {
            let hyphen = bytes.iter().position(|&b| b == b'-')?;
            CLASSES.get(&lower[..hyphen]).copied()
        })
        .unwrap_or(0)
}

/// A word of a text: letters, with apostrophes and hyphens inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Starts with a capital letter.
    pub(crate) capitalised: bool,
    /// More than one letter, all capitals.
    pub(crate) shouted: bool,
    /// First word of a line or a sentence.
    pub(crate) opens: bool,
}

impl Word {
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }
}

/// The capitalised words of a text that do not stand inside a longer token.
pub(crate) struct Words<'a> {
    text: &'a str,
    at: usize,
}

/// Words in a name after its first, at most.
const MOST_AFTER: usize = 3;

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Goes on behind `end`.
    pub(crate) fn skip_to(&mut self, end: usize) {
        self.at = self.at.max(end);
    }

    /// The next word that starts with a capital letter of ASCII.
    pub(crate) fn next(&mut self) -> Option<Word> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at
                + bytes
                    .get(self.at..)?
                    .iter()
                    .position(u8::is_ascii_uppercase)?;
            let word = word_at(bytes, start);
            self.at = word.end.max(start + 1);
            let inside = start.checked_sub(1).is_some_and(|i| {
                bytes[i].is_ascii_alphanumeric() || bytes[i] >= 0x80 || b"_@/\\".contains(&bytes[i])
            });
            let runs_on = bytes
                .get(word.end)
                .is_some_and(|b| b.is_ascii_digit() || b"_@\\".contains(b));
            if !inside && !runs_on {
                return Some(word);
            }
        }
    }

    /// The words that may continue a name after `first`: capitalised, one space
    /// apart, with an initial or a particle between. Trailing particles are left
    /// out.
    pub(crate) fn name_after(&self, first: &Word) -> Vec<Word> {
        const PARTICLES: [&[u8]; 12] = [
            b"van", b"von", b"de", b"der", b"den", b"da", b"di", b"del", b"la", b"bin", b"al",
            b"dos",
        ];
        let bytes = self.text.as_bytes();
        let mut run: Vec<Word> = Vec::new();
        let mut at = first.end;
        let mut particles = 0;
        while run.len() < MOST_AFTER && !self.text[first.range()].ends_with("'s") {
            if bytes.get(at) == Some(&b'.') && at == first.end && first.len() == 1 {
                at += 1;
            }
            if bytes.get(at) != Some(&b' ') {
                break;
            }
            let word = word_at(bytes, at + 1);
            let text = &bytes[word.range()];
            if text.is_empty() {
                break;
            }
            at = word.end;
            if word.capitalised && word.shouted == (first.shouted && word.len() > 1) {
                let initial = word.len() == 1;
                if initial && bytes.get(at) == Some(&b'.') {
                    at += 1;
                }
                if initial {
                    continue;
                }
                run.push(word);
                if text.ends_with(b"'s") {
                    break;
                }
            } else if PARTICLES.contains(&text) && particles < 2 {
                particles += 1;
            } else {
                break;
            }
        }
        run
    }
}

/// The word that starts at `start`.
fn word_at(bytes: &[u8], start: usize) -> Word {
    let is_letter = |b: u8| b.is_ascii_alphabetic() || b >= 0xc3 || (0x80..0xc0).contains(&b);
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        let joins = matches!(byte, b'\'' | b'-')
            && end > start
            && bytes.get(end + 1).is_some_and(|&b| is_letter(b));
        // A character of three bytes is punctuation more often than a letter here.
        let punctuation = byte >= 0xe0;
        if (is_letter(byte) && !punctuation) || joins {
            end += 1;
        } else {
            break;
        }
    }
    let text = &bytes[start..end];
    let capitalised = text.first().is_some_and(u8::is_ascii_uppercase);
    let before = bytes[..start].iter().rev().find(|b| **b != b' ');
    Word {
        start,
        end,
        capitalised,
        shouted: text.len() > 1 && text.iter().all(|b| !b.is_ascii_lowercase()),
        opens: before.is_none_or(|b| b"\n\r.!?:".contains(b)),
    }
}

#[cfg(test)]
mod tests;
