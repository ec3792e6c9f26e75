//! ABA routing transit numbers: nine digits with a check digit.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b[0123678]\d{3}-\d{4}-\d\b", 0.3, 9),
    number(r"\b[0123678]\d{8}\b", 0.05, 9),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["aba", "routing", "routing number", "bank", "rtn"],
    validate: Some(validate),
    proves: true,
    ..recognizer("us_aba_routing", "ABA_ROUTING_NUMBER")
};

/// One number in ten passes the check digit, so nine digits in a row are proven
/// only by how they are written; without hyphens the context has to say so.
fn validate(found: &str) -> Verdict {
    match (checksum::aba_routing(found), found.contains('-')) {
        (false, _) => Verdict::Invalid,
        (true, true) => Verdict::Valid(found.len()),
        (true, false) => Verdict::Plausible(found.len()),
    }
}
