//! Phone numbers: North American, international, and national ones in context.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict, checksum};

/// A phone pattern: a bracket or plus may stand before the first digit.
const fn phone(regex: &'static str, score: f32) -> Pattern {
    Pattern {
        regex,
        score,
        gate: Gate::Digits { min: 7, back: 1 },
        border: Border::Number,
    }
}

const PATTERNS: &[Pattern] = &[
    phone(
        r"(?:\+?\b(?:1|001)[-. ]?)?(?:\(\d{3}\)[-. ]?|\b\d{3}[-. ])\d{3}[-. ]\d{4}(?:\s?(?:x|ext\.?|extension)\s?\d{1,6})?\b",
        0.7,
    ),
    phone(
        r"\+\d{1,3}[-. ]?(?:\(0?\d{1,4}\)[-. ]?)?(?:\d{1,5}[-. ]){0,4}\d{2,12}(?:\s?(?:x|ext\.?)\s?\d{1,6})?\b",
        0.75,
    ),
    // Bare or grouped otherwise: one of many things until the context says phone.
    phone(
        r"\b\d{3}[-. ]?\d{7}\b|\b\d{7}\b|\b\d{3}[-.]\d{4}\b|\b\d{10,13}(?:x\d{1,6})?\b",
        0.15,
    ),
    phone(
        r"(?:\(0?\d{1,4}\)[-. /]?|\b0\d{1,4}[-. /]|\b\d{2,3}[-. /])(?:\d{2,8}[-. /]?){1,4}\b(?:x\d{1,6}\b)?",
        0.1,
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "phone",
        "phones",
        "telephone",
        "tel",
        "call",
        "called",
        "calling",
        "reach",
        "reach me",
        "my number",
        "cell",
        "cellphone",
        "mobile",
        "fax",
        "text me",
        "dial",
        "contact",
        "whatsapp",
        "sms",
        "ring",
        "hotline",
    ],
    validate: Some(validate),
    ..recognizer("phone", "PHONE_NUMBER")
};

/// E.164 allows fifteen digits, and nothing shorter than seven is dialled from
/// elsewhere; an extension comes on top. A date or an address of four groups is
/// no phone.
fn validate(found: &str) -> Verdict {
    let body = found.split(['x', 'e']).next().unwrap_or_default();
    let count = checksum::digits(body).count();
    let mut digits = checksum::digits(body);
    let first = digits.next();
    let same = digits.all(|d| Some(d) == first);
    let dotted = body.split('.').map(str::len).collect::<Vec<_>>();
    let address = dotted.len() == 4 && dotted.iter().all(|length| *length <= 3);
    let date = count == 8 && (body.contains('/') || matches!(dotted[..], [2, 2, 4] | [4, 2, 2]))
        || is_iso_date(body);
    if !(7..=15).contains(&count) || same || address || date {
        Verdict::Invalid
    } else {
        Verdict::Plausible(found.trim_end().len())
    }
}

fn is_iso_date(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    matches!(
        lengths[..],
        [4, 2, 2] | [2, 2, 4] | [1, 2, 4] | [2, 1, 4] | [1, 1, 4]
    )
}
