//! Italian VAT numbers (partita IVA).

use crate::pattern::lettered;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[lettered(r"\b(?:IT)?\d(?:[ _]?\d){10}\b", 0.1, 1, 2)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "piva",
        "p.iva",
        "p. iva",
        "partita iva",
        "vat number",
        "vat",
    ],
    validate: Some(|found| plausible(found, checksum::it_vat(found))),
    ..recognizer("it_vat_code", "IT_VAT_CODE")
};
