//! Turkish number plates: province 01 to 81, letters, digits.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[number(
    r"(?i)\b(?:0[1-9]|[1-7]\d|8[01])(?:\s?[A-PR-VYZ]{1,3}\s?|-[A-PR-VYZ]{1,3}-)\d{2,5}\b",
    0.3,
    2,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "plaka",
        "plakası",
        "araç plakası",
        "plaka numarası",
        "license plate",
        "licence plate",
        "number plate",
        "plate",
    ],
    ..recognizer("tr_license_plate", "TR_LICENSE_PLATE")
};
