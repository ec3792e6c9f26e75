//! Spanish identity numbers (DNI, NIF).

use crate::pattern::number;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(
    r"(?i)\b(?:\d{7,8}|\d{1,2}\.\d{3}\.\d{3})[- ]?[A-Z]\b",
    0.38,
    7,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "dni",
        "nif",
        "documento nacional de identidad",
        "identificación",
        "identificacion",
    ],
    validate: Some(|found| proven(found, checksum::es_nif(found))),
    proves: true,
    ..recognizer("es_nif", "ES_NIF")
};
