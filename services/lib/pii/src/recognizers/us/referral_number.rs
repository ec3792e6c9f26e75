//! US referral numbers.

use crate::pattern::{at_words, lettered};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    at_words(
        r"\b(?i:referral)(?:[ \t]?(?i:#|no\.?|number|id))?[ \t]?:?[ \t]{0,2}((?i:REF-?|INF-?)?\d{6,12})\b",
        0.35,
        &["referral"],
    ),
    lettered(r"\b(?i:REF|INF)-?\d{6,12}\b", 0.1, 6, 4),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["referral", "referral number", "referring"],
    ..recognizer("us_referral_number", "US_REFERRAL_NUMBER")
};
