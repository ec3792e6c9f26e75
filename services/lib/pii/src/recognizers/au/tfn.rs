//! Australian tax file numbers.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{3}\s\d{3}\s\d{3}\b", 0.1, 9),
    number(r"\b\d{9}\b", 0.01, 9),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["tfn", "tax file number"],
    validate: Some(|found| plausible(found, checksum::au_tfn(found))),
    ..recognizer("au_tfn", "AU_TFN")
};
