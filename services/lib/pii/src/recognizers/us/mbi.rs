//! US Medicare beneficiary identifiers: eleven symbols without S, L, O, I, B and Z.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    number(
        r"(?i)\b[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-[AC-HJKMNP-RT-Y]{2}[0-9]{2}\b",
        0.5,
        1,
    ),
    number(
        r"(?i)\b[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9][AC-HJKMNP-RT-Y]{2}[0-9]{2}\b",
        0.3,
        1,
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "medicare",
        "mbi",
        "beneficiary",
        "cms",
        "medicaid",
        "hic",
        "hicn",
    ],
    ..recognizer("us_mbi", "US_MBI")
};
