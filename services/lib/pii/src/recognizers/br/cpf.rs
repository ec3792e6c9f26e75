//! Brazilian personal taxpayer numbers (CPF).

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b", 0.5, 11),
    number(r"\b\d{11}\b", 0.05, 11),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "cpf",
        "cadastro de pessoas físicas",
        "cadastro de pessoas fisicas",
        "contribuinte",
    ],
    validate: Some(validate),
    proves: true,
    ..recognizer("br_cpf", "BR_CPF")
};

/// Two check digits and the usual points are proof; eleven digits in a row need
/// the context.
fn validate(found: &str) -> Verdict {
    match (checksum::br_cpf(found), found.contains('.')) {
        (false, _) => Verdict::Invalid,
        (true, true) => Verdict::Valid(found.len()),
        (true, false) => Verdict::Plausible(found.len()),
    }
}
