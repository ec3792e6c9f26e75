//! US prescription numbers.

use crate::pattern::{at_words, lettered};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    at_words(
        r"\b(?i:rx)(?:[ \t]?(?i:#|no\.?|number|id))?[ \t]?:?[ \t]{0,2}((?i:RX-?)?\d{6,12})\b",
        0.6,
        &["rx"],
    ),
    at_words(
        r"\b(?i:prescription)(?:[ \t]?(?i:#|no\.?|number|id))?[ \t]?:?[ \t]{0,2}((?i:RX-?)?\d{6,12})\b",
        0.35,
        &["prescription"],
    ),
    lettered(r"\b(?i:RX)-?\d{6,12}\b", 0.1, 6, 3),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["prescription", "pharmacy", "medication"],
    ..recognizer("us_prescription_number", "US_PRESCRIPTION_NUMBER")
};
