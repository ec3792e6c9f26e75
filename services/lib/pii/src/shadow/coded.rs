//! Characters that are written in another way: as HTML (`&#64;`), in an address (`%40`), as an escape of JSON
//! (`\u0040`), or in words, so that no program sees an address of mail (`anna [at] example (dot) com`).

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::find;
use regex_automata::meta::Regex;

/// Bytes of the longest word in brackets, with its brackets and a space on every side.
const LONGEST: usize = 9;

/// Last labels of hosts that people say: with any word, "meet at noon dot your i" would be an address.
const LAST: &str = "com|org|net|edu|gov|info|biz|io|ai|me|eu|uk|us|ca|au|de|at|ch|fr|es|it|pt|nl|be|se|pl|in|jp|br";

/// An address of mail in words.
static SPOKEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = "[A-Za-z0-9-]{1,63}";
    let at = r"(?i:\b[a-z0-9._%+-]{2,64}( at )";
    Regex::new(&format!(
        "{at}{name}( dot )(?:{name}( dot ))?(?:{LAST})\\b)"
    ))
    .ok()
});

/// What is written in another way: where, and the character, in order.
pub(super) fn coded(text: &str) -> Vec<(Range<usize>, char)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for at in memchr::memchr3_iter(b'&', b'%', b'\\', bytes) {
        let read = match bytes[at] {
            b'&' => entity(&bytes[at..]),
            b'%' => hex(bytes, at + 1, 2),
            _ => match bytes.get(at + 1) {
                Some(b'u') => hex(bytes, at + 2, 4),
                Some(b'x') => hex(bytes, at + 2, 2),
                _ => None,
            }
            .map(|(length, c)| (length + 1, c)),
        };
        found.extend(read.map(|(length, c)| (at..at + length, c)));
    }
    for at in memchr::memchr3_iter(b'[', b'(', b'{', bytes) {
        found.extend(bracketed(bytes, at));
    }
    if find(bytes, b" dot ").is_some() || find(bytes, b" DOT ").is_some() {
        spoken(text, &mut found);
    }
    found.sort_unstable_by_key(|(range, _)| range.start);
    // A character has one reading.
    let mut end = 0;
    found.retain(|(range, _)| {
        let first = range.start >= end;
        if first {
            end = range.end;
        }
        first
    });
    found
}

/// Letters, digits and signs of ASCII, and the space: all else would change what a text is like.
fn printable(code: u32) -> Option<char> {
    char::from_u32(code).filter(|c| (' '..='~').contains(c))
}

/// `&#64;`, `&#x40;` and a few with names: how long it is and what it stands for.
fn entity(bytes: &[u8]) -> Option<(usize, char)> {
    let end = bytes.iter().take(10).position(|b| *b == b';')?;
    let name = std::str::from_utf8(&bytes[1..end]).ok()?;
    let code = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        },
        None => match name {
            "commat" => '@',
            "period" => '.',
            "nbsp" => ' ',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => return None,
        }
        .into(),
    };
    Some((end + 1, printable(code)?))
}

/// `digits` hexadecimal digits at `at`, behind one byte that announces them.
fn hex(bytes: &[u8], at: usize, digits: usize) -> Option<(usize, char)> {
    let written = bytes.get(at..at + digits)?;
    if !written.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let written = std::str::from_utf8(written).ok()?;
    let code = u32::from_str_radix(written, 16).ok()?;
    Some((digits + 1, printable(code)?))
}

/// `[at]`, `( dot )` and the like, between two words.
fn bracketed(bytes: &[u8], at: usize) -> Option<(Range<usize>, char)> {
    let spaces = |bytes: &mut dyn Iterator<Item = &u8>| usize::from(bytes.next() == Some(&b' '));
    let start = at - spaces(&mut bytes[..at].iter().rev());
    let inner = at + 1 + spaces(&mut bytes[at + 1..].iter());
    let rest = &bytes[inner..];
    let close = rest.iter().take(LONGEST).position(|b| b"])}".contains(b))?;
    let word = rest[..close].strip_suffix(b" ").unwrap_or(&rest[..close]);
    let stands_for = match word.to_ascii_lowercase().as_slice() {
        b"at" | b"@" => '@',
        b"dot" | b"." => '.',
        _ => return None,
    };
    let end = inner + close + 1;
    let end = end + spaces(&mut bytes[end..].iter());
    let word = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let between = word(start.checked_sub(1).and_then(|i| bytes.get(i))) && word(bytes.get(end));
    between.then_some((start..end, stands_for))
}

/// `anna at example dot com`.
fn spoken(text: &str, found: &mut Vec<(Range<usize>, char)>) {
    let Some(regex) = &*SPOKEN else { return };
    for captures in regex.captures_iter(text) {
        for (group, stands_for) in [(1, '@'), (2, '.'), (3, '.')] {
            found.extend(captures.get_group(group).map(|at| (at.range(), stands_for)));
        }
    }
}
