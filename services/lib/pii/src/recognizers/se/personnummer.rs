//! Swedish personal numbers.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b(?:\d{6}|\d{8})[-+]?\d{4}\b", 0.39, 10)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "personnummer",
        "samordningsnummer",
        "svensk id",
        "personal identity number",
    ],
    validate: Some(validate),
    proves: true,
    ..recognizer("se_personnummer", "SE_PERSONNUMMER")
};

/// With its date and sign a number is proven; ten digits in a row may be many
/// things.
fn validate(found: &str) -> Verdict {
    match (checksum::se_personnummer(found), found.contains(['-', '+'])) {
        (false, _) => Verdict::Invalid,
        (true, true) => Verdict::Valid(found.len()),
        (true, false) => Verdict::Plausible(found.len()),
    }
}
