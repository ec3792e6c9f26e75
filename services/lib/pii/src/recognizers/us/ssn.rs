//! US social security numbers.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    number(
        r"\b[0-8]\d{2}(?:-\d{2}-| \d{2} |\.\d{2}\.|/\d{2}/)\d{4}\b",
        0.5,
        9,
    ),
    // Not issued, and written all the same where somebody asks for one.
    number(
        r"\b9\d{2}(?:-\d{2}-| \d{2} |\.\d{2}\.|/\d{2}/)\d{4}\b",
        0.2,
        9,
    ),
    number(r"\b(?:\d{9}|\d{3}-\d{6}|\d{5}-\d{4})\b", 0.05, 9),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["ssn", "ssns", "ssn#", "social", "social security", "ssid"],
    validate: Some(validate),
    ..recognizer("us_ssn", "US_SSN")
};

/// Never issued: area 000, 666 and 900-999, group 00, serial 0000 (SSA); also
/// nine equal digits and the numbers printed on sample cards. Areas from 900 on pass
/// where they are written as such numbers are.
fn validate(found: &str) -> Verdict {
    const SAMPLES: [u32; 3] = [78_051_120, 123_456_789, 219_099_999];
    let number = checksum::digits(found).fold(0, |n, d| n * 10 + d);
    let (area, group, serial) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
    let refused = area == 0
        || area == 666
        || (area >= 900 && found.len() < 11)
        || group == 0
        || serial == 0
        || number.is_multiple_of(111_111_111)
        || SAMPLES.contains(&number);
    if refused {
        Verdict::Invalid
    } else {
        Verdict::Plausible(found.len())
    }
}
