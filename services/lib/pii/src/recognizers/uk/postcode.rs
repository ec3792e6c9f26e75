//! UK postcodes (BS 7666).

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?i)\b(?:GIR ?0AA|[A-PR-UWYZ]\d[ABCDEFGHJKPSTUW]? ?\d[ABD-HJLNP-UW-Z]{2}|[A-PR-UWYZ]\d{2} ?\d[ABD-HJLNP-UW-Z]{2}|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY]? ?\d[ABD-HJLNP-UW-Z]{2}|[A-PR-UWYZ][A-HK-Y]\d{2} ?\d[ABD-HJLNP-UW-Z]{2})\b",
    0.1,
    1,
    4,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "postcode",
        "post code",
        "postal code",
        "address",
        "london",
        "england",
        "scotland",
        "wales",
        "united kingdom",
        "manchester",
        "birmingham",
        "edinburgh",
        "glasgow",
        "cardiff",
        "belfast",
    ],
    ..recognizer("uk_postcode", "UK_POSTCODE")
};
