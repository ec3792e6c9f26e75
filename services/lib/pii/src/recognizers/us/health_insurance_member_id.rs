//! US member numbers of health insurers: letters and digits in context.

use crate::pattern::lettered;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(r"(?i)\b[A-Z]{1,5}-?[A-Z0-9]{5,14}\b", 0.1, 1, 12)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "member id",
        "member number",
        "member no",
        "subscriber",
        "subscriber id",
        "subscriber number",
        "insurance id",
        "insurance number",
        "policy number",
        "group number",
        "member #",
    ],
    validate: Some(|found| {
        plausible(
            found,
            (6..=20).contains(&found.len())
                && found.bytes().filter(u8::is_ascii_digit).count() >= 3,
        )
    }),
    ..recognizer(
        "us_health_insurance_member_id",
        "US_HEALTH_INSURANCE_MEMBER_ID",
    )
};
