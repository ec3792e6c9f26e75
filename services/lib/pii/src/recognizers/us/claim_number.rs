//! US claim numbers of health insurers.

use crate::pattern::{at_words, lettered};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    at_words(
        r"\b(?i:claim)(?:[ \t]?(?i:#|no\.?|number|id))?[ \t]?:?[ \t]{0,2}((?i:CLM-?)?\d{6,15})\b",
        0.35,
        &["claim"],
    ),
    lettered(r"\b(?i:CLM)-?\d{6,15}\b", 0.1, 6, 4),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["claim", "claim number", "billing"],
    ..recognizer("us_claim_number", "US_CLAIM_NUMBER")
};
