//! South African traffic register numbers in context.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b\d{13}\b", 0.05, 13)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "traffic register",
        "traffic register number",
        "trn",
        "enatis",
        "natis",
    ],
    validate: Some(|found| plausible(found, !checksum::za_id(found))),
    ..recognizer("za_traffic_register", "ZA_TRAFFIC_REGISTER_NUMBER")
};
