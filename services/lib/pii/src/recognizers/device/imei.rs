//! Numbers of mobile devices (IMEI): fifteen digits with a Luhn check digit.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b\d{2}[- ]?\d{6}[- ]?\d{6}[- ]?\d\b", 0.3, 15)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["imei", "device", "handset", "phone"],
    validate: Some(|found| plausible(found, checksum::luhn(found))),
    ..recognizer("imei", "IMEI")
};
