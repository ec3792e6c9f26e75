//! French social security numbers (NIR).

use crate::pattern::number;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(
    r"(?i)\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b",
    0.39,
    5,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "nir",
        "sécurité sociale",
        "securite sociale",
        "numéro de sécurité sociale",
        "insee",
        "carte vitale",
        "social security",
    ],
    validate: Some(|found| proven(found, checksum::fr_nir(found))),
    proves: true,
    ..recognizer("fr_nir", "FR_NIR")
};
