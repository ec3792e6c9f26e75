//! Chilean taxpayer numbers (RUT, RUN).

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    number(r"(?i)\b\d{1,2}\.\d{3}\.\d{3}-[0-9K]\b", 0.39, 7),
    number(r"(?i)\b\d{7,8}-[0-9K]\b", 0.2, 7),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "rut",
        "run",
        "rol único tributario",
        "rol unico tributario",
        "cédula de identidad",
    ],
    validate: Some(validate),
    proves: true,
    ..recognizer("cl_rut", "CL_RUT")
};

/// The check digit with points is proof; without them the context has to speak.
fn validate(found: &str) -> Verdict {
    match (checksum::cl_rut(found), found.contains('.')) {
        (false, _) => Verdict::Invalid,
        (true, true) => Verdict::Valid(found.len()),
        (true, false) => Verdict::Plausible(found.len()),
    }
}
