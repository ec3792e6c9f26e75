//! Singapore entity numbers (UEN).

use crate::pattern::{lettered, number};
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"(?i)\b\d{8,9}[A-Z]\b", 0.3, 8),
    lettered(r"(?i)\b[TSR]\d{2}[A-Z]{2}\d{4}[A-Z]\b", 0.3, 2, 1),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "uen",
        "unique entity number",
        "business registration",
        "acra",
    ],
    validate: Some(|found| plausible(found, checksum::sg_uen(found))),
    ..recognizer("sg_uen", "SG_UEN")
};
