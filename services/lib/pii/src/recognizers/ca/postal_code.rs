//! Canadian postcodes.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(
        r"(?i)\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d\b",
        0.39,
        1,
        1,
    ),
    lettered(
        r"(?i)\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d\b",
        0.1,
        1,
        1,
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "postal code",
        "postcode",
        "canada",
        "ontario",
        "quebec",
        "québec",
        "alberta",
        "british columbia",
        "toronto",
        "montreal",
        "vancouver",
        "code postal",
    ],
    ..recognizer("ca_postal_code", "CA_POSTAL_CODE")
};
