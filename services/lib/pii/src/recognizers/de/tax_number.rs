//! German tax numbers (Steuernummer): thirteen digits of ELSTER, or as the states write them, with slashes or blanks.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    number(r"\b(?:0[1-9]|1[0-6])\d{11}\b", 0.3, 13),
    number(r"\b\d{2,3}/\d{3,4}/\d{4,5}\b", 0.2, 9),
    // Baden-Württemberg; Hesse.
    number(r"\b(?:\d{5}/\d{5}|0?\d{2} \d{3} \d{5})\b", 0.05, 10),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "steuernummer",
        "steuer-nr",
        "steuer nr",
        "st.-nr",
        "st-nr",
        "finanzamt",
        "umsatzsteuer",
        "einkommensteuer",
        "steuerbescheid",
    ],
    ..recognizer("de_tax_number", "DE_TAX_NUMBER")
};
