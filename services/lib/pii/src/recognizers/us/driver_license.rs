//! US driving licences. Every state has its own form, so the context decides.

use crate::pattern::{at_words, lettered, number};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(
        r"(?i)\b(?:[A-Z]\d{3,14}|[A-Z]\d{18}|[A-Z]\d{6}R|[A-Z]{2}\d{2,7}|[A-Z]{2}\d{6}[A-Z]|[A-Z]\d[A-Z]\d[A-Z]|[A-Z]{3}\d{6}[A-Z0-9]?)\b",
        0.3,
        1,
        3,
    ),
    number(
        r"(?i)\b(?:\d{2}[A-Z]{3}\d{5,6}|\d{9}[A-Z]|\d{8}[A-Z]{2}|\d{3}[A-Z]{2}\d{4}|\d{7,8}[A-Z])\b",
        0.3,
        2,
    ),
    // As printed: Illinois and Wisconsin, Florida, Michigan and Maryland, New Jersey, Kansas and Virginia, Kentucky,
    // North Dakota; New York, Pennsylvania and Colorado have digits alone.
    lettered(
        r"(?i)\b(?:[A-Z]\d{3}-\d{4}-\d{4}(?:-\d{2})?|[A-Z]\d{3}-\d{3}-\d{2}-\d{3}-\d|[A-Z](?:[- ]\d{3}){4}|[A-Z]\d{4}(?:[- ]\d{5}){2}|[A-Z]\d{2}-\d{2}-\d{4}|[A-Z]\d{2}-\d{3}-\d{3}|[A-Z]{3}-\d{2}-\d{4})\b",
        0.3,
        6,
        4,
    ),
    number(
        r"\b(?:\d{3} \d{3} \d{3}|\d{2} \d{3} \d{3}|\d{2}-\d{3}-\d{4})\b",
        0.01,
        8,
    ),
    // Washington.
    at_words(r"(?i)\bWDL[A-Z0-9]{9}\b", 0.3, &["wdl"]),
    number(r"\b(?:\d{6,14}|\d{16})\b", 0.01, 6),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "driver's license",
        "drivers license",
        "driver license",
        "driver's licence",
        "driving license",
        "driving licence",
        "driver's permit",
        "driver license number",
        "license number",
        "licence number",
        "lic#",
        "dl number",
        "dl#",
        "dln",
        "dls",
        "cdls",
        "cdl",
    ],
    ..recognizer("us_driver_license", "US_DRIVER_LICENSE")
};
