//! Indian number plates: the current form and those before it, the BH series, diplomats and
//! the armed forces.

use crate::pattern::{lettered, number};
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[
    lettered(r"(?i)\b[A-Z]{2}\d{1,2}[A-Z]{1,3}\d{4}\b", 0.39, 1, 2),
    number(r"(?i)\b[2-9][1-9]BH\d{4}[A-HJ-NP-Z]{2}\b", 0.6, 2),
    number(r"(?i)\b\d{2}[A-FHKPRX]\d{6}[A-Z]\b", 0.39, 2),
    number(r"(?i)\b\d{1,3}(?:CD|CC|UN)[1-9]\d{1,3}\b", 0.38, 1),
    lettered(r"(?i)\b[A-Z]{3}\d{4}\b", 0.2, 4, 3),
    lettered(r"(?i)\b(?:[A-Z]{1,2}\d{4}|I\d{5})\b", 0.01, 4, 2),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "rto",
        "vehicle",
        "vehicle registration",
        "number plate",
        "license plate",
        "registration number",
        "plate",
    ],
    validate: Some(validate),
    proves: true,
    ..recognizer("in_vehicle_registration", "IN_VEHICLE_REGISTRATION")
};

/// The number is not all zeros; a state at the front of the current form (one of
/// the codes of the Motor Vehicles Act's notifications) proves it.
fn validate(found: &str) -> Verdict {
    const STATES: &str = "AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TN TR TS UK UP WB";
    let upper = found.to_ascii_uppercase();
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_alphabetic());
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let number = &upper[upper.len() - 4..];
    if number == "0000" {
        return Verdict::Invalid;
    }
    let current =
        upper.len() >= 9 && letters(&upper[..2]) && digits(&upper[2..4]) && digits(number);
    if current && STATES.split(' ').any(|state| state == &upper[..2]) && &upper[2..4] != "00" {
        Verdict::Valid(found.len())
    } else {
        Verdict::Plausible(found.len())
    }
}
