//! Italian driving licences in context.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?i)\b(?:[A-Z]{2}\d{7}[A-Z]|U1[B-HJ-NPR-UW-Z0-9]{7}[A-Z])\b",
    0.2,
    1,
    2,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "patente",
        "patente di guida",
        "licenza di guida",
        "driving licence",
        "driver's license",
    ],
    ..recognizer("it_driver_license", "IT_DRIVER_LICENSE")
};
