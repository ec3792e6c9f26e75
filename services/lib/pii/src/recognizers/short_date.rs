//! A month with a day or a year in figures: it may be a fraction, so the context
//! decides.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    number(r"\b(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}\b", 0.2, 5),
    number(r"\b(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])\b", 0.1, 2),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["date", "birthday", "dob", "expires", "expiry"],
    ..recognizer("short_date", "DATE_TIME")
};
