//! German number plates.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[Pattern {
    regex: r"\b(?:[A-Za-z]|\xc3[\x84\x96\x9c\xa4\xb6\xbc]){1,3}(?:[ \n][A-Za-z]{1,2}[ \n]|-[A-Za-z]{1,2}[- ])\d{1,4}[EHeh]?\b",
    score: 0.3,
    gate: Gate::Digits { min: 1, back: 10 },
    border: Border::Number,
}];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "kennzeichen",
        "kfz",
        "kfz-kennzeichen",
        "kraftfahrzeugkennzeichen",
        "nummernschild",
        "fahrzeugkennzeichen",
        "amtliches kennzeichen",
        "fahrzeugschein",
        "zulassung",
    ],
    ..recognizer("de_kfz", "DE_KFZ")
};
