//! South African company numbers.

use crate::pattern::{lettered, number};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    number(r"\b(?:19|20)\d{2}/\d{6}/\d{2}\b", 0.39, 12),
    lettered(
        r"(?i)\b(?:CK|K|T|W|B|M|N|NR)(?:18|19|20)\d{2}/\d{6}\b",
        0.3,
        10,
        2,
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "cipc",
        "company registration",
        "registration number",
        "close corporation",
        "enterprise number",
        "company reg",
    ],
    ..recognizer("za_company_registration", "ZA_COMPANY_REGISTRATION")
};
