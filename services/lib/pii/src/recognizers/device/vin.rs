//! Vehicle identification numbers (ISO 3779).

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?i)\b[A-HJ-NPR-Z0-9]{11}[A-HJ-NPR-Z0-9]{2}\d{4}\b",
    0.3,
    1,
    9,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "vin",
        "vehicle identification",
        "chassis",
        "chassis number",
        "vehicle",
    ],
    validate: Some(|found| {
        let letters = found.bytes().any(|b| b.is_ascii_alphabetic());
        match (letters, checksum::vin(found)) {
            (true, true) => Verdict::Valid(found.len()),
            (true, false) => Verdict::Plausible(found.len()),
            _ => Verdict::Invalid,
        }
    }),
    proves: true,
    ..recognizer("vin", "VEHICLE_ID")
};
