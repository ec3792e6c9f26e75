//! Korean business numbers.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{3}-\d{2}-\d{5}\b", 0.1, 10),
    number(r"\b\d{10}\b", 0.05, 10),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "brn",
        "business registration number",
        "business number",
        "사업자등록번호",
        "사업자번호",
        "사업자",
    ],
    validate: Some(validate),
    proves: true,
    ..recognizer("kr_brn", "KR_BRN")
};

/// The check digit with the usual grouping is proof; ten digits in a row need
/// the context.
fn validate(found: &str) -> Verdict {
    match (checksum::kr_brn(found), found.contains('-')) {
        (false, _) => Verdict::Invalid,
        (true, true) => Verdict::Valid(found.len()),
        (true, false) => Verdict::Plausible(found.len()),
    }
}
