//! Indian voter cards (EPIC).

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(r"(?i)\b[A-Z][ABCDGHJKMNPRSY][A-Z]\d{7}\b", 0.39, 7, 3),
    lettered(r"(?i)\b[A-Z]{3}\d{7}\b", 0.3, 7, 3),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "voter",
        "voter id",
        "voter card",
        "epic",
        "elector photo identity card",
    ],
    ..recognizer("in_voter", "IN_VOTER")
};
