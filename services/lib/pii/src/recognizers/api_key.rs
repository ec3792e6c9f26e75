//! Keys and tokens that say by their prefix what they are, and passwords in
//! context.

use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

/// Prefixes as the issuers document them.
const PATTERNS: &[Pattern] = &[
    at_words(r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b", 0.9, &["akia", "asia"]),
    at_words(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})\b",
        0.95,
        &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    ),
    at_words(
        r"\b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{16,99}\b",
        0.95,
        &[
            "sk_live_", "sk_test_", "pk_live_", "pk_test_", "rk_live_", "rk_test_",
        ],
    ),
    at_words(r"\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,200}", 0.9, &["sk-"]),
    at_words(r"\bxox[abprs]-[A-Za-z0-9-]{10,200}", 0.95, &["xox"]),
    at_words(r"\bAIza[A-Za-z0-9_-]{35}", 0.95, &["aiza"]),
    at_words(r"\bnpm_[A-Za-z0-9]{36}\b", 0.95, &["npm_"]),
    at_words(
        r"\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,1000}",
        0.95,
        &["eyj"],
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    ..recognizer("api_key", "API_KEY")
};
