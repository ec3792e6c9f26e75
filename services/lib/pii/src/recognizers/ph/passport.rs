//! Philippine passports in context.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?i)\b(?:[A-Z]\d{7}[A-Z]|[A-Z]{2}\d{7})\b",
    0.1,
    7,
    2,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "philippine passport",
        "philippines passport",
        "pasaporte",
        "passport",
        "passport number",
        "dfa",
    ],
    ..recognizer("ph_passport", "PH_PASSPORT")
};
