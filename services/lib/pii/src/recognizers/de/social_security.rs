//! German pension insurance numbers (RVNR).

use crate::pattern::number;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"(?i)\b\d{2} ?\d{6} ?[A-Z] ?\d{3}\b", 0.5, 8)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "rentenversicherungsnummer",
        "sozialversicherungsnummer",
        "versicherungsnummer",
        "rvnr",
        "svnr",
        "sv-nummer",
        "rentenversicherung",
        "sozialversicherung",
    ],
    validate: Some(|found| proven(found, checksum::de_rvnr(found))),
    proves: true,
    ..recognizer("de_social_security", "DE_SOCIAL_SECURITY")
};
