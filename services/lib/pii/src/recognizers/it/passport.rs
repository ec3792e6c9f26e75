//! Italian passports in context.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(r"(?i)\b[A-Z]{2}\d{7}\b", 0.01, 7, 2)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["passaporto", "passport", "passport number"],
    ..recognizer("it_passport", "IT_PASSPORT")
};
