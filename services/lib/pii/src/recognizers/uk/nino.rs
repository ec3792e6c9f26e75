//! UK national insurance numbers.

use crate::pattern::lettered;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[lettered(
    r"(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",
    0.5,
    2,
    3,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["national insurance", "ni number", "nino", "nin"],
    validate: Some(validate),
    ..recognizer("uk_nino", "UK_NINO")
};

/// Prefixes that are not allocated (HMRC, NIM39110).
fn validate(found: &str) -> Verdict {
    const NEVER: [&str; 7] = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];
    plausible(
        found,
        !NEVER.contains(&found[..2].to_ascii_uppercase().as_str()),
    )
}
