//! Keys and tokens that say what they are by their label only.

use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[
    at_words(
        r#"\b(?i:(?:x[-_])?api[ _-]?(?:key|token|secret)|(?:aws[_-])?secret[ _-]?(?:access[ _-]?)?key|access[ _-]?(?:key|token)(?:[ _-]?id)?|client[ _-]?secret|auth(?:orization)?[ _-]?token|refresh[ _-]?token|session[ _-]?(?:token|id)|secret|token|signing[ _-]?key|encryption[ _-]?key|private[ _-]?key|account[ _-]?key|webhook[ _-]?secret)["\x27]?[ \t]{0,2}(?:[:=]|=>|is\b)[ \t]{0,2}["\x27]?([A-Za-z0-9_+/=.~-]{12,200})"#,
        0.7,
        &[
            "api_",
            "api key",
            "api-",
            "apikey",
            "x-api",
            "x_api",
            "api token",
            "api secret",
            "secret",
            "aws_secret",
            "access_",
            "access key",
            "access-",
            "access token",
            "accesskey",
            "accesstoken",
            "client_secret",
            "client secret",
            "client-secret",
            "clientsecret",
            "auth_token",
            "auth token",
            "auth-token",
            "authtoken",
            "authorization",
            "refresh_token",
            "refresh token",
            "refresh-token",
            "session_",
            "session token",
            "session id",
            "session-",
            "sessionid",
            "token",
            "signing_key",
            "signing key",
            "signing-key",
            "encryption_key",
            "encryption key",
            "encryption-key",
            "private_key",
            "private key",
            "private-key",
            "account_key",
            "accountkey",
            "account-key",
            "webhook_secret",
            "webhook secret",
        ],
    ),
    // Behind a label in one piece: JWT_SECRET, serviceToken.
    Pattern {
        regex: r#"[A-Za-z0-9_-]{1,63}(?i:secret|token|key)["\x27]?[ \t]{0,2}[:=][ \t]{0,2}["\x27]?([A-Za-z0-9_+/=.~-]{12,200})"#,
        score: 0.7,
        gate: Gate::Label(&[
            "secret",
            "token",
            "api_key",
            "apikey",
            "api-key",
            "access_key",
            "accesskey",
            "secret_key",
            "secretkey",
            "signing_key",
            "encryption_key",
            "auth_key",
        ]),
        border: Border::Any,
    },
    at_words(
        r"\b(?i:bearer|basic)[ ]([A-Za-z0-9_+/=.~-]{16,2000})",
        0.7,
        &["bearer", "basic"],
    ),
    at_words(
        r"\b(?i:cookie):[ \t]?[A-Za-z0-9_.-]{1,40}=([A-Za-z0-9_+/=.~%-]{16,2000})",
        0.6,
        &["cookie:"],
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(validate),
    ..recognizer("labelled_key", "API_KEY")
};

/// A key is no word: it has digits and letters, or is long and mixed in case.
fn validate(found: &str) -> Verdict {
    let key = found.trim_end_matches('.');
    let any = |class: fn(&u8) -> bool| key.bytes().any(|b| class(&b));
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    let letters = any(u8::is_ascii_lowercase) || any(u8::is_ascii_uppercase);
    let mixed = any(u8::is_ascii_lowercase) && any(u8::is_ascii_uppercase);
    if key.len() >= 12 && letters && (digits >= 2 || (mixed && key.len() >= 24)) {
        Verdict::Plausible(key.len())
    } else {
        Verdict::Invalid
    }
}
