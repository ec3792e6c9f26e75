//! Numbers of insurance policies and contracts, behind their label.

use crate::pattern::at_words;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[at_words(
    r#"\b(?i:(?:insurance[ _-])?policy[ _-]?(?:number|no\b\.?|id|#)|contract[ _-]?(?:number|no\b\.?|id|#)|certificate[ _-]?(?:number|no\b\.?))["\x27]?[ \t]{0,2}(?:[:=#]|(?i:is|was)\b)?[ \t]{0,2}["\x27#]{0,2}([A-Za-z]{0,5}[-_.]?\d[A-Za-z0-9]{2,14}(?:[-/.][A-Za-z0-9]{1,8}){0,3})\b"#,
    0.6,
    &["policy", "insurance", "contract", "certificate"],
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(|found| plausible(found, found.bytes().filter(u8::is_ascii_digit).count() >= 3)),
    ..recognizer("policy_number", "POLICY_NUMBER")
};
