//! Bank codes (ISO 9362), in context.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[Pattern {
    regex: r"\b[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\b",
    score: 0.2,
    gate: Gate::Always,
    border: Border::Number,
}];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["swift", "bic", "swift code", "swift/bic", "bic code"],
    ..recognizer("swift", "SWIFT_CODE")
};
