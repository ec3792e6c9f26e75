//! Numbers a company gives to its customers and members, behind their label.

use crate::pattern::at_words;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[at_words(
    r#"\b(?i:(?:customer|client|user|member|membership|loyalty|subscriber)[ _-]?(?:id|number|no\b\.?|#))["\x27]?[ \t]{0,2}(?:[:=#]|(?i:is|was)\b)?[ \t]{0,2}["\x27#]{0,2}([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[A-Za-z]{0,5}[-_.]?\d[A-Za-z0-9]{2,14}(?:[-/.][A-Za-z0-9]{1,8}){0,3})\b"#,
    0.55,
    &[
        "customer",
        "client",
        "user",
        "member",
        "loyalty",
        "subscriber",
    ],
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(|found| plausible(found, found.bytes().filter(u8::is_ascii_digit).count() >= 3)),
    ..recognizer("customer_id", "CUSTOMER_ID")
};
