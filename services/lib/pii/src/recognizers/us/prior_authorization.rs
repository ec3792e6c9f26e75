//! US prior authorization numbers of health insurers.

use crate::pattern::{at_words, lettered};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    at_words(
        r"\b(?i:prior auth(?:orization)?|pre-?auth(?:orization)?|authorization)(?:[ \t]?(?i:#|no\.?|number|id))?[ \t]?:?[ \t]{0,2}((?i:PA-?)?\d{6,12})\b",
        0.35,
        &["prior auth", "preauth", "pre-auth", "authorization"],
    ),
    lettered(r"\b(?i:PA)-?\d{6,12}\b", 0.1, 6, 3),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "authorization",
        "prior authorization",
        "preauthorization",
        "approval",
    ],
    ..recognizer("us_prior_authorization", "US_PRIOR_AUTHORIZATION_NUMBER")
};
