//! Australian company numbers.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{3}\s\d{3}\s\d{3}\b", 0.1, 9),
    number(r"\b\d{9}\b", 0.01, 9),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["acn", "australian company number"],
    validate: Some(|found| plausible(found, checksum::au_acn(found))),
    ..recognizer("au_acn", "AU_ACN")
};
