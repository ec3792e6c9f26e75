//! Indian permanent account numbers; the fourth letter says what the holder is.

use crate::pattern::lettered;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(r"(?i)\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b", 0.39, 4, 5),
    lettered(r"(?i)\b[A-Z]{5}\d{4}[A-Z]\b", 0.1, 4, 5),
    lettered(r"\b[A-Za-z0-9_@#$%^?~-]{10}\b", 0.01, 4, 6),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["pan", "pan number", "pan card", "permanent account number"],
    validate: Some(|found| {
        plausible(
            found,
            found.bytes().any(|b| b.is_ascii_alphabetic()) && four_digits(found),
        )
    }),
    ..recognizer("in_pan", "IN_PAN")
};

fn four_digits(found: &str) -> bool {
    found
        .as_bytes()
        .windows(4)
        .any(|four| four.iter().all(u8::is_ascii_digit))
}
