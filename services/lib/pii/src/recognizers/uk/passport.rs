//! UK passports: nine digits, or two letters and seven, in context.

use crate::pattern::{at_words, lettered};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(r"(?i)\b[A-Z]{2}\d{7}\b", 0.1, 7, 2),
    // Nine digits are American passports too: the country has to be named.
    at_words(
        r"\b(?i:(?:uk|british|hm) passport(?: number| no\.?)?(?: is|:)? {0,2})(\d{9})\b",
        0.6,
        &["uk passport", "british passport", "hm passport"],
    ),
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
