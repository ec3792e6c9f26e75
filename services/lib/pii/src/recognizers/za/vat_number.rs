//! South African VAT numbers in context.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[number(r"\b4\d{9}\b", 0.3, 10)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "vat number",
        "vat registration",
        "vat no",
        "sars",
        "value added tax",
    ],
    ..recognizer("za_vat_number", "ZA_VAT_NUMBER")
};
