//! Korean numbers of foreign residents.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[number(
    r"\b\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?[5-8]\d{6}\b",
    0.39,
    13,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "frn",
        "korean frn",
        "foreigner registration",
        "외국인등록번호",
        "외국인번호",
    ],
    validate: Some(|found| {
        if checksum::kr_frn(found) {
            Verdict::Valid(found.len())
        } else {
            Verdict::Plausible(found.len())
        }
    }),
    proves: true,
    ..recognizer("kr_frn", "KR_FRN")
};
