//! User names behind their label, and in the paths of home folders.

use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[
    at_words(
        r#"\b(?i:user[ _-]?name|user[ _-]?id|login(?:[ _-]?name)?|screen[ _-]?name|account[ _-]?name|handle)["\x27]?[ \t]{0,2}(?:[:=]|is\b)[ \t]{0,2}["\x27]?(@?[A-Za-z0-9][A-Za-z0-9_.-]{2,31})\b"#,
        0.6,
        &["user", "login", "screen", "account", "handle"],
    ),
    Pattern {
        regex: r"(?:/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2})([a-z][a-z0-9._-]{2,31})\b",
        score: 0.5,
        gate: Gate::Home,
        border: Border::Any,
    },
    Pattern {
        regex: r"(?:^|[^A-Za-z0-9_@./])(@[A-Za-z][A-Za-z0-9_]{2,29})\b",
        score: 0.3,
        gate: Gate::Handle,
        border: Border::Any,
    },
    // Before the password in an address of a service.
    Pattern {
        regex: r#"[a-z][a-z0-9+]{2,20}://([A-Za-z0-9._-]{2,64}):[^\s"\x27<>@/]{1,64}@"#,
        score: 0.6,
        gate: Gate::UserInfo,
        border: Border::Any,
    },
    // Who speaks, at the start of a line.
    Pattern {
        regex: r"(?m:^)(@[A-Za-z][A-Za-z0-9_.]{1,29})[ \t]?:",
        score: 0.6,
        gate: Gate::Around {
            any: &["@"],
            before: 1,
            after: 36,
        },
        border: Border::Any,
    },
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "twitter",
        "instagram",
        "tiktok",
        "telegram",
        "mastodon",
        "follow",
        "username",
        "handle",
        "my handle",
        "dm me",
        "snapchat",
        "discord",
    ],
    validate: Some(validate),
    ..recognizer("username", "USERNAME")
};

/// Names of accounts that belong to nobody.
fn validate(found: &str) -> Verdict {
    const NOBODY: [&str; 17] = [
        "root",
        "admin",
        "administrator",
        "user",
        "users",
        "ubuntu",
        "public",
        "shared",
        "runner",
        "guest",
        "default",
        "test",
        "required",
        "invalid",
        "null",
        "none",
        "git",
    ];
    let name = found.trim_end_matches(['.', '-', '_']);
    if NOBODY.contains(&name.to_ascii_lowercase().as_str()) {
        Verdict::Invalid
    } else {
        Verdict::Plausible(name.len())
    }
}
