//! Australian Medicare numbers.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b[2-6]\d{3}\s\d{5}\s\d\b", 0.1, 10),
    number(r"\b[2-6]\d{9}\b", 0.01, 10),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["medicare", "medicare number", "medicare card"],
    validate: Some(validate),
    proves: true,
    ..recognizer("au_medicare", "AU_MEDICARE")
};

/// The check digit with the grouping of the card is proof; ten digits in a row
/// need the context.
fn validate(found: &str) -> Verdict {
    match (checksum::au_medicare(found), found.len() > 10) {
        (false, _) => Verdict::Invalid,
        (true, true) => Verdict::Valid(found.len()),
        (true, false) => Verdict::Plausible(found.len()),
    }
}
