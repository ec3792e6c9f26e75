//! Characters that are written in another way: as HTML (`&#64;`), in an address (`%40`), or as an escape of JSON and
//! programs (`\u0040`, `\"`). One more layer of the same (`%2540`, `&amp;#64;`, `\\u0040`) is seen through.

use std::ops::Range;

use super::spoken::spoken;
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
pub(super) fn coded(text: &str) -> Vec<Code> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut end = 0;
    for at in memchr::memchr3_iter(b'&', b'%', b'\\', bytes) {
        // A run of backslashes is read at its first.
        let in_run = bytes[at] == b'\\' && at > 0 && bytes[at - 1] == b'\\';
        if at < end || in_run {
            continue;
        }
        let read = match bytes[at] {
            b'&' => entity(&bytes[at..]),
            b'%' => percent(bytes, at),
            _ => escape(bytes, at),
        };
        if let Some((length, reads)) = read {
            end = at + length;
            let range = at..end;
            found.push(Code { range, reads });
        }
    }
    spoken(bytes, &mut found);
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

/// How many bytes a code has, and what they read.
type Read = Option<(usize, Option<char>)>;

/// `length` bytes that stand for a character. What breaks a line is a space; other control characters are no text.
fn reads(length: usize, c: char) -> Read {
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

/// `&#64;`, `&#x40;`, `&commat;`, `&amp;#64;`.
fn entity(bytes: &[u8]) -> Read {
    let end = bytes.iter().take(10).position(|b| *b == b';')?;
    let name = std::str::from_utf8(&bytes[1..end]).ok()?;
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return reads(end + 1, char::from_u32(code)?);
    }
    if name == "amp" && bytes.get(end + 1) == Some(&b'#') {
        // The semicolon stands for the ampersand that it ends.
        let (length, read) = number_behind(&bytes[end..])?;
        return Some((end + length, read));
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

/// `?#64;`, whatever stands first.
fn number_behind(bytes: &[u8]) -> Read {
    let end = 1 + bytes.iter().skip(1).take(9).position(|b| *b == b';')?;
    let digits = std::str::from_utf8(bytes.get(2..end)?).ok()?;
    reads(end + 1, char::from_u32(digits.parse().ok()?)?)
}

/// `%40`, `%2540`, and the bytes of one character beyond ASCII.
fn percent(bytes: &[u8], at: usize) -> Read {
    let (length, first) = percent_byte(bytes, at)?;
    if first == b'%' {
        let again = hex(bytes, at + length, 2).and_then(char::from_u32);
        if let Some(c) = again.filter(char::is_ascii) {
            return reads(length + 2, c);
        }
    }
    let more = match first {
        0..0x80 => return reads(length, char::from(first)),
        0xc2..0xe0 => 1,
        0xe0..0xf0 => 2,
        0xf0..0xf5 => 3,
        _ => return None,
    };
    let (mut encoded, mut end) = (vec![first], at + length);
    for _ in 0..more {
        let (length, byte) = percent_byte(bytes, end)?;
        encoded.push(byte);
        end += length;
    }
    let c = std::str::from_utf8(&encoded).ok()?.chars().next()?;
    reads(end - at, c)
}

fn percent_byte(bytes: &[u8], at: usize) -> Option<(usize, u8)> {
    let code = (bytes.get(at) == Some(&b'%')).then(|| hex(bytes, at + 1, 2))??;
    Some((3, u8::try_from(code).ok()?))
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
fn hex(bytes: &[u8], at: usize, digits: usize) -> Option<u32> {
    let written = bytes.get(at..at + digits)?;
    if !written.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(written).ok()?, 16).ok()
}
