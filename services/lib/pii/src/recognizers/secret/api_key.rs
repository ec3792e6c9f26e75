//! Keys and tokens that say by their prefix what they are, and passwords in
//! context.

use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

/// Prefixes as the issuers document them.
const PATTERNS: &[Pattern] = &[
    at_words(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", 0.9, &["akia", "asia"]),
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
    at_words(r"\bglpat-[A-Za-z0-9_-]{20,64}", 0.95, &["glpat-"]),
    at_words(
        r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}",
        0.95,
        &["sg."],
    ),
    at_words(r"\bhf_[A-Za-z0-9]{30,40}\b", 0.95, &["hf_"]),
    at_words(r"\bgsk_[A-Za-z0-9]{40,60}\b", 0.95, &["gsk_"]),
    at_words(r"\bya29\.[A-Za-z0-9_-]{20,400}", 0.95, &["ya29."]),
    at_words(r"\bGOCSPX-[A-Za-z0-9_-]{20,40}", 0.95, &["gocspx-"]),
    at_words(r"\bdop_v1_[0-9a-f]{64}\b", 0.95, &["dop_v1_"]),
    at_words(
        r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b",
        0.95,
        &["shpat_", "shpca_", "shppa_", "shpss_"],
    ),
    at_words(r"\bpypi-[A-Za-z0-9_-]{50,400}", 0.95, &["pypi-"]),
    at_words(r"\bwhsec_[A-Za-z0-9+/=]{20,100}", 0.95, &["whsec_"]),
    at_words(r"\bsq0(?:atp|csp)-[A-Za-z0-9_-]{20,60}", 0.95, &["sq0"]),
    at_words(r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b", 0.95, &["pmak-"]),
    at_words(
        r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b",
        0.95,
        &["age-secret-key-"],
    ),
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
    validate: Some(validate),
    proves: true,
    ..recognizer("api_key", "API_KEY")
};

/// GitHub's and npm's tokens end in a CRC-32 of what is before it. A token of
/// the right length that fails was changed by hand or is an older one.
fn validate(found: &str) -> Verdict {
    let checked = found.starts_with("gh") || found.starts_with("npm_");
    if checked && checksum::token_crc32(found) {
        Verdict::Valid(found.len())
    } else {
        Verdict::Plausible(found.len())
    }
}
