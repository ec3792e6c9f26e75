//! US passports: nine digits, or a letter and eight.

use crate::pattern::{lettered, number};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(r"(?i)\b[A-Z]\d{8}\b", 0.1, 8, 1),
    number(r"\b\d{9}\b", 0.05, 9),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "passport",
        "passport number",
        "passport no",
        "passport#",
        "us passport",
        "travel document",
        "passport card",
    ],
    ..recognizer("us_passport", "US_PASSPORT")
};
