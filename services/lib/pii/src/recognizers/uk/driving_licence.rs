//! UK driving licences: surname, birth date and initials in sixteen symbols.

use crate::pattern::lettered;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?i)\b[A-Z9]{5}\d(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12]\d|3[01])\d[A-Z9]{2}[A-Z0-9][A-Z]{2}\b",
    0.5,
    6,
    5,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "driving licence",
        "driving license",
        "driver's licence",
        "driver's license",
        "dvla",
        "licence number",
        "license number",
        "dl number",
    ],
    validate: Some(validate),
    ..recognizer("uk_driving_licence", "UK_DRIVING_LICENCE")
};

/// The surname has letters, and nines only behind them.
fn validate(found: &str) -> Verdict {
    let surname = found[..5].trim_end_matches('9');
    plausible(
        found,
        !surname.is_empty() && surname.bytes().all(|b| b.is_ascii_alphabetic()),
    )
}
