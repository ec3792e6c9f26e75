//! Indian Aadhaar numbers.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{4}(?:-\d{4}-| \d{4} |:\d{4}:)\d{4}\b", 0.3, 12),
    number(r"\b\d{12}\b", 0.01, 12),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["aadhaar", "aadhar", "uidai", "uid"],
    validate: Some(validate),
    proves: true,
    ..recognizer("in_aadhaar", "IN_AADHAAR")
};

/// Verhoeff with the usual grouping is proof; twelve digits in a row need the
/// context.
fn validate(found: &str) -> Verdict {
    match (checksum::in_aadhaar(found), found.len() > 12) {
        (false, _) => Verdict::Invalid,
        (true, true) => Verdict::Valid(found.len()),
        (true, false) => Verdict::Plausible(found.len()),
    }
}
