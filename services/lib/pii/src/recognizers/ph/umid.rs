//! Philippine multi-purpose identity numbers.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{4}-\d{7}-\d\b", 0.39, 12),
    number(r"\b\d{12}\b", 0.3, 12),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "umid",
        "unified multi-purpose id",
        "common reference number",
        "crn",
        "sss",
        "gsis",
        "philhealth",
        "pag-ibig",
    ],
    ..recognizer("ph_umid", "PH_UMID")
};
