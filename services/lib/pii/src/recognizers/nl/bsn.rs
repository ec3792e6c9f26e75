//! Dutch citizen service numbers (BSN).

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{9}\b", 0.1, 9),
    number(r"\b\d{4}[. ]\d{2}[. ]\d{3}\b", 0.1, 9),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "bsn",
        "burgerservicenummer",
        "sofinummer",
        "sofi-nummer",
        "citizen service number",
    ],
    validate: Some(|found| plausible(found, checksum::nl_bsn(found))),
    ..recognizer("nl_bsn", "NL_BSN")
};
