//! Swedish organisation numbers.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b\d{6}-?\d{4}\b", 0.3, 10)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "organisationsnummer",
        "orgnr",
        "org nr",
        "org.nr",
        "företagsnummer",
        "company identity",
    ],
    validate: Some(|found| plausible(found, checksum::se_organisationsnummer(found))),
    ..recognizer("se_organisationsnummer", "SE_ORGANISATIONSNUMMER")
};
