//! South African identity numbers.

use crate::pattern::number;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b\d{10}[0-2][89]\d\b", 0.39, 13)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "id number",
        "identity number",
        "south african id",
        "rsa id",
        "smart id",
        "national id",
        "sa id",
    ],
    validate: Some(|found| proven(found, checksum::za_id(found))),
    proves: true,
    ..recognizer("za_id_number", "ZA_ID_NUMBER")
};
