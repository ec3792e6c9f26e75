//! German VAT numbers: DE and nine digits, the last a check digit (ISO 7064 mod 11,10).

use crate::pattern::lettered;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?i)\bDE[\s.-]?\d{3}[\s.-]?\d{3}[\s.-]?\d{3}\b",
    0.5,
    9,
    3,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "ust-idnr",
        "ust-id",
        "ustidnr",
        "umsatzsteuer-identifikationsnummer",
        "umsatzsteuer-id",
        "vat",
        "vat id",
        "vat number",
        "rechnung",
        "invoice",
    ],
    validate: Some(|found| proven(found, checksum::mod11_10(found))),
    proves: true,
    ..recognizer("de_vat_id", "DE_VAT_ID")
};
