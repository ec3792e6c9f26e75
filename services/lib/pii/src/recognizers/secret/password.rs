//! Passwords behind their label, and in addresses of services.

use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[
    at_words(
        r#"\b(?i:pass[ _-]?word|passwd|pwd|pass[ _-]?phrase|pass[ _-]?code)["\x27]?[ \t]{0,2}(?:[:=]|->)[ \t]{0,2}["\x27]?([^\s"\x27<>,;]{4,64})"#,
        0.7,
        &[
            "password",
            "pass word",
            "pass_word",
            "pass-word",
            "passwd",
            "pwd",
            "passphrase",
            "pass phrase",
            "passcode",
            "pass code",
        ],
    ),
    at_words(
        r#"\b(?i:pass[ _-]?word|passwd|pass[ _-]?phrase|pass[ _-]?code|pin)[ \t](?i:is|was|to)[ \t]{1,2}["\x27]?([A-Za-z!@#$%^&*_+?.-]{0,40}\d[^\s"\x27<>,;]{2,40})"#,
        0.7,
        &[
            "password",
            "passwd",
            "passphrase",
            "passcode",
            "pin is",
            "pin was",
            "pin to",
        ],
    ),
    Pattern {
        regex: r#"[a-z][a-z0-9+]{2,20}://[A-Za-z0-9._-]{0,64}:([^\s"\x27<>@/:]{3,64})@"#,
        score: 0.8,
        gate: Gate::UserInfo,
        border: Border::Any,
    },
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(validate),
    ..recognizer("password", "PASSWORD")
};

/// What stands behind "password:" without being one: a placeholder, a word of the
/// form that asks for it.
fn validate(found: &str) -> Verdict {
    const NONE: [&str; 18] = [
        "required",
        "optional",
        "null",
        "none",
        "true",
        "false",
        "string",
        "reset",
        "expired",
        "incorrect",
        "changed",
        "invalid",
        "must",
        "forgot",
        "password",
        "hidden",
        "redacted",
        "empty",
    ];
    let word = found.trim_end_matches(['.', ')', ']', '}', '`']);
    // A shell's working directory is called PWD.
    let folder = word.starts_with('/') && word[1..].contains('/');
    let starred = word.bytes().all(|b| b"*.xX-_\xe2\x80\xa2".contains(&b));
    let placeholder = word.starts_with(['$', '{', '[', '(', '%']);
    if word.len() < 4
        || folder
        || starred
        || placeholder
        || NONE.contains(&word.to_ascii_lowercase().as_str())
    {
        Verdict::Invalid
    } else {
        Verdict::Plausible(word.len())
    }
}
