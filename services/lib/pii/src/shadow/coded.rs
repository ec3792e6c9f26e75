//! Characters that are written in another way: as HTML (`&#64;`), in an address (`%40`), as an escape of JSON and
//! programs (`\u0040`, `\"`), in a mail (`=40`) or in words. One more layer of the same (`%2540`, `&amp;#64;`, `\\u0040`) is seen through.

use std::ops::Range;

use super::hints::Hints;
use super::markup::{quoted, tags};
use super::numerals::numerals;
use super::spoken::spoken;
use super::spread::spread;
use super::{Change, change};

/// A stretch of a text, and the character that it stands for; `None` where that has no width.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) range: Range<usize>,
    pub(super) reads: Option<char>,
}

/// Names of HTML for what stands in or beside personal data.
const NAMES: [(&str, char); 26] = [
    ("commat", '@'),
    ("period", '.'),
    ("nbsp", ' '),
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("ndash", '-'),
    ("mdash", '-'),
    ("hyphen", '-'),
    ("dash", '-'),
    ("minus", '-'),
    ("lowbar", '_'),
    ("plus", '+'),
    ("colon", ':'),
    ("sol", '/'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lsqb", '['),
    ("rsqb", ']'),
    ("Tab", ' '),
    ("NewLine", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("szlig", 'ß'),
];

/// Names of HTML for what has no width.
const INVISIBLE: [&str; 3] = ["shy", "zwnj", "zwj"];

/// Ends of the names of letters with an accent.
const ACCENTS: [&str; 7] = ["acute", "grave", "circ", "tilde", "uml", "cedil", "ring"];

/// What is written in another way, in order; none begins in another.
pub(super) fn coded(text: &str, hints: &Hints) -> Vec<Code> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    if hints.signs {
        for add in [signed, quoted, tags] {
            add(bytes, &mut found);
        }
    }
    let opens_dot = |at: &usize| bytes[*at].eq_ignore_ascii_case(&b'd');
    if hints.signs || hints.words.iter().any(opens_dot) {
        spoken(bytes, &mut found);
    }
    if hints.signs || hints.spread {
        spread(bytes, &mut found);
    }
    numerals(bytes, &hints.words, &mut found);
    found.sort_unstable_by_key(|code| code.range.start);
    let mut end = 0;
    found.retain(|code| {
        let first = code.range.start >= end;
        if first {
            end = code.range.end;
        }
        first
    });
    found
}

/// Adds what a sign opens.
fn signed(bytes: &[u8], found: &mut Vec<Code>) {
    let mut end = 0;
    for at in memchr::memchr3_iter(b'&', b'%', b'\\', bytes) {
        // A run of backslashes is read at its first.
        let in_run = bytes[at] == b'\\' && at > 0 && bytes[at - 1] == b'\\';
        if at < end || in_run {
            continue;
        }
        let read = match bytes[at] {
            b'&' => entity(&bytes[at..], true),
            b'%' => percent(bytes, at),
            _ => escape(bytes, at),
        };
        if let Some((length, reads)) = read {
            end = at + length;
            let range = at..end;
            found.push(Code { range, reads });
        }
    }
}

/// How many bytes a code has, and what they read.
pub(super) type Read = Option<(usize, Option<char>)>;

/// `length` bytes that stand for a character. What breaks a line is a space; other control characters are no text.
pub(super) fn reads(length: usize, c: char) -> Read {
    let c = match c {
        '\t' | '\n' | '\r' => Some(' '),
        ' '..='~' => Some(c),
        '\0'..='\u{9f}' => return None,
        _ => match change(c) {
            Change::Keep => Some(c),
            Change::Drop => None,
            Change::Always(new) | Change::InMixed(new) => Some(new),
        },
    };
    Some((length, c))
}

/// `&#64;`, `&#x40;`, `&commat;`, `&amp;#64;`; a number without its semicolon, as browsers read it.
/// `outer` says that it may stand for the first sign of another.
fn entity(bytes: &[u8], outer: bool) -> Read {
    if bytes.get(1) == Some(&b'#') {
        return numbered(bytes);
    }
    let end = 1 + bytes.iter().skip(1).take(9).position(|b| *b == b';')?;
    let name = std::str::from_utf8(&bytes[1..end]).ok()?;
    if name == "amp" && outer {
        // The semicolon stands for the ampersand that it ends.
        if let Some((length, read)) = entity(&bytes[end..], false) {
            return Some((end + length, read));
        }
    }
    let named = NAMES.iter().find(|(known, _)| *known == name);
    let letter = || {
        let (first, accent) = name.split_at_checked(1)?;
        ACCENTS.contains(&accent).then(|| first.chars().next())?
    };
    if INVISIBLE.contains(&name) {
        return Some((end + 1, None));
    }
    Some((end + 1, Some(named.map(|(_, c)| *c).or_else(letter)?)))
}

/// `?#64;` or `?#x40;`, whatever stands first.
fn numbered(bytes: &[u8]) -> Read {
    let hexadecimal = matches!(bytes.get(2), Some(b'x' | b'X'));
    let (start, radix) = if hexadecimal { (3, 16) } else { (2, 10) };
    let digits = bytes.get(start..)?.iter().take(7);
    let digits = digits
        .take_while(|b| char::from(**b).is_digit(radix))
        .count();
    let end = start + digits;
    let written = std::str::from_utf8(&bytes[start..end]).ok()?;
    let c = char::from_u32(u32::from_str_radix(written, radix).ok()?)?;
    match bytes.get(end) {
        Some(b';') => reads(end + 1, c),
        Some(b) if char::from(*b).is_digit(radix) => None,
        _ if c.is_ascii_graphic() => reads(end, c),
        _ => None,
    }
}

/// `%40`, `%2540`, and the bytes of one character beyond ASCII.
fn percent(bytes: &[u8], at: usize) -> Read {
    match hex(bytes, at + 1, 2)? {
        // "%40s" is for a program to fill in.
        0x40 if !is_host(&bytes[at + 3..]) => None,
        0x25 => match hex(bytes, at + 3, 2).and_then(char::from_u32) {
            Some(c) if c.is_ascii() => reads(5, c),
            _ => reads(3, '%'),
        },
        _ => encoded(bytes, at, b'%'),
    }
}

/// Whether a host follows, as far as a dot and the letters behind it.
pub(super) fn is_host(behind: &[u8]) -> bool {
    let letter = |b: &u8| b.is_ascii_alphabetic() || *b >= 0x80;
    let in_host = |b: &&u8| letter(b) || b.is_ascii_digit() || b"-._%=".contains(b);
    let host = &behind[..behind.iter().take(80).take_while(in_host).count()];
    let opens = |b: &u8| letter(b) || b.is_ascii_digit();
    let dotted = |w: &[u8]| opens(&w[0]) && w[1] == b'.' && w[2..].iter().all(letter);
    let coded = |w: &[u8]| b"%=".contains(&w[0]) && w[1..].eq_ignore_ascii_case(b"2e");
    host.windows(4).any(dotted) || host.windows(3).any(coded)
}

/// The character whose bytes are written with a `sign` and two digits each.
pub(super) fn encoded(bytes: &[u8], at: usize, sign: u8) -> Read {
    let byte = |at: usize| {
        let code = (bytes.get(at) == Some(&sign)).then(|| hex(bytes, at + 1, 2))??;
        u8::try_from(code).ok()
    };
    let first = byte(at)?;
    let count = match first {
        0..0x80 => return reads(3, char::from(first)),
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return None,
    };
    let all: Option<Vec<u8>> = (0..count).map(|place| byte(at + 3 * place)).collect();
    let all = all?;
    let c = std::str::from_utf8(&all).ok()?.chars().next()?;
    reads(3 * count, c)
}

/// Backslashes and what they escape.
fn escape(bytes: &[u8], at: usize) -> Read {
    let run = bytes[at..].iter().take_while(|b| **b == b'\\').count();
    let behind = at + run + 1;
    let (length, c) = match *bytes.get(at + run)? {
        b'u' => (run + 5, char::from_u32(hex(bytes, behind, 4)?)?),
        b'x' => (run + 3, char::from_u32(hex(bytes, behind, 2)?)?),
        b'n' | b't' | b'r' if ends_a_line(&bytes[behind..]) => (run + 1, ' '),
        sign @ (b'"' | b'\'' | b'/' | b'_' | b'-' | b'.' | b'@' | b'*' | b'+') => {
            (run + 1, char::from(sign))
        }
        _ => return None,
    };
    reads(length, c)
}

/// Whether `\n` and the like before these bytes are escapes, and not the start of a name: of a folder, of a command.
fn ends_a_line(behind: &[u8]) -> bool {
    let in_token = |b: &&u8| !b.is_ascii_whitespace() && !b"\\\"'".contains(b);
    let mut token = behind.iter().take(64).take_while(in_token);
    !behind.first().is_some_and(u8::is_ascii_lowercase) || token.any(|b| *b == b'@')
}

/// `digits` hexadecimal digits at `at`.
pub(super) fn hex(bytes: &[u8], at: usize, digits: usize) -> Option<u32> {
    let written = bytes.get(at..at + digits)?;
    if !written.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(written).ok()?, 16).ok()
}
