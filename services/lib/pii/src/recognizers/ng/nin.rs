//! Nigerian identification numbers.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b\d{11}\b", 0.01, 11)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "nin",
        "nimc",
        "national identification number",
        "national identity number",
        "nigeria",
    ],
    validate: Some(|found| plausible(found, checksum::ng_nin(found))),
    ..recognizer("ng_nin", "NG_NIN")
};
