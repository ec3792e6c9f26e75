//! German passports: nine symbols with an ICAO check digit.

use crate::pattern::lettered;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?i)\b[CFGHJ-NPRTV-Z][CFGHJ-NPRTV-Z0-9]{7}\d\b",
    0.38,
    1,
    8,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "reisepass",
        "passnummer",
        "reisepassnummer",
        "pass-nr",
        "passport",
        "passport number",
        "mrz",
    ],
    validate: Some(|found| plausible(found, checksum::icao(found))),
    ..recognizer("de_passport", "DE_PASSPORT")
};
