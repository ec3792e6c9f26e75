//! URLs: with a scheme, with `www.`, and bare domains of well-known suffixes.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[
    Pattern {
        regex: r#"(?i:\b(?:https?|ftp)://)(?:[^\s<>"'/@:]{1,128}(?::[^\s<>"'/@]{0,64})?@)?(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9\x80-\xff.-]{1,253})(?::\d{1,5})?(?:[/?#][^\s<>"]{0,1900})?"#,
        score: 0.6,
        gate: Gate::Words(&["http://", "https://", "ftp://"]),
        border: Border::Any,
    },
    Pattern {
        regex: r#"(?i:\bwww\.)[A-Za-z0-9\x80-\xff.-]{1,253}(?::\d{1,5})?(?:[/?#][^\s<>"]{0,1900})?"#,
        score: 0.6,
        gate: Gate::Words(&["www."]),
        border: Border::Any,
    },
    Pattern {
        regex: r#"\b(?i:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}(?:com|org|net|edu|gov|mil|info|biz|io|dev|app|co|me|us|uk|ca|au|de|fr|nl|eu|COM|ORG|NET)(?::\d{1,5})?(?:[/?#][^\s<>"]{0,1900}|\b)"#,
        score: 0.5,
        gate: Gate::Host(&[
            ".com", ".org", ".net", ".edu", ".gov", ".mil", ".info", ".biz", ".io", ".dev", ".app",
            ".co", ".me", ".us", ".uk", ".ca", ".au", ".de", ".fr", ".nl", ".eu",
        ]),
        border: Border::BehindNoAt,
    },
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(validate),
    ..recognizer("url", "URL")
};

/// The host must have a dot (or be an address in brackets), with labels that
/// are not empty; punctuation that closes the sentence is not part of it.
fn validate(found: &str) -> Verdict {
    let closing = |c: char| {
        matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '-'
        )
    };
    let mut url = found.trim_end_matches(closing);
    // A bracket closes the sentence when it opens nothing inside.
    while let Some(shorter) = url.strip_suffix([')', ']', '}']) {
        let opens = |open, close| url.matches(open).count() >= url.matches(close).count();
        if opens('(', ')') && opens('[', ']') && opens('{', '}') {
            break;
        }
        url = shorter.trim_end_matches(closing);
    }
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if host.starts_with('[') {
        return Verdict::Plausible(url.len());
    }
    let host = host.split(':').next().unwrap_or_default();
    let name = host
        .strip_prefix("www.")
        .or_else(|| host.strip_prefix("WWW."))
        .unwrap_or(host);
    let labels_hold = name
        .split('.')
        .all(|label| !label.is_empty() && label.len() <= 63);
    if name.contains('.') && labels_hold {
        Verdict::Plausible(url.len())
    } else {
        Verdict::Invalid
    }
}
