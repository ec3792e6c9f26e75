//! Payment card numbers: 13 to 19 digits with a Luhn check digit.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    // Four by four, with a short or long tail.
    number(
        r"\b[1-6]\d{3}(?:[- ]?\d{4}[- ]?\d{4}[- ]?\d{1,4}(?:[- ]?\d{1,3})?|(?:\.\d{4}){2}\.\d{1,4}|(?:/\d{4}){2}/\d{1,4})\b",
        0.3,
        13,
    ),
    // American Express and Diners.
    number(
        r"\b3\d{3}(?:[- ]?\d{6}[- ]?\d{4,5}|\.\d{6}\.\d{4,5}|/\d{6}/\d{4,5})\b",
        0.3,
        14,
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "credit",
        "card",
        "visa",
        "mastercard",
        "amex",
        "debit",
        "diners",
        "discover",
        "jcb",
        "maestro",
    ],
    validate: Some(validate),
    proves: true,
    ..recognizer("credit_card", "CREDIT_CARD")
};

/// Luhn proves a number whose first digits an issuer uses and whose length is that of
/// the issuer's cards (ISO/IEC 7812: 34 and 37 American Express with fifteen digits,
/// 30, 36, 38 and 39 Diners with fourteen or more, 3528-3589 JCB with sixteen or more,
/// 4 and 5 banks, 2221-2720 Mastercard, 6 merchandising); for others the context has to
/// speak. One number repeated is nobody's card, and thirteen
/// digits that start with 1 are a time in milliseconds.
fn validate(found: &str) -> Verdict {
    let count = checksum::digits(found).count();
    let mut digits = checksum::digits(found);
    let first = digits.next();
    if !(13..=19).contains(&count)
        || !checksum::luhn(found)
        || digits.all(|d| Some(d) == first)
        || (count == 13 && first == Some(1))
    {
        return Verdict::Invalid;
    }
    let prefix = checksum::digits(found).take(4).fold(0, |n, d| n * 10 + d);
    match prefix {
        2221..=2720 | 5100..=5599 if count == 16 => Verdict::Valid(found.len()),
        3400..=3499 | 3700..=3799 if count == 15 => Verdict::Valid(found.len()),
        3000..=3099 | 3600..=3699 | 3800..=3999 if count == 14 || count >= 16 => {
            Verdict::Valid(found.len())
        }
        3528..=3589 if count >= 16 => Verdict::Valid(found.len()),
        4000..=4999 if matches!(count, 13 | 16 | 19) => Verdict::Valid(found.len()),
        5000..=5099 | 5600..=6999 if count != 15 => Verdict::Valid(found.len()),
        _ => Verdict::Plausible(found.len()),
    }
}
