//! German tax identification numbers.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b[1-9]\d ?\d{3} ?\d{3} ?\d{3}\b", 0.3, 11)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "steueridentifikationsnummer",
        "steuer-id",
        "steuerid",
        "steuer-idnr",
        "steuer-identifikationsnummer",
        "idnr",
        "identifikationsnummer",
        "steuernummer",
        "tax id",
    ],
    validate: Some(|found| plausible(found, checksum::de_tax_id(found))),
    ..recognizer("de_tax_id", "DE_TAX_ID")
};
