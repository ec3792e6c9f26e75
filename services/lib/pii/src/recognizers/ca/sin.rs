//! Canadian social insurance numbers.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b[1-79]\d{2}(?:-\d{3}-| \d{3} )\d{3}\b", 0.5, 9),
    number(r"\b[1-79]\d{8}\b", 0.05, 9),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "sin",
        "sin number",
        "social insurance",
        "social insurance number",
        "assurance sociale",
        "numéro d'assurance sociale",
        "nas",
    ],
    validate: Some(|found| plausible(found, checksum::luhn(found))),
    ..recognizer("ca_sin", "CA_SIN")
};
