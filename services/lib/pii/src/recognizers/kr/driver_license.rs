//! Korean driving licences: region 11 to 28 and ten more digits.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[number(
    r"\b(?:1[1-9]|2[0-68])[- ]?\d{2}[- ]?\d{6}[- ]?\d{2}\b",
    0.05,
    12,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "운전면허",
        "운전면허번호",
        "면허번호",
        "korean driver license",
        "korean driver's license",
        "driver's license",
    ],
    ..recognizer("kr_driver_license", "KR_DRIVER_LICENSE")
};
