//! UK number plates: the current form, and those before 2001 and 1983.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(
        r"(?i)\b[A-HJ-PR-Y]{2}(?:0[2-9]|[12]\d|5[1-9]|[67]\d)[- ]?[A-HJ-PR-Z]{3}\b",
        0.38,
        2,
        2,
    ),
    lettered(
        r"(?i)\b[A-HJ-NPR-TV-Y]\d{1,3}[- ]?[A-HJ-PR-Y][A-HJ-PR-Z]{2}\b",
        0.2,
        1,
        1,
    ),
    lettered(
        r"(?i)\b[A-HJ-PR-Z]{3}[- ]?\d{1,3}[- ]?[A-HJ-NPR-TV-Y]\b",
        0.15,
        1,
        4,
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "vehicle registration",
        "number plate",
        "licence plate",
        "license plate",
        "car reg",
        "reg number",
        "registration number",
        "vrn",
        "dvla",
        "v5c",
        "logbook",
        "plate",
    ],
    ..recognizer("uk_vehicle_registration", "UK_VEHICLE_REGISTRATION")
};
