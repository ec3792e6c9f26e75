//! Polish personal numbers (PESEL).

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b\d{11}\b", 0.39, 11)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["pesel"],
    validate: Some(|found| plausible(found, checksum::pl_pesel(found))),
    ..recognizer("pl_pesel", "PL_PESEL")
};
