//! Philippine taxpayer numbers.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{3}-\d{3}-\d{3}(?:-\d{3})?\b", 0.05, 9),
    number(r"\b(?:\d{9}|\d{12})\b", 0.01, 9),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "tin",
        "taxpayer identification number",
        "taxpayer id",
        "bir",
        "tax id",
        "rdo",
        "revenue district office",
    ],
    validate: Some(|found| plausible(found, checksum::ph_tin(found))),
    ..recognizer("ph_tin", "PH_TIN")
};
