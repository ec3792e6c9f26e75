//! What is written with blanks in it: `anna @ example . com`, `a n n a @ x . o r g`, `4 1 1 1 1 1 ...`.

use std::ops::Range;

use super::coded::Code;
use super::spoken::{self, Written};

/// Characters that stand apart before they are read as one value, at least, and at most.
const FEWEST: usize = 7;
const MOST: usize = 64;
/// Digits of a number that is written so.
const DIGITS: std::ops::RangeInclusive<usize> = 9..=19;
/// Bytes looked at at once.
const BLOCK: usize = 64;

/// Adds the blanks of values that are written with blanks.
pub(super) fn spread(bytes: &[u8], found: &mut Vec<Code>) {
    for at in memchr::memchr_iter(b'@', bytes) {
        // "@bob" behind a blank is a handle.
        if bytes.get(at + 1).is_some_and(|b| b" \t".contains(b)) {
            address(bytes, at, found);
        }
    }
    let mut at = 0;
    while let Some(first) = next_spread(bytes, at) {
        let (places, end) = row(bytes, first);
        at = end.max(first + 1);
        if places.len() > MOST {
            continue;
        }
        let value = |is: fn(&u8) -> bool, reads: fn(&[u8]) -> bool| {
            let parts = places.split(|at| !is(&bytes[*at]));
            let value = |part: &&[usize]| {
                let read: Vec<u8> = part.iter().map(|at| bytes[*at]).collect();
                reads(&read)
            };
            parts.filter(value).collect::<Vec<_>>()
        };
        let addresses = value(in_address, is_address);
        let numbers = match addresses.is_empty() {
            true => value(in_number, is_number),
            false => Vec::new(),
        };
        for part in addresses.into_iter().chain(numbers) {
            let blanks = part.windows(2).map(|pair| pair[0] + 1..pair[1]);
            found.extend(blanks.map(|range| Code { range, reads: None }));
        }
    }
}

/// The signs of an address with blanks beside its `@`, which stands at `at`.
fn address(bytes: &[u8], at: usize, found: &mut Vec<Code>) {
    let start = at - spoken::blanks(bytes[..at].iter().rev());
    let end = at + 1 + spoken::blanks(bytes[at + 1..].iter());
    let mut signs = vec![(start..end, '@', Written::Plain)];
    let mut label = end..spoken::label(bytes, end);
    let mut labels = 1;
    while let Some(next) = next_label(bytes, label.end).filter(|_| labels < spoken::LABELS) {
        if next.start > label.end + 1 {
            signs.push((label.end..next.start, '.', Written::Plain));
        }
        (label, labels) = (next, labels + 1);
    }
    let local = spoken::local(bytes, start, &mut signs);
    // "lunch @ cafe.com" and "8 @ cafe.com" are speech; "anna@ example.com" is not.
    let named =
        |from: usize| !bytes[from].is_ascii_digit() && spoken::is_account(bytes, from, start);
    let believed = start == at || (local > 0 && named(start - local));
    if labels > 1 && local > 0 && spoken::is_last(&bytes[label]) && believed {
        found.extend(signs.into_iter().map(|(range, reads, _)| Code {
            range,
            reads: Some(reads),
        }));
    }
}

/// The label of a host behind a dot at `at`, with a blank on each side of the dot or none.
fn next_label(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let start = match bytes.get(at..)? {
        [b'.', ..] => at + 1,
        [b' ', b'.', b' ', ..] => at + 3,
        _ => return None,
    };
    let end = spoken::label(bytes, start);
    (end > start).then_some(start..end)
}

/// The next blank at or behind `from` of which two more follow, each two bytes behind the other.
fn next_spread(bytes: &[u8], from: usize) -> Option<usize> {
    let apart =
        |b: &[u8]| b[0] == b' ' && b[1] != b' ' && b[2] == b' ' && b[3] != b' ' && b[4] == b' ';
    let three = |at: usize| apart(&bytes[at..at + 5]);
    let last = bytes.len().checked_sub(4)?;
    let mut at = from;
    while at + BLOCK <= last {
        let from = |ahead: usize| bytes[at + ahead..at + ahead + BLOCK].iter();
        let blanks = from(0).zip(from(2)).zip(from(4));
        let any = blanks
            .zip(from(1))
            .fold(false, |any, (((a, b), c), between)| {
                any | ((*a == b' ') & (*b == b' ') & (*c == b' ') & (*between != b' '))
            });
        if any {
            break;
        }
        at += BLOCK;
    }
    (at..last).find(|at| three(*at))
}

/// The characters that stand alone around the blank at `blank`, each one blank behind the other, one more than there may
/// be where they are too many; and where they end.
fn row(bytes: &[u8], blank: usize) -> (Vec<usize>, usize) {
    let opens = |at: usize| at == 0 || bytes[at - 1].is_ascii_whitespace();
    let alone = |at: &usize| {
        let ends = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        bytes.get(*at).is_some_and(u8::is_ascii_graphic) && opens(*at) && ends
    };
    let first = blank.checked_sub(1).filter(alone).unwrap_or(blank + 1);
    let joined = |at: &usize| *at == first || bytes.get(at - 1) == Some(&b' ');
    let all = (first..)
        .step_by(2)
        .take_while(|at| alone(at) && joined(at));
    let (mut places, mut end) = (Vec::new(), first);
    for at in all {
        end = at + 1;
        if places.len() <= MOST {
            places.push(at);
        }
    }
    (places, end)
}

fn in_address(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"@._+-".contains(byte)
}

fn is_address(read: &[u8]) -> bool {
    let at = read.iter().position(|b| *b == b'@');
    let dot = read.iter().rposition(|b| *b == b'.');
    read.len() >= FEWEST && at.zip(dot).is_some_and(|(at, dot)| at > 0 && at + 1 < dot)
}

fn in_number(byte: &u8) -> bool {
    byte.is_ascii_digit() || b"-.()/+".contains(byte)
}

fn is_number(read: &[u8]) -> bool {
    DIGITS.contains(&read.iter().filter(|b| b.is_ascii_digit()).count())
}
