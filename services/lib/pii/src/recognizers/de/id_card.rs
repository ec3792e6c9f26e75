//! German identity cards: nine symbols with an ICAO check digit, or T and eight digits.

use crate::pattern::lettered;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?i)\b[CFGHJ-NPRTV-Z][CFGHJ-NPRTV-Z0-9]{7}\d\b",
    0.38,
    1,
    8,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "personalausweis",
        "personalausweisnummer",
        "personalausweisnr",
        "perso-nr",
        "perso",
        "ausweis",
        "ausweisnummer",
        "npa",
        "identity card",
        "id card",
        "national id",
        "dokumentennummer",
        "seriennummer",
    ],
    validate: Some(validate),
    ..recognizer("de_id_card", "DE_ID_CARD")
};

/// Cards before November 2010 had no check digit in the number.
fn validate(found: &str) -> Verdict {
    let old =
        found[..1].eq_ignore_ascii_case("t") && found[1..].bytes().all(|b| b.is_ascii_digit());
    plausible(found, old || checksum::icao(found))
}
