//! Passwords behind their label, and in addresses of services.

use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict};

/// What a password is called before its sign.
const LABELS: &[&str] = &[
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
];

const PATTERNS: &[Pattern] = &[
    at_words(
        r#"\b(?i:pass[ _-]?word|passwd|pwd|pass[ _-]?phrase|pass[ _-]?code)["\x27]?[ \t]{0,2}(?:[:=]|->)[ \t]{0,2}["\x27]?([^\s"\x27<>,;]{4,64})"#,
        0.7,
        LABELS,
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
    // In quotes it may have spaces.
    at_words(
        r#"\b(?i:pass[ _-]?word|passwd|pwd|pass[ _-]?phrase|pass[ _-]?code)["\x27]?[ \t]{0,2}[:=][ \t]{0,2}"([^"\n<>]{4,100})""#,
        0.7,
        LABELS,
    ),
    at_words(
        r#"\b(?i:passwort|kennwort|mot de passe|contrase\xc3\xb1a|senha|wachtwoord|parola)["\x27]?[ \t]{0,2}[:=][ \t]{0,2}["\x27]?([^\s"\x27<>,;]{4,64})"#,
        0.7,
        &[
            "passwort",
            "kennwort",
            "mot de passe",
            "contraseña",
            "senha",
            "wachtwoord",
            "parola",
        ],
    ),
    // Behind a label in one piece: DB_PASSWORD, dbPassword.
    Pattern {
        regex: r#"[A-Za-z0-9_-]{1,63}(?i:password|passwd|passphrase|pwd)["\x27]?[ \t]{0,2}[:=][ \t]{0,2}["\x27]?([^\s"\x27<>,;]{4,64})"#,
        score: 0.7,
        gate: Gate::Label(&["password", "passwd", "passphrase", "pwd"]),
        border: Border::Any,
    },
    Pattern {
        regex: r#"[a-z][a-z0-9+]{2,20}://[A-Za-z0-9._-]{0,64}:([^\s"\x27<>@/:]{3,64})@"#,
        score: 0.8,
        gate: Gate::UserInfo,
        border: Border::Any,
    },
    // On a command line: behind the user, or as an option of its own.
    at_words(
        r#"\b(?:curl|wget|http|https|docker login|podman login|helm|oc|psexec|smbclient) [^\n|;&]{0,100}?(?:-u|-U|--user(?:name)?)[ =]["\x27]?[A-Za-z0-9._@\\-]{1,64}(?::| -p[ =]?["\x27]?| --password[ =]["\x27]?)([^\s"\x27<>]{4,64})"#,
        0.8,
        &[
            "curl ",
            "wget ",
            "http ",
            "https ",
            "docker login",
            "podman login",
            "helm ",
            "oc ",
            "psexec ",
            "smbclient ",
        ],
    ),
    at_words(
        r#"\bmysql(?:dump)? [^\n|;&]{0,100}?(?: -p["\x27]?| --password=["\x27]?)([^\s"\x27<>]{4,64})"#,
        0.8,
        &["mysql ", "mysqldump "],
    ),
    at_words(
        r#"\b(?:sshpass -p[ ]?|net user [A-Za-z0-9._-]{1,32} )["\x27]?([A-Za-z]{0,40}[^\sA-Za-z"\x27<>/][^\s"\x27<>/]{2,60})"#,
        0.7,
        &["sshpass ", "net user "],
    ),
    Pattern {
        regex: r#"\B--password=["\x27]?([^\s"\x27<>]{4,64})"#,
        score: 0.7,
        gate: Gate::Around {
            any: &["--password="],
            before: 0,
            after: 80,
        },
        border: Border::Any,
    },
    // After a blank it may be a word of a sentence: not with a figure or a sign in it.
    Pattern {
        regex: r#"\B--password ["\x27]?([A-Za-z]{0,40}[^\sA-Za-z"\x27<>][^\s"\x27<>]{2,60})"#,
        score: 0.7,
        gate: Gate::Around {
            any: &["--password "],
            before: 0,
            after: 120,
        },
        border: Border::Any,
    },
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(validate),
    ..recognizer("password", "PASSWORD")
};

/// What stands before the next field of a query (`&user=`).
fn before_next_field(found: &str) -> &str {
    let mut parts = found.match_indices('&');
    let opens_field = |at: usize| {
        let behind = found[at + 1..].trim_start_matches("amp;");
        let name = behind.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '_');
        name.len() < behind.len() && name.starts_with('=')
    };
    let end = parts.find(|(at, _)| opens_field(*at));
    end.map_or(found, |(at, _)| &found[..at])
}

/// What stands behind "password:" without being one: a blank to fill in, a word of the
/// form that asks for it, a call or a look-up in a program.
fn validate(found: &str) -> Verdict {
    const NONE: [&str; 21] = [
        "undefined",
        "input",
        "text",
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
    let word = before_next_field(found).trim_end_matches(['.', ')', ']', '}', '`']);
    // A shell's working directory is called PWD.
    let folder = word.starts_with('/') && word[1..].contains('/');
    let starred = word.bytes().all(|b| b"*.xX-_\xe2\x80\xa2".contains(&b));
    let blank = word.starts_with(['$', '{', '[', '(', '%']);
    let name = word.split(['(', '[']).next().unwrap_or_default();
    let in_name = |b: u8| b.is_ascii_alphabetic() || b"._".contains(&b);
    let inside = &word[name.len()..];
    let call = !inside.is_empty()
        && !name.is_empty()
        && name.bytes().all(in_name)
        && !inside.bytes().any(|b| b.is_ascii_alphanumeric());
    if word.len() < 4
        || folder
        || starred
        || blank
        || call
        || NONE.contains(&word.to_ascii_lowercase().as_str())
    {
        Verdict::Invalid
    } else {
        Verdict::Plausible(word.len())
    }
}
