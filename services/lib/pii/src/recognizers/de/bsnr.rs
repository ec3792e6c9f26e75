//! German practice numbers (Betriebsstättennummer).

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[number(r"\b\d{9}\b", 0.2, 9)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "bsnr",
        "betriebsstättennummer",
        "betriebsstätten-nummer",
        "betriebsstätte",
        "praxisnummer",
        "nebenbetriebsstätte",
        "hauptbetriebsstätte",
    ],
    validate: Some(|found| plausible(found, found != "000000000")),
    ..recognizer("de_bsnr", "DE_BSNR")
};
