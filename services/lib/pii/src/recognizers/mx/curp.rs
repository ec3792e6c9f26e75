//! Mexican population numbers (CURP).

use crate::pattern::lettered;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?i)\b[A-Z][AEIOUX][A-Z]{2}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[A-Z0-9]\d\b",
    0.5,
    6,
    4,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["curp"],
    validate: Some(|found| proven(found, checksum::mx_curp(found))),
    proves: true,
    ..recognizer("mx_curp", "MX_CURP")
};
