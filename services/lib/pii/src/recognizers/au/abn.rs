//! Australian business numbers.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{2}\s\d{3}\s\d{3}\s\d{3}\b", 0.1, 11),
    number(r"\b\d{11}\b", 0.01, 11),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["abn", "australian business number"],
    validate: Some(validate),
    proves: true,
    ..recognizer("au_abn", "AU_ABN")
};

/// Modulo 89 with the usual grouping is proof; eleven digits in a row need the
/// context.
fn validate(found: &str) -> Verdict {
    match (checksum::au_abn(found), found.len() > 11) {
        (false, _) => Verdict::Invalid,
        (true, true) => Verdict::Valid(found.len()),
        (true, false) => Verdict::Plausible(found.len()),
    }
}
