//! South African passports in context.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(r"(?i)\b[ADMT]\d{8}\b", 0.2, 8, 1)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "south african passport",
        "rsa passport",
        "passport",
        "passport number",
    ],
    ..recognizer("za_passport", "ZA_PASSPORT")
};
