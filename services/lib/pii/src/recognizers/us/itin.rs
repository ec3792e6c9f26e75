//! US individual taxpayer identification numbers.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

/// 9xx, then a group of 50-65, 70-88, 90-92 or 94-99 (IRS).
const PATTERNS: &[Pattern] = &[
    number(
        r"\b9\d{2}[- ](?:5\d|6[0-5]|7\d|8[0-8]|9[0-2]|9[4-9])[- ]\d{4}\b",
        0.5,
        9,
    ),
    number(
        r"\b9\d{2}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-2]|9[4-9])\d{4}\b",
        0.1,
        9,
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["itin", "taxpayer", "tax id", "individual taxpayer"],
    ..recognizer("us_itin", "US_ITIN")
};
