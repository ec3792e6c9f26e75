//! US national provider identifiers.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b[12]\d{3}[ -]\d{3}[ -]\d{3}\b", 0.38, 10),
    number(r"\b[12]\d{9}\b", 0.1, 10),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "npi",
        "national provider",
        "provider id",
        "provider identifier",
        "provider number",
        "taxonomy",
        "billing provider",
        "rendering provider",
    ],
    validate: Some(validate),
    ..recognizer("us_npi", "US_NPI")
};

/// One number in ten passes the check digit: it rules out, the context rules in.
/// Nine equal digits are a placeholder.
fn validate(found: &str) -> Verdict {
    let digits: String = checksum::digits(found).map(|d| d.to_string()).collect();
    let body = &digits[..digits.len() - 1];
    let same = body.bytes().all(|b| Some(b) == body.bytes().next());
    plausible(found, checksum::us_npi(&digits) && !same)
}
