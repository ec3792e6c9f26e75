//! Private keys in PEM armour.

use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    // Lines may be joined by an escape, as in JSON.
    at_words(
        r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s:,.()\\]|-[A-Za-z0-9]){1,7900}-----END (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----",
        0.95,
        &["-----begin"],
    ),
    // Cut short.
    at_words(
        r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\r\n\\]{16,16000}",
        0.95,
        &["-----begin"],
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    ..recognizer("private_key", "PRIVATE_KEY")
};
