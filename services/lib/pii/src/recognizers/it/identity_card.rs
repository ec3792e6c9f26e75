//! Italian identity cards in context: paper, and the two electronic forms.

use crate::pattern::{lettered, number};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(r"(?i)\b[A-Z]{2} ?\d{7}\b", 0.01, 7, 3),
    number(r"(?i)\b\d{7}[A-Z]{2}\b", 0.01, 7),
    lettered(r"(?i)\b[A-Z]{2}\d{5}[A-Z]{2}\b", 0.01, 5, 2),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "carta d'identità",
        "carta d'identita",
        "carta di identità",
        "carta identità",
        "cie",
        "documento di riconoscimento",
        "identity card",
    ],
    ..recognizer("it_identity_card", "IT_IDENTITY_CARD")
};
