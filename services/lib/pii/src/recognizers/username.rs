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
        regex: r"(?:/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2})([A-Za-z][A-Za-z0-9._-]{2,31})\b",
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
    // Who was let in or not, as sshd and sudo say it.
    at_words(
        r"\b(?:Accepted|Failed) [a-z/-]{4,30} for (?:invalid user )?([A-Za-z0-9][A-Za-z0-9._@-]{1,31}) from\b",
        0.6,
        &["accepted ", "failed "],
    ),
    at_words(
        r"\b(?i:(?:invalid|authenticating|for|by|as|of) user) ([A-Za-z0-9][A-Za-z0-9._-]{1,31}) (?:from\b|[0-9(])",
        0.6,
        &[
            "invalid user",
            "authenticating user",
            "for user",
            "by user",
            "as user",
            "of user",
        ],
    ),
    // Behind the word alone, a name with a figure at its end.
    at_words(
        r"\b(?i:user|account|login|owner)[ ]([a-z]{2,20}(?:[._-][a-z]{1,20})?\d{1,4})\b",
        0.5,
        &["user ", "account ", "login ", "owner "],
    ),
    // Between the address and the time in a web server's log.
    Pattern {
        regex: r"\b(?:\d{1,3}\.){3}\d{1,3} - ([A-Za-z][A-Za-z0-9._@-]{1,63}) \[\d{1,2}/",
        score: 0.6,
        gate: Gate::Digits { min: 4, back: 0 },
        border: Border::Any,
    },
    // On a command line.
    at_words(
        r#"\b(?:curl|wget|http|https|docker login|podman login|helm|oc|mysql|mysqldump|psql|psexec|smbclient) [^\n|;&]{0,100}?(?:-u|-U|--user(?:name)?)[ =]["\x27]?([A-Za-z][A-Za-z0-9._@\\-]{1,63})\b"#,
        0.5,
        &[
            "curl ",
            "wget ",
            "http ",
            "https ",
            "docker login",
            "podman login",
            "helm ",
            "oc ",
            "mysql ",
            "mysqldump ",
            "psql ",
            "psexec ",
            "smbclient ",
        ],
    ),
    at_words(
        r"\b(?:useradd|usermod|userdel|adduser|chown) (?:-[A-Za-z]{0,2}[sdgGuc] [A-Za-z0-9/]{1,30} |-[A-Za-z]{1,3} ){0,3}([A-Za-z][A-Za-z0-9._-]{1,31})\b",
        0.5,
        &[
            "net user", "useradd", "usermod", "userdel", "adduser", "chown",
        ],
    ),
    at_words(
        r"\b(?:user|User|USER)=([A-Za-z][A-Za-z0-9._-]{2,31})\b",
        0.5,
        &["user="],
    ),
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
    const NOBODY: [&str; 34] = [
        "failed",
        "failure",
        "successful",
        "success",
        "denied",
        "error",
        "close",
        "open",
        "true",
        "false",
        "empty",
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
        "nobody",
        "postgres",
        "mysql",
        "redis",
        "nginx",
        "www-data",
    ];
    let name = found.trim_end_matches(['.', '-', '_']);
    if NOBODY.contains(&name.to_ascii_lowercase().as_str()) {
        Verdict::Invalid
    } else {
        Verdict::Plausible(name.len())
    }
}
