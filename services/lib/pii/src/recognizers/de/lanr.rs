//! German doctors' numbers (LANR).

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b\d{9}\b", 0.3, 9)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "lanr",
        "arztnummer",
        "arzt-nr",
        "arzt nr",
        "arzt-nummer",
        "vertragsarzt",
        "kassenarzt",
        "hausarzt",
        "facharzt",
        "behandelnder arzt",
    ],
    validate: Some(|found| plausible(found, checksum::de_lanr(found))),
    ..recognizer("de_lanr", "DE_LANR")
};
