//! Indian passports in context.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(r"(?i)\b[A-Z][1-9]\d\s?\d{4}[1-9]\b", 0.1, 7, 1)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["passport", "passport number", "indian passport"],
    ..recognizer("in_passport", "IN_PASSPORT")
};
