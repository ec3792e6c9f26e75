//! Legal entity identifiers (ISO 17442).

use crate::pattern::lettered;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[lettered(r"\b[A-Z0-9]{18}\d{2}\b", 0.3, 1, 17)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["lei", "legal entity identifier"],
    validate: Some(|found| proven(found, checksum::lei(found))),
    proves: true,
    ..recognizer("lei", "LEI")
};
