//! Philippine mobile numbers.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?:\+63[ -]?|\b0[ -]?)\(?9\d{2}\)?[ -]?\d{3}[ -]?\d{4}\b",
    0.39,
    11,
    1,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "mobile",
        "mobile number",
        "cellphone",
        "philippines",
        "globe",
        "smart",
        "phone",
        "call",
        "text",
        "contact",
    ],
    ..recognizer("ph_mobile_number", "PH_MOBILE_NUMBER")
};
