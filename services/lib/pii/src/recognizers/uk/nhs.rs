//! UK NHS numbers: ten digits with a check digit, often written 3-3-4.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

/// Just under the default threshold: with context it outranks a phone number of
/// the same digits.
const PATTERNS: &[Pattern] = &[number(r"\b\d{3}[- ]?\d{3}[- ]?\d{4}\b", 0.39, 10)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "nhs",
        "nhs number",
        "national health service",
        "health service",
    ],
    validate: Some(validate),
    ..recognizer("uk_nhs", "UK_NHS")
};

/// One ten-digit number in eleven passes, phone numbers among them: the check
/// digit rules out and the context rules in.
fn validate(found: &str) -> Verdict {
    if checksum::nhs_number(found) {
        Verdict::Plausible(found.len())
    } else {
        Verdict::Invalid
    }
}
