//! US postcodes behind a state, or in context.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{5}-\d{4}\b", 0.35, 9),
    number(r"\b\d{5}\b", 0.01, 5),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["zip", "zip code", "zipcode", "postal code", "postcode"],
    ..recognizer("us_zip", "US_ZIP_CODE")
};
