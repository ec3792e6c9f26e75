//! Numbers of court cases: applications to the European Court of Human Rights, cases of
//! the Court of Justice, dockets of US courts, and numbers behind their label.

use crate::pattern::{at_words, number};
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{3,6}/\d{2}\b", 0.35, 5),
    at_words(r"\b[CTF]-\d{1,4}/\d{2}\b", 0.39, &["c-", "t-", "f-"]),
    number(
        r"\b\d{1,2}:\d{2}-(?:cv|cr|mc|md|mj|bk|ap|po)-\d{3,6}(?:-[A-Z]{2,4}){0,3}\b",
        0.9,
        8,
    ),
    at_words(
        r#"\b(?i:case|docket|petition|claim|appeal|suit|application|court file|cause|matter)[ _-]?(?i:nos?\b\.?|number|id\b|#)["\x27]?[ \t]{0,2}(?:[:=]|(?i:is|was)\b)?[ \t]{0,2}["\x27]?([A-Z]{0,4}[- ]?\d{1,6}(?:[-/.]?[A-Za-z0-9]{1,8}|[ ][A-Z0-9]{1,8}){0,4})\b"#,
        0.6,
        &[
            "case",
            "docket",
            "petition",
            "claim",
            "appeal",
            "suit",
            "application",
            "court file",
            "cause",
            "matter",
        ],
    ),
    number(r"\b\d{1,3} [A-Z][A-Za-z]{0,4} \d{1,5}/\d{2}\b", 0.39, 4),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "application",
        "applications",
        "application no",
        "application nos",
        "appl",
        "case",
        "cases",
        "case no",
        "judgment",
        "docket",
        "lodged",
        "no",
        "nos",
    ],
    validate: Some(|found| plausible(found, found.bytes().filter(u8::is_ascii_digit).count() >= 3)),
    ..recognizer("case_number", "CASE_NUMBER")
};
