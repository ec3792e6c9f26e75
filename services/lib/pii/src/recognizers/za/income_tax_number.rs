//! South African income tax numbers in context.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[number(r"\b[01239]\d{9}\b", 0.05, 10)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "sars",
        "income tax number",
        "income tax",
        "tax reference",
        "tax reference number",
    ],
    ..recognizer("za_income_tax_number", "ZA_INCOME_TAX_NUMBER")
};
