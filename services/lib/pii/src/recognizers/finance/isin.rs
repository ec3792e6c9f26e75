//! Securities numbers (ISO 6166), in context.

use crate::pattern::lettered;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[lettered(r"\b[A-Z]{2}[A-Z0-9]{9}\d\b", 0.39, 1, 11)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["isin", "security", "securities", "bond", "shares"],
    validate: Some(|found| plausible(found, checksum::isin(found))),
    ..recognizer("isin", "ISIN")
};
