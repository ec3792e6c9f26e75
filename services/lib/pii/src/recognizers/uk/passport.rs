//! UK passports: nine digits, or two letters and seven, in context.

use crate::pattern::{lettered, number};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(r"(?i)\b[A-Z]{2}\d{7}\b", 0.1, 7, 2),
    number(r"\b\d{9}\b", 0.04, 9),
];

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
