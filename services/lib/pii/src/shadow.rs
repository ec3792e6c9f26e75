//! The shadow of a text: the same text without what hides data from a pattern.
//!
//! Characters without width are left out, full-width and mathematical letters
//! and digits and other scripts' digits read as ASCII, special spaces and dashes
//! as plain ones, and letters of other alphabets that look like Latin ones are
//! replaced inside words that have ASCII as well; what is written as a code, in
//! words or with blanks in it ([`coded`]) reads as what it stands for. A map leads back to the bytes
//! of the text. Text of which this changes nothing has no shadow and pays for one look.

mod coded;
mod hints;
mod markup;
mod numerals;
mod spoken;
mod spread;

use std::ops::Range;

use crate::resolve::{Candidate, Places, Standing};
use coded::coded;
pub(crate) use hints::{DIGIT_WORDS, DOT, Hints, SIGNS};

/// Bytes looked at at once.
const BLOCK: usize = 64;

/// A text to scan beside the given one.
#[derive(Debug)]
pub(crate) struct Shadow {
    text: String,
    parts: Vec<Part>,
    /// Where the text has codes, in order.
    codes: Vec<Range<usize>>,
}

/// A stretch of the shadow and what it was made of.
#[derive(Debug)]
struct Part {
    /// First byte in the shadow.
    start: usize,
    /// First byte in the text, and one past the last.
    from: usize,
    to: usize,
    /// Whether its bytes are those of the text.
    copied: bool,
}

/// What becomes of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Keep,
    Drop,
    Always(char),
    /// Inside a word that has ASCII letters or digits as well.
    InMixed(char),
}

impl Shadow {
    /// The shadow, when it differs from the text.
    pub(crate) fn of(text: &str, hints: &Hints) -> Option<Self> {
        let coded = coded(text, hints);
        if coded.is_empty() && (!hints.others || is_plain(text)) {
            return None;
        }
        let mut shadow = Self {
            text: String::with_capacity(text.len()),
            parts: Vec::new(),
            codes: coded
                .iter()
                .map(|code| code.range.clone())
                // What a tag says of its own is found where it stands.
                .filter(|range| text.as_bytes()[range.start] != b'<')
                .collect(),
        };
        let mut coded = coded.into_iter().peekable();
        let mut changed = false;
        let (mut at, mut behind) = (0, 0);
        for word in text.split_inclusive(char::is_whitespace) {
            let end = at + word.len();
            let plain = behind <= at && coded.peek().is_none_or(|code| code.range.start >= end);
            if plain && word.is_ascii() {
                shadow.push(word, at, end, true);
                at = end;
                continue;
            }
            let mixed = word.bytes().any(|b| b.is_ascii_alphanumeric());
            for (offset, c) in word.char_indices() {
                let (from, to) = (at + offset, at + offset + c.len_utf8());
                if from < behind {
                    continue;
                }
                if let Some(code) = coded.next_if(|code| code.range.start == from) {
                    (changed, behind) = (true, code.range.end);
                    shadow.replace(code.reads, from, behind);
                    continue;
                }
                let new = match change(c) {
                    Change::Drop => None,
                    Change::Always(new) => Some(new),
                    Change::InMixed(new) if mixed => Some(new),
                    _ => {
                        shadow.push(&text[from..to], from, to, true);
                        continue;
                    }
                };
                changed = true;
                shadow.replace(new, from, to);
            }
            at = end;
        }
        changed.then_some(shadow)
    }

    /// The text of the shadow.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// A candidate of the shadow, in bytes of the text.
    pub(crate) fn back(&self, candidate: Candidate) -> Candidate {
        let first = self.part(candidate.start);
        let last = self.part(candidate.end.saturating_sub(1));
        let start = match first.copied {
            true => first.from + (candidate.start - first.start),
            false => first.from,
        };
        let end = match last.copied {
            true => last.from + (candidate.end - last.start),
            false => last.to,
        };
        Candidate {
            start,
            end,
            ..candidate
        }
    }

    /// Leaves out what was found in the text itself but is part of a code, or begins or ends in one and is found without
    /// it in the shadow, or holds one where the same rule found something there; what is proven stays unless it is found
    /// again. Of the shadow's, leaves out what runs over two that the same rule found in the text.
    pub(crate) fn settle(&self, raw: &mut Vec<Candidate>, evasive: &mut Vec<Candidate>) {
        let mut apart: Vec<_> = raw.iter().map(|c| (c.rule, c.start, c.end)).collect();
        apart.sort_unstable();
        evasive.retain(|e| {
            let behind = apart.partition_point(|one| (one.0, one.1) < (e.rule, e.end));
            let before = apart[..behind].iter().rev();
            let touched = before.take_while(|one| one.0 == e.rule && one.2 > e.start);
            touched.take(2).count() < 2
        });
        if self.codes.is_empty() {
            return;
        }
        let mut known: Vec<_> = evasive.iter().map(|c| (c.rule, c.start, c.end)).collect();
        known.sort_unstable();
        let last_before = |at: usize| {
            let behind = self.codes.partition_point(|code| code.start < at);
            self.codes[..behind].last()
        };
        let cut = |at: usize| last_before(at).filter(|code| at < code.end);
        let found = Places::new(evasive.iter().map(|c| (c.start, c.end)).collect());
        let found_again = |c: &Candidate| {
            let behind = known.partition_point(|one| (one.0, one.1) < (c.rule, c.end));
            let same = known[..behind].last().filter(|one| one.0 == c.rule);
            same.is_some_and(|one| one.2 > c.start)
        };
        raw.retain(|c| {
            let last = last_before(c.end).filter(|code| code.end > c.start);
            let inside = last.is_some_and(|code| code.start <= c.start && c.end <= code.end);
            let (first_code, last_code) = (cut(c.start), cut(c.end));
            let start = first_code.map_or(c.start, |code| code.end);
            let end = last_code.map_or(c.end, |code| code.start);
            let is_cut = first_code.is_some() || last_code.is_some();
            let lost = inside || (is_cut && found.cover(start, end));
            !((lost && c.standing != Standing::Proven) || (last.is_some() && found_again(c)))
        });
    }

    fn part(&self, at: usize) -> &Part {
        let behind = self.parts.partition_point(|part| part.start <= at);
        &self.parts[behind.saturating_sub(1)]
    }

    /// Puts a character, or none, in the place of others.
    fn replace(&mut self, new: Option<char>, from: usize, to: usize) {
        if let Some(new) = new {
            self.push(new.encode_utf8(&mut [0; 4]), from, to, false);
        }
    }

    fn push(&mut self, new: &str, from: usize, to: usize, copied: bool) {
        match self.parts.last_mut() {
            Some(part) if copied && part.copied && part.to == from => part.to = to,
            _ => self.parts.push(Part {
                start: self.text.len(),
                from,
                to,
                copied,
            }),
        }
        self.text.push_str(new);
    }
}

/// Whether no character would change. Most texts have few that are not ASCII.
fn is_plain(text: &str) -> bool {
    let mut rest = text;
    loop {
        let ascii = rest.as_bytes().chunks(BLOCK).take_while(|b| b.is_ascii());
        let Some(tail) = rest.get(ascii.count() * BLOCK..) else {
            return true;
        };
        let Some(at) = tail.bytes().position(|b| !b.is_ascii()) else {
            return true;
        };
        let others = tail[at..].chars().take_while(|c| !c.is_ascii());
        let mut length = 0;
        for c in others {
            if change(c) != Change::Keep {
                return false;
            }
            length += c.len_utf8();
        }
        rest = &tail[at + length..];
    }
}

/// The zeros of scripts whose ten digits stand side by side.
const ZEROS: [u32; 17] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
    0xed0, 0xf20, 0x1040, 0x17e0,
];

fn change(c: char) -> Change {
    let code = u32::from(c);
    if (0x660..0x17ea).contains(&code) {
        let zero = ZEROS
            .iter()
            .find(|zero| (**zero..**zero + 10).contains(&code));
        if let Some(digit) = zero.and_then(|zero| char::from_digit(code - zero, 10)) {
            return Change::Always(digit);
        }
    }
    let letter = |first: u32| {
        let place = (code - first) % 52;
        let base = if place < 26 { 'A' } else { 'a' };
        char::from_u32(u32::from(base) + place % 26)
    };
    let always = |new: Option<char>| new.map_or(Change::Keep, Change::Always);
    match code {
        0..=0x9f => Change::Keep,
        0xad
        | 0x34f
        | 0x61c
        | 0x180e
        | 0x200b..=0x200f
        | 0x202a..=0x202e
        | 0x2060..=0x2064
        | 0x2066..=0x206f
        | 0xfe00..=0xfe0f
        | 0x115f
        | 0x17b4
        | 0x17b5
        | 0x180b..=0x180d
        | 0xfeff
        | 0xffa0
        | 0xe0000..=0xe007f => Change::Drop,
        0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x2800 | 0x3000 => {
            Change::Always(' ')
        }
        0x2010..=0x2015 | 0x2043 | 0x207b | 0x2212 | 0x2796 | 0xfe58 | 0xfe63 => {
            Change::Always('-')
        }
        0x2024 | 0xfe52 => Change::Always('.'),
        0x3002 | 0xff61 => Change::InMixed('.'),
        0xfe6b => Change::Always('@'),
        0xff01..=0xff5e => always(char::from_u32(code - 0xfee0)),
        0x1d7ce..=0x1d7ff => always(char::from_u32((code - 0x1d7ce) % 10 + u32::from('0'))),
        0x1d400..=0x1d6a3 => always(letter(0x1d400)),
        0x131 | 0x251..=0x261 | 0x370..=0x52f | 0x2113 | 0x217c => {
            look_alike(c).map_or(Change::Keep, Change::InMixed)
        }
        _ => Change::Keep,
    }
}

/// The Latin letter a Greek, Cyrillic or other letter looks like (a choice from
/// Unicode's confusables, UTS 39).
fn look_alike(c: char) -> Option<char> {
    const FROM: &str = "АВЕКМНОРСТУХЅІЈԌԚԜаеорсухѕіјһԁԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυχϲϳɑɡıℓⅼ";
    const TO: &str = "ABEKMHOPCTYXSIJGQWaeopcyxsijhdqwlABEZHIKMNOPTYXaivopuxcjagill";
    let at = FROM.chars().position(|from| from == c)?;
    TO.chars().nth(at)
}

#[cfg(test)]
mod tests;
