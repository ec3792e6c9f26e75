//! German health insurance numbers (KVNR).

use crate::pattern::lettered;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[lettered(r"(?i)\b[A-Z]\d{9}\b", 0.38, 9, 1)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "kvnr",
        "krankenversicherungsnummer",
        "krankenversichertennummer",
        "versichertennummer",
        "versichertennr",
        "versicherten-nr",
        "insurance number",
        "krankenkasse",
        "krankenversicherung",
        "gesundheitskarte",
        "egk",
        "gkv",
        "aok",
        "barmer",
        "dak",
        "versichertenkarte",
    ],
    validate: Some(|found| plausible(found, checksum::de_kvnr(found))),
    ..recognizer("de_health_insurance", "DE_HEALTH_INSURANCE")
};
