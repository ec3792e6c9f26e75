//! Korean passports in context.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(r"(?i)\b[MSROD]\d{3}[A-Z]\d{4}\b", 0.1, 3, 1),
    lettered(r"(?i)\b[MSROD]\d{8}\b", 0.05, 8, 1),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "여권",
        "대한민국 여권",
        "korean passport",
        "passport",
        "passport number",
    ],
    ..recognizer("kr_passport", "KR_PASSPORT")
};
