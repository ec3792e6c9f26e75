//! German driving licences: eleven symbols in context.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(
    // The office's key, a serial number, a check digit and how often it was issued anew.
    r"(?i)\b(?:[A-Z]{2}\d{8}[A-Z0-9]|[A-Z]\d{2}[A-Z0-9]{6}\d[A-Z0-9])\b",
    0.35,
    2,
    2,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "führerschein",
        "fuehrerschein",
        "führerscheinnummer",
        "führerschein-nr",
        "fahrerlaubnis",
        "fahrerlaubnisnummer",
        "driving licence",
        "driving license",
        "driver's license",
        "licence number",
        "license number",
        "kraftfahrt-bundesamt",
    ],
    ..recognizer("de_fuehrerschein", "DE_FUEHRERSCHEIN")
};
