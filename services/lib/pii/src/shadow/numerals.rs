//! Numbers in words, digit by digit: `five five five, oh one two, nine nine double one`.

use std::ops::Range;

use super::coded::Code;
use super::hints::DIGIT_WORDS;

/// Digits of a number that is read out.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=19;

/// Words for a digit that is said once and stands more often.
const REPEATED: [(&[u8], usize); 3] = [(b"double", 2), (b"triple", 3), (b"treble", 3)];

/// A digit in words, and what stands before it.
struct Spoken {
    range: Range<usize>,
    digit: u8,
    /// A dash or a comma, not a blank alone.
    parted: bool,
}

/// Adds the words of numbers that are read out, and what is between them; `places` are where
/// words for digits may start.
pub(super) fn numerals(bytes: &[u8], places: &[usize], found: &mut Vec<Code>) {
    let mut end = 0;
    for &at in places {
        let inside = at.checked_sub(1).is_some_and(|i| in_word(bytes[i]));
        let said = digit(&bytes[at..word_end(bytes, at)], false).is_some();
        if at < end || inside || !said {
            continue;
        }
        let (spoken, behind) = read_out(bytes, with_repeat(bytes, at));
        end = behind;
        if DIGITS.contains(&spoken.len()) && !is_counting(&spoken) {
            write_out(&spoken, found);
        }
    }
}

/// Where the word for a repeated digit stands before the one at `at`; else `at`.
fn with_repeat(bytes: &[u8], at: usize) -> usize {
    let stands = |word: &&[u8]| {
        let start = at.checked_sub(word.len() + 1);
        start.is_some_and(|start| {
            let opens = start == 0 || !in_word(bytes[start - 1]);
            opens && bytes[start..at - 1].eq_ignore_ascii_case(word) && bytes[at - 1] == b' '
        })
    };
    REPEATED
        .iter()
        .map(|(word, _)| *word)
        .find(stands)
        .map_or(at, |word| at - word.len() - 1)
}

/// Whether each digit is as far from the one before as the next one, or there are two at most: a countdown, bits.
fn is_counting(spoken: &[Spoken]) -> bool {
    let digits: Vec<i8> = spoken.iter().map(|one| one.digit as i8).collect();
    let mut steps = digits
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).rem_euclid(10));
    let first = steps.next();
    let distinct = (0..10).filter(|digit| digits.contains(digit)).count();
    distinct <= 2 || steps.all(|step| Some(step) == first)
}

/// The digits that stand in words from `at` on, one more than there may be where they are too many, and their end.
fn read_out(bytes: &[u8], at: usize) -> (Vec<Spoken>, usize) {
    let mut spoken: Vec<Spoken> = Vec::new();
    let (mut at, mut parted, mut end) = (at, false, at);
    loop {
        let word = at..word_end(bytes, at);
        let repeated = REPEATED
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(&bytes[word.clone()]));
        let times = repeated.map_or(1, |(_, times)| *times);
        let said = match times {
            1 => word.clone(),
            _ => {
                let next = word.end + usize::from(bytes.get(word.end) == Some(&b' '));
                next..word_end(bytes, next)
            }
        };
        let Some(digit) = digit(&bytes[said.clone()], !spoken.is_empty()) else {
            break;
        };
        if times == 1 {
            spoken.push(Spoken {
                range: word,
                digit,
                parted,
            });
        } else {
            // The word that repeats stands for all but one.
            let middle = word.start + 2..word.end;
            let ranges = [word.start..word.start + 1, middle, said.clone()];
            let all = ranges.into_iter().skip(3 - times).enumerate();
            spoken.extend(all.map(|(place, range)| Spoken {
                range: if times == 2 && place == 0 {
                    word.clone()
                } else {
                    range
                },
                digit,
                parted: parted && place == 0,
            }));
        }
        spoken.truncate(DIGITS.end() + 1);
        end = said.end;
        let Some((next, part)) = gap(bytes, said.end) else {
            break;
        };
        (at, parted) = (next, part);
    }
    (spoken, end)
}

/// The digit of a word; those that are also something else count inside a number only.
fn digit(word: &[u8], inside: bool) -> Option<u8> {
    let known = DIGIT_WORDS
        .iter()
        .position(|known| known.as_bytes().eq_ignore_ascii_case(word));
    match known {
        Some(digit) => Some(digit as u8),
        None => (inside && (word.eq_ignore_ascii_case(b"oh") || word.eq_ignore_ascii_case(b"o")))
            .then_some(0),
    }
}

/// Where the next word starts behind what may part two digits, and whether that is more than blanks.
fn gap(bytes: &[u8], end: usize) -> Option<(usize, bool)> {
    let sign = |b: &u8| b" \t,-".contains(b);
    let length = bytes[end..].iter().take(4).take_while(|b| sign(b)).count();
    let start = end + length;
    if length == 0 || length == 4 {
        return None;
    }
    let marked = bytes[end..start].iter().any(|b| b",-".contains(b));
    let word = start..word_end(bytes, start);
    let dash = [&b"dash"[..], b"hyphen"]
        .iter()
        .any(|dash| dash.eq_ignore_ascii_case(&bytes[word.clone()]));
    match dash {
        true if bytes.get(word.end) == Some(&b' ') => Some((word.end + 1, true)),
        true => None,
        false => Some((start, marked)),
    }
}

/// Codes that read as the digits, in the groups that were spoken or those that such numbers have.
fn write_out(spoken: &[Spoken], found: &mut Vec<Code>) {
    let parts = spoken[1..].iter().filter(|one| one.parted).count();
    let grouped = parts > 0 && parts + 1 < spoken.len();
    let breaks: &[usize] = match spoken.len() {
        _ if grouped => &[],
        7 => &[3],
        9 => &[3, 5],
        10 => &[3, 6],
        11 => &[1, 4, 7],
        _ => &[],
    };
    for (place, one) in spoken.iter().enumerate() {
        if let Some(before) = place.checked_sub(1).map(|before| &spoken[before]) {
            let range = before.range.end..one.range.start;
            let dash = (grouped && one.parted) || breaks.contains(&place);
            if !range.is_empty() {
                let reads = dash.then_some('-');
                found.push(Code { range, reads });
            }
        }
        found.push(Code {
            range: one.range.clone(),
            reads: Some(char::from(b'0' + one.digit)),
        });
    }
}

fn word_end(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..]
        .iter()
        .take(8)
        .take_while(|b| in_word(**b))
        .count()
}

fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}
