//! Turkish telephone numbers.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    lettered(
        r"(?:\+90[ .-]?|\b0[ .-]?)\(?[2-5]\d{2}\)?[ .-]?\d{3}[ .-]?\d{2}[ .-]?\d{2}\b",
        0.39,
        10,
        1,
    ),
    lettered(
        r"(?:\(|\b)[2-5]\d{2}\)?[ .-]?\d{3}[ .-]?\d{2}[ .-]?\d{2}\b",
        0.15,
        10,
        1,
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "telefon",
        "telefonu",
        "tel",
        "gsm",
        "cep telefonu",
        "cep",
        "turkey",
        "türkiye",
        "turkish",
    ],
    ..recognizer("tr_phone", "TR_PHONE_NUMBER")
};
