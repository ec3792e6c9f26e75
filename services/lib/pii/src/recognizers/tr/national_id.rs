//! Turkish identity numbers (TCKN).

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b[1-9]\d{10}\b", 0.3, 11)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "tc kimlik",
        "kimlik no",
        "kimlik numarası",
        "tckn",
        "tc no",
        "nüfus cüzdanı",
        "turkish id",
        "national id",
        "türk kimlik",
    ],
    validate: Some(|found| {
        if checksum::tr_national_id(found) {
            Verdict::Valid(found.len())
        } else {
            Verdict::Invalid
        }
    }),
    proves: true,
    ..recognizer("tr_national_id", "TR_NATIONAL_ID")
};
