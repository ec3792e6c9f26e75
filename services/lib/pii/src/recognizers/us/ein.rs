//! US employer identification numbers, by the prefixes the IRS assigns.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[number(
    r"\b(?:0[1-6]|1[0-6]|2[0-7]|3\d|4[0-8]|5\d|6[0-8]|7[1-7]|8[0-8]|9[0-589])-\d{7}\b",
    0.3,
    9,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "ein",
        "fein",
        "tin",
        "tax id",
        "tax identification",
        "taxpayer identification",
        "employer identification",
        "federal id",
        "irs",
    ],
    ..recognizer("us_ein", "US_EIN")
};
