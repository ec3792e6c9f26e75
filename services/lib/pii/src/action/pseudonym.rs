//! Invented values of the same form: a digit stays a digit, a letter a letter, a
//! name a name, a date a date, an e-mail address an e-mail address.
//!
//! A pseudonym follows from the key, the subject, the type and the value without
//! its case and separators, and from nothing else. Two values may get the same
//! one (a two-digit number has ninety others), so a pseudonym is no identifier.

use std::sync::LazyLock;

use corpus::synth::MONTHS;

use super::Key;
use super::key::Stream;
use crate::names;

/// The given names and surnames pseudonyms are drawn from: those of our lists
/// that are no ordinary words.
static NAMES: LazyLock<[Vec<&'static str>; 2]> =
    LazyLock::new(|| [names::GIVEN, names::SURNAME].map(names::plain));

/// The pseudonym of a value.
pub(super) fn of(key: &Key, subject: &str, entity: &str, found: &str) -> String {
    match entity {
        "PERSON" => names_for(key, subject, found),
        "EMAIL_ADDRESS" => email(key, subject, found),
        "DATE_TIME" | "DATE_OF_BIRTH" | "AGE" => {
            date(&mut stream(key, subject, entity, found), found)
        }
        "IP_ADDRESS" if found.contains('.') => {
            octets(&mut stream(key, subject, entity, found), found)
        }
        _ => different(found, stream(key, subject, entity, found), shaped),
    }
}

fn stream(key: &Key, subject: &str, entity: &str, found: &str) -> Stream {
    let bare: String = found
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    key.stream(&[subject.as_bytes(), entity.as_bytes(), bare.as_bytes()])
}

/// Draws until the result differs from the value, where it can.
fn different(found: &str, mut stream: Stream, draw: fn(&mut Stream, &str) -> String) -> String {
    let mut drawn = draw(&mut stream, found);
    // A value without letters and digits never differs.
    for _ in 0..4 {
        if drawn != found {
            break;
        }
        drawn = draw(&mut stream, found);
    }
    drawn
}

/// Letters for letters of the same case, digits for digits; a number that does
/// not start with 0 does not start with 0. Hexadecimal stays so.
fn shaped(stream: &mut Stream, found: &str) -> String {
    let hexadecimal = found.contains(|c: char| c.is_ascii_digit())
        && found.contains(|c: char| c.is_ascii_alphabetic())
        && found
            .chars()
            .all(|c| c.is_ascii_hexdigit() || ":-.".contains(c));
    let letters = if hexadecimal { 6 } else { 26 };
    let mut before = None;
    found
        .chars()
        .map(|c| {
            let opens = !before.replace(c).is_some_and(|b: char| b.is_ascii_digit());
            let offset = |base: u8, n: usize| char::from(base + n as u8);
            match c {
                '1'..='9' if opens => offset(b'1', stream.below(9)),
                '0'..='9' => offset(b'0', stream.below(10)),
                'a'..='z' => offset(b'a', stream.below(letters)),
                _ if c.is_lowercase() => offset(b'a', stream.below(letters)),
                'A'..='Z' => offset(b'A', stream.below(letters)),
                _ if c.is_uppercase() => offset(b'A', stream.below(letters)),
                _ if c.is_alphabetic() => offset(b'a', stream.below(letters)),
                _ => c,
            }
        })
        .collect()
}

/// A name for each word, so that a surname on its own stays the surname of the
/// full name. Titles and particles stay, an initial becomes an initial.
fn names_for(key: &Key, subject: &str, found: &str) -> String {
    const STAY: [&str; 26] = [
        "mr", "mrs", "ms", "mx", "dr", "prof", "sir", "dame", "lady", "miss", "herr", "frau",
        "van", "von", "de", "der", "den", "da", "di", "del", "la", "le", "bin", "al", "jr", "sr",
    ];
    let words: Vec<&str> = found.split_inclusive(char::is_whitespace).collect();
    let is_name = |word: &&str| {
        let bare = word.trim().trim_end_matches(['.', ',']);
        bare.chars().any(char::is_alphabetic) && !STAY.contains(&bare.to_lowercase().as_str())
    };
    let last = words.iter().rposition(is_name);
    let mut result = String::new();
    for (i, word) in words.iter().enumerate() {
        let bare = word.trim_end();
        let bare = bare.trim_end_matches([',', ';', ':']);
        let bare = ["'s", "’s"]
            .iter()
            .find_map(|s| bare.strip_suffix(s))
            .unwrap_or(bare);
        if !is_name(word) {
            result += word;
            continue;
        }
        let mut stream = key.stream(&[
            subject.as_bytes(),
            b"PERSON",
            bare.to_lowercase().as_bytes(),
        ]);
        let initial = bare.trim_end_matches('.').chars().count() == 1;
        if initial {
            result += &shaped(&mut stream, bare);
        } else {
            // What a word is, the word itself says: its place only where no list does.
            let class = names::class(bare);
            let surname = match (class & names::GIVEN != 0, class & names::SURNAME != 0) {
                (true, false) => false,
                (false, true) => true,
                _ => words.len() > 1 && Some(i) == last,
            };
            result += &in_case(bare, draw_name(&mut stream, surname, bare));
        }
        result += &word[bare.len()..];
    }
    result
}

fn draw_name(stream: &mut Stream, surname: bool, bare: &str) -> &'static str {
    let list = &NAMES[usize::from(surname)];
    let mut drawn = list[stream.below(list.len())];
    if drawn.eq_ignore_ascii_case(bare) {
        drawn = list[stream.below(list.len())];
    }
    drawn
}

/// A lower-case word in the case of another.
fn in_case(like: &str, word: &str) -> String {
    let shouted = like
        .chars()
        .filter(|c| c.is_alphabetic())
        .all(char::is_uppercase);
    if shouted {
        word.to_uppercase()
    } else if like.starts_with(char::is_uppercase) {
        let mut chars = word.chars();
        chars.next().map_or(String::new(), |first| {
            first.to_uppercase().collect::<String>() + chars.as_str()
        })
    } else {
        word.to_owned()
    }
}

/// A local part of the same form, at a domain that belongs to nobody (RFC 2606).
fn email(key: &Key, subject: &str, found: &str) -> String {
    const DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];
    let mut stream = stream(key, subject, "EMAIL_ADDRESS", found);
    let (local, _) = found.rsplit_once('@').unwrap_or((found, ""));
    let domain = DOMAINS[stream.below(DOMAINS.len())];
    let lower = local.to_lowercase();
    format!("{}@{domain}", different(&lower, stream, shaped))
}

/// Each number of a date by another that fits its place, each month's name by
/// another's.
fn date(stream: &mut Stream, found: &str) -> String {
    let mut result = String::new();
    let mut rest = found;
    while let Some(c) = rest.chars().next() {
        let digit = c.is_ascii_digit();
        let same = |c: char| {
            if digit {
                c.is_ascii_digit()
            } else {
                c.is_alphabetic()
            }
        };
        let length = rest.find(|c: char| !same(c)).unwrap_or(rest.len());
        if length == 0 {
            result.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (part, behind) = rest.split_at(length);
        result += &if digit {
            date_number(stream, part)
        } else {
            month(stream, part)
        };
        rest = behind;
    }
    result
}

fn date_number(stream: &mut Stream, part: &str) -> String {
    let value: usize = part.parse().unwrap_or(usize::MAX);
    let width = part.len();
    let new = match (value, width) {
        (1000..=2999, 4) => value - value.min(3) + stream.below(7),
        (1..=12, 1 | 2) => 1 + stream.below(if width == 1 { 9 } else { 12 }),
        (13..=28, 2) => 13 + stream.below(16),
        (29..=31, 2) => 13 + stream.below(16),
        _ => return shaped(stream, part),
    };
    format!("{new:0width$}")
}

fn month(stream: &mut Stream, part: &str) -> String {
    let short = part.len() == 3;
    let is_month = |name: &&str| {
        name.eq_ignore_ascii_case(part) || (short && name[..3].eq_ignore_ascii_case(part))
    };
    if !MONTHS.iter().any(is_month) {
        return part.to_owned();
    }
    let name = MONTHS[stream.below(12)].to_lowercase();
    in_case(part, if short { &name[..3] } else { &name })
}

/// An IPv4 address by another; a prefix length stays.
fn octets(stream: &mut Stream, found: &str) -> String {
    let (address, prefix) = found
        .split_once('/')
        .map_or((found, None), |(a, p)| (a, Some(p)));
    let mut new: Vec<String> = Vec::new();
    for octet in address.split('.') {
        let number = octet.parse::<u8>().is_ok();
        let byte = stream.below(256).to_string();
        new.push(if number { byte } else { shaped(stream, octet) });
    }
    let new = new.join(".");
    prefix.map_or(new.clone(), |prefix| format!("{new}/{prefix}"))
}
