//! Numbers of SIM cards (ITU-T E.118): 89, and a Luhn check digit.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(
    r"\b89\d{2}(?:[ ]?\d{4}){3}[ ]?\d{2,4}(?:[ ]?\d{1,2})?\b",
    0.39,
    18,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["iccid", "sim", "sim card", "esim"],
    validate: Some(|found| {
        plausible(
            found,
            (18..=20).contains(&checksum::digits(found).count()) && checksum::luhn(found),
        )
    }),
    ..recognizer("iccid", "ICCID")
};
