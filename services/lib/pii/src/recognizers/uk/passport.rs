//! UK passports: two letters and seven digits in context.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(r"(?i)\b[A-Z]{2}\d{7}\b", 0.1, 7, 2)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "passport",
        "passport number",
        "uk passport",
        "british passport",
        "travel document",
        "his majesty",
        "her majesty",
        "hm passport",
        "hmpo",
    ],
    ..recognizer("uk_passport", "UK_PASSPORT")
};
