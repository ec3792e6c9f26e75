//! South African number plates.

use crate::pattern::{lettered, number};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(
        r"(?i)\b(?:[A-Z]{2,4}\d{2,4}[A-Z]{0,4}|[A-Z]{2} ?\d{2} ?[A-Z]{2} ?|[A-Z]{2,3} ?\d{2,3} ?)(?:GP|ZN|WP|EC|NC|FS|LP|MP|NW)\b",
        0.3,
        2,
        5,
    ),
    number(r"(?i)\b\d{2,3} ?[A-Z]{2,3} ?EC\b", 0.3, 2),
    // Western Cape and KwaZulu-Natal: the town and a number.
    lettered(
        r"\b[CN][A-Z]{1,2} ?(?:\d{3}[- ]?\d{3}|\d{2,5})\b",
        0.05,
        2,
        4,
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "licence plate",
        "license plate",
        "number plate",
        "vehicle registration",
        "plate number",
        "enatis",
        "natis",
    ],
    ..recognizer("za_license_plate", "ZA_LICENSE_PLATE")
};
