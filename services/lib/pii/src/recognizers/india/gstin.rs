//! Indian GST numbers: state, PAN, number, Z and a check character.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[number(
    r"(?i)\b(?:0[1-9]|[12]\d|3[0-7])[A-Z0-9]{5}\d{4}[A-Z][A-Z0-9]Z[A-Z0-9]\b",
    0.39,
    2,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "gstin",
        "gst",
        "gst number",
        "gst registration",
        "goods and services tax",
    ],
    validate: Some(validate),
    proves: true,
    ..recognizer("in_gstin", "IN_GSTIN")
};

/// The number inside has three letters at least in its first five places. The
/// check character proves; without it the context has to speak.
fn validate(found: &str) -> Verdict {
    if found[2..7].bytes().filter(u8::is_ascii_alphabetic).count() < 3 {
        Verdict::Invalid
    } else if checksum::in_gstin(found) {
        Verdict::Valid(found.len())
    } else {
        Verdict::Plausible(found.len())
    }
}
