//! Spanish passports in context.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(r"(?i)\b[A-Z]{3}\d{6}\b", 0.05, 6, 3)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "pasaporte",
        "número de pasaporte",
        "passport",
        "passport number",
    ],
    ..recognizer("es_passport", "ES_PASSPORT")
};
