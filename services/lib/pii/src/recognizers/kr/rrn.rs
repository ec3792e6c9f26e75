//! Korean resident numbers.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[number(
    r"\b\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?[1-4]\d{6}\b",
    0.39,
    13,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "rrn",
        "korean rrn",
        "resident registration",
        "주민등록번호",
        "주민번호",
    ],
    validate: Some(|found| {
        if checksum::kr_rrn(found) {
            Verdict::Valid(found.len())
        } else {
            Verdict::Plausible(found.len())
        }
    }),
    proves: true,
    ..recognizer("kr_rrn", "KR_RRN")
};
