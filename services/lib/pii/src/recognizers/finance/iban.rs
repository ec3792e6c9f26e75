//! International bank account numbers (ISO 13616): country, two check digits,
//! a national part of fixed length.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[Pattern {
    regex: r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,34}",
    score: 0.5,
    gate: Gate::Digits { min: 2, back: 2 },
    border: Border::Any,
}];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["iban", "bank", "account", "transfer"],
    validate: Some(validate),
    proves: true,
    ..recognizer("iban", "IBAN_CODE")
};

/// Country and total length, from the IBAN registry (SWIFT, release 99).
const LENGTHS: &[(&[u8; 2], usize)] = &[
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BI", 27),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DJ", 27),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FK", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HN", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"RU", 33),
    (b"SA", 24),
    (b"SC", 31),
    (b"SD", 18),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"SO", 23),
    (b"ST", 25),
    (b"SV", 28),
    (b"TL", 23),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VA", 22),
    (b"VG", 24),
    (b"XK", 20),
    (b"YE", 30),
];

/// Cuts the candidate at the country's length and checks it. Letters of one case
/// only: a form in mixed case is prose that passed by chance.
fn validate(found: &str) -> Verdict {
    let country: Vec<u8> = found
        .bytes()
        .take(2)
        .map(|b| b.to_ascii_uppercase())
        .collect();
    let Some((_, length)) = LENGTHS.iter().find(|(code, _)| code[..] == country[..]) else {
        return Verdict::Invalid;
    };
    let end = found
        .bytes()
        .enumerate()
        .filter(|(_, b)| b.is_ascii_alphanumeric())
        .nth(length - 1)
        .map(|(at, _)| at + 1);
    let Some(end) = end else {
        return Verdict::Invalid;
    };
    let whole = found
        .as_bytes()
        .get(end)
        .is_none_or(|b| !b.is_ascii_alphanumeric());
    let letters = || found[..end].bytes().filter(u8::is_ascii_alphabetic);
    let one_case =
        letters().all(|b| b.is_ascii_uppercase()) || letters().all(|b| b.is_ascii_lowercase());
    if whole && one_case && checksum::mod97(&found[..end]) {
        Verdict::Valid(end)
    } else {
        Verdict::Invalid
    }
}
