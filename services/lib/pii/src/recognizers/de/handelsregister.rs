//! Entries of the German commercial register.

use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[at_words(
    r"\b(?i:HR[AB])\s{0,3}\d{1,6}\b",
    0.5,
    &["hra", "hrb"],
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "handelsregister",
        "handelsregisternummer",
        "amtsgericht",
        "registergericht",
        "registerauszug",
    ],
    ..recognizer("de_handelsregister", "DE_HANDELSREGISTER")
};
