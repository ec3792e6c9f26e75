//! South African driving licences in context.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[number(r"(?i)\b\d{6,10}[A-Z0-9]{2,5}\b", 0.3, 6)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "driver's licence",
        "driver's license",
        "driving licence",
        "driving license",
        "drivers licence",
        "enatis",
        "natis",
        "licence number",
        "license number",
    ],
    validate: Some(|found| {
        plausible(
            found,
            (10..=14).contains(&found.len()) && found.bytes().any(|b| b.is_ascii_alphabetic()),
        )
    }),
    ..recognizer("za_driver_license", "ZA_DRIVER_LICENSE")
};
