//! German postcodes in context.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[number(r"\b(?:0[1-9]\d{3}|[1-9]\d{4})\b", 0.05, 5)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "plz",
        "postleitzahl",
        "postanschrift",
        "adresse",
        "anschrift",
        "wohnort",
        "wohnanschrift",
        "lieferadresse",
        "rechnungsadresse",
        "straße",
        "strasse",
        "wohnhaft",
    ],
    validate: Some(|found| plausible(found, found != "01000" && found != "99999")),
    ..recognizer("de_plz", "DE_PLZ")
};
