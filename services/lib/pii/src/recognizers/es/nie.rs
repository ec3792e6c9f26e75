//! Spanish numbers of foreign residents (NIE).

use crate::pattern::lettered;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[lettered(r"(?i)\b[XYZ]-?\d{7}-?[A-Z]\b", 0.38, 7, 2)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "nie",
        "número de identificación de extranjero",
        "numero de identificacion de extranjero",
    ],
    validate: Some(|found| proven(found, checksum::es_nif(found))),
    proves: true,
    ..recognizer("es_nie", "ES_NIE")
};
