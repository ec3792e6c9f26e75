//! Addresses in words, so that no program sees them: `anna [at] example (dot) com`, `anna at example dot com`,
//! `example[.]com`.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::coded::Code;
use crate::names::{self, COMMON, GIVEN, SURNAME};

/// What stands for a dot and for an at sign between words: made once, which costs as much as a short text.
static DOTS: LazyLock<[Finder; 3]> = LazyLock::new(|| [" dot ", " DOT ", " Dot "].map(Finder::new));
static ATS: LazyLock<[Finder; 3]> = LazyLock::new(|| [" at ", " AT ", " At "].map(Finder::new));

/// How a sign is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Plain,
    InBrackets,
    AsWord,
}

/// A sign between two words, with the blanks around it.
struct Sign {
    end: usize,
    reads: char,
    written: Written,
}

/// Last labels of hosts that are believed without a sign in brackets before them.
const LAST: [&str; 37] = [
    "com", "org", "net", "edu", "gov", "mil", "info", "biz", "io", "ai", "app", "dev", "co", "eu",
    "uk", "us", "ca", "au", "de", "ch", "fr", "es", "it", "pt", "nl", "be", "se", "pl", "in", "jp",
    "br", "ru", "mx", "tv", "xyz", "me", "at",
];

/// Blanks on each side of a sign, labels of a host, bytes of a label and of a local part: at most.
const BLANKS: usize = 2;
pub(super) const LABELS: usize = 6;
const LABEL: usize = 63;
const LOCAL: usize = 64;
/// How far before an address a word for mail makes it one, in bytes.
const NEAR: usize = 48;

/// Adds the signs of addresses in words.
pub(super) fn spoken(bytes: &[u8], found: &mut Vec<Code>) {
    for at in memchr::memchr3_iter(b'[', b'(', b'{', bytes) {
        let start = at - blanks(bytes[..at].iter().rev());
        match sign(bytes, start) {
            Some(Sign { reads: '@', .. }) => address(bytes, start, found),
            Some(Sign { end, reads, .. }) if between(bytes, start, end) => {
                let range = start..end;
                found.push(Code {
                    range,
                    reads: Some(reads),
                });
            }
            _ => {}
        }
    }
    if DOTS.iter().any(|dot| dot.find(bytes).is_some()) {
        for at in ATS.iter().flat_map(|at| at.find_iter(bytes)) {
            address(bytes, at, found);
        }
        for at in memchr::memchr_iter(b'@', bytes) {
            address(bytes, at, found);
        }
    }
}

/// The signs of an address whose `@`, however it is written, stands at `at`.
fn address(bytes: &[u8], at: usize, found: &mut Vec<Code>) {
    let Some(Sign {
        end,
        reads: '@',
        written,
    }) = sign(bytes, at)
    else {
        return;
    };
    let mut codes = vec![(at..end, '@', written)];
    let mut label = end..label(bytes, end);
    while label.start < label.end && codes.len() <= LABELS {
        let Some(dot) = sign(bytes, label.end).filter(|sign| sign.reads == '.') else {
            break;
        };
        let next = dot.end..self::label(bytes, dot.end);
        if next.is_empty() {
            break;
        }
        codes.push((label.end..dot.end, '.', dot.written));
        label = next;
    }
    let last = &bytes[label];
    let dots = &codes[1..];
    let in_brackets = dots.iter().any(|code| code.2 == Written::InBrackets);
    let known = is_last(last);
    let hosted =
        !dots.is_empty() && (known || (in_brackets && last.iter().all(u8::is_ascii_alphabetic)));
    let local = local(bytes, at, &mut codes);
    let believed = written != Written::AsWord || is_account(bytes, at - local, at);
    if hosted && local > 0 && believed {
        let spelled = codes.into_iter().filter(|code| code.2 != Written::Plain);
        found.extend(spelled.map(|(range, reads, _)| Code {
            range,
            reads: Some(reads),
        }));
    }
}

/// Whether a host ends with this label more often than a sentence does.
pub(super) fn is_last(label: &[u8]) -> bool {
    LAST.iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(label))
}

/// The sign at `at`, or behind blanks from there.
fn sign(bytes: &[u8], at: usize) -> Option<Sign> {
    let open = at + blanks(bytes[at..].iter());
    let sign = |end: usize, reads, written| {
        Some(Sign {
            end,
            reads,
            written,
        })
    };
    match *bytes.get(open)? {
        b'[' | b'(' | b'{' => {
            let inner = open + 1 + blanks(bytes[open + 1..].iter());
            let close = bytes[inner..]
                .iter()
                .take(9)
                .position(|b| b"])}".contains(b))?;
            let word = bytes[inner..inner + close]
                .trim_ascii()
                .to_ascii_lowercase();
            let reads = match word.as_slice() {
                b"at" | b"@" | b"at sign" | b"arroba" | b"arobase" => '@',
                b"dot" | b"." | b"point" | b"punkt" | b"punto" | b"period" => '.',
                _ => return None,
            };
            let end = inner + close + 1;
            sign(
                end + blanks(bytes[end..].iter()),
                reads,
                Written::InBrackets,
            )
        }
        byte @ (b'@' | b'.') if open == at => sign(at + 1, char::from(byte), Written::Plain),
        _ if open > at => {
            let end = label(bytes, open);
            let reads = match bytes[open..end].to_ascii_lowercase().as_slice() {
                b"at" => '@',
                b"dot" => '.',
                _ => return None,
            };
            let blanks = blanks(bytes[end..].iter());
            (blanks > 0).then_some(Sign {
                end: end + blanks,
                reads,
                written: Written::AsWord,
            })
        }
        _ => None,
    }
}

/// Length of the local part before `at`. Dots that it has as words are added.
pub(super) fn local(
    bytes: &[u8],
    at: usize,
    codes: &mut Vec<(std::ops::Range<usize>, char, Written)>,
) -> usize {
    let in_local = |b: &&u8| b.is_ascii_alphanumeric() || b"._%+-".contains(b) || **b >= 0x80;
    let word = |end: usize| {
        bytes[..end]
            .iter()
            .rev()
            .take(LOCAL)
            .take_while(in_local)
            .count()
    };
    let mut start = at - word(at);
    while start < at && codes.len() <= LABELS {
        const DOT: usize = " dot ".len();
        let Some(before) = start.checked_sub(DOT) else {
            break;
        };
        let length = word(before);
        if length == 0 || !bytes[before..start].eq_ignore_ascii_case(b" dot ") {
            break;
        }
        codes.push((before..start, '.', Written::AsWord));
        start = before - length;
    }
    at - start
}

/// Whether a local part before the word "at" looks like the name of an account: "it at amazon dot com" is speech.
pub(super) fn is_account(bytes: &[u8], start: usize, end: usize) -> bool {
    let local = &bytes[start..end];
    let marked = |b: &u8| b.is_ascii_digit() || b"._%+- ".contains(b);
    let class = std::str::from_utf8(local).map_or(0, names::class);
    let near = &bytes[start.saturating_sub(NEAR)..start];
    local.iter().any(marked)
        || (class & (GIVEN | SURNAME) != 0 && class & COMMON == 0)
        || near
            .windows(4)
            .any(|word| word.eq_ignore_ascii_case(b"mail"))
}

/// End of the letters, digits and hyphens from `at` on.
pub(super) fn label(bytes: &[u8], at: usize) -> usize {
    let in_label = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'-';
    at + bytes[at..].iter().take(LABEL).take_while(in_label).count()
}

pub(super) fn blanks<'a>(bytes: impl Iterator<Item = &'a u8>) -> usize {
    bytes
        .take(BLANKS)
        .take_while(|b| b" \t".contains(b))
        .count()
}

/// Whether a word ends at `start` and another begins at `end`.
fn between(bytes: &[u8], start: usize, end: usize) -> bool {
    let word = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    word(start.checked_sub(1).and_then(|i| bytes.get(i))) && word(bytes.get(end))
}
