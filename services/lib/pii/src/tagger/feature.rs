//! A token's form as rows of the embedding table.
//!
//! The same rows are read when training and when tagging: the trainer's
//! tables come from [`super::lesson`], which calls this.

use super::fold::Folded;
use super::lexicon::Lexicon;

/// Rows for whole words.
const WORDS: u32 = 32_768;
/// Rows for parts of words: prefixes, suffixes, shapes, groups of three letters.
const PARTS: u32 = 12_288;
/// Rows for properties.
const PROPERTIES: u32 = 64;
/// Rows of the table. Row 0 is kept empty: training pads with it.
pub(super) const ROWS: u32 = PROPERTIES + WORDS + PARTS;
/// Groups of three letters looked at, at most.
const GROUPS: usize = 14;
/// Most rows of one form.
pub(super) const MOST: usize = 48;

/// Properties below this number are computed here; above stand the lexicon's bits.
const LEXICON: u32 = 40;

fn fnv(salt: u8, letters: impl IntoIterator<Item = char>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for letter in letters {
        hash = (hash ^ u64::from(letter as u32)).wrapping_mul(0x0100_0000_01b3);
    }
    // The low bits of FNV mix badly; a finaliser spreads them.
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

/// The lexicon's key of a folded word.
pub(super) fn key(letters: &[char]) -> u32 {
    (fnv(1, letters.iter().copied()) >> 32) as u32
}

fn word(hash: u64) -> u32 {
    PROPERTIES + (hash % u64::from(WORDS)) as u32
}

fn part(hash: u64) -> u32 {
    PROPERTIES + WORDS + (hash % u64::from(PARTS)) as u32
}

/// A letter as its class: case, digit, or itself.
fn class(c: char) -> char {
    match c {
        '0'..='9' => '0',
        c if c.is_uppercase() => 'A',
        c if c.is_alphabetic() => 'a',
        c => c,
    }
}

/// Classes of the letters, runs of more than two cut to two.
fn shape(token: &str) -> impl Iterator<Item = char> + '_ {
    let mut last = '\0';
    let mut run = 0;
    token.chars().map(class).filter(move |&c| {
        run = if c == last { run + 1 } else { 1 };
        last = c;
        run <= 2
    })
}

/// What kind of casing a token has: a property.
fn casing(token: &str) -> u32 {
    let mut letters = token.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else {
        return 1;
    };
    let (mut upper, mut lower) = (0, 0);
    for letter in letters {
        upper += u32::from(letter.is_uppercase());
        lower += u32::from(!letter.is_uppercase());
    }
    match (first.is_uppercase(), upper, lower) {
        (true, 0, 0) => 2,
        (true, 0, _) => 3,
        (true, _, 0) => 4,
        (false, 0, _) => 5,
        _ => 6,
    }
}

/// Properties of a number up to four digits; of a longer one its length.
fn number(digits: &[char], rows: &mut Vec<u32>) {
    rows.push(9 + digits.len().min(12) as u32);
    if digits.len() > 4 {
        return;
    }
    let value = digits
        .iter()
        .fold(0, |value, c| value * 10 + c.to_digit(10).unwrap_or(0));
    match (value, digits.len()) {
        (1..=12, 1 | 2) => rows.push(22),
        (13..=31, 2) => rows.push(23),
        (32..=59, 2) => rows.push(24),
        (60..=99, 2) => rows.push(25),
        (1900..=1999, 4) => rows.push(26),
        (2000..=2039, 4) => rows.push(27),
        (1600..=1899, 4) => rows.push(28),
        _ => {}
    }
}

/// The rows of a token, in `rows`; never more than [`MOST`].
pub(super) fn rows(token: &str, lexicon: &Lexicon, rows: &mut Vec<u32>) {
    rows.clear();
    let folded = Folded::new(token);
    let letters = folded.letters.as_slice();
    let digits = letters.iter().filter(|c| c.is_ascii_digit()).count();
    let alphabetic = letters.iter().filter(|c| c.is_alphabetic()).count();
    if folded.disguised {
        rows.push(7);
    }
    if !token.is_ascii() {
        rows.push(8);
    }
    rows.push(casing(token));
    rows.push(part(fnv(2, shape(token))));
    if digits > 0 && alphabetic == 0 && digits == letters.len() {
        number(letters, rows);
        // Short numbers stand for themselves.
        let shown = letters.iter().map(|&c| if digits > 4 { '0' } else { c });
        rows.push(word(fnv(3, shown)));
        return;
    }
    if digits > 0 {
        rows.push(30);
        rows.push(31 + (letters.len() as u32 / 4).min(6));
        rows.push(word(fnv(
            4,
            letters
                .iter()
                .map(|&c| if c.is_ascii_digit() { '0' } else { c }),
        )));
        rows.push(part(fnv(5, letters.iter().take(3).copied())));
        return;
    }
    rows.push(word(fnv(6, letters.iter().copied())));
    if alphabetic == 0 {
        return;
    }
    for bit in lexicon.bits(letters) {
        rows.push(LEXICON + bit);
    }
    let n = letters.len();
    for length in 1..=4.min(n) {
        rows.push(part(fnv(
            10 + length as u8,
            letters[..length].iter().copied(),
        )));
        rows.push(part(fnv(
            20 + length as u8,
            letters[n - length..].iter().copied(),
        )));
    }
    for group in letters.windows(3).take(GROUPS) {
        rows.push(part(fnv(30, group.iter().copied())));
    }
    rows.truncate(MOST);
}
