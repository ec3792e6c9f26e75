//! E-mail addresses.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict};

/// A local part of at most 64 and a domain of at most 255 characters (RFC 5321,
/// 4.5.3.1); the last label starts with a letter. Letters may be
/// Latin with accents, Greek or Cyrillic before the `@`, and of any script behind it.
/// The signs `=`, `&` and `/`, which a local part may have and hardly any has, end
/// the name of a field or of a folder before it.
const PATTERNS: &[Pattern] = &[Pattern {
    regex: r"(?:[A-Za-z0-9]|[\xc3-\xd4][\x80-\xbf])(?:[A-Za-z0-9._%+'-]|[\xc3-\xd4][\x80-\xbf]){0,63}@(?:[A-Za-z0-9\x80-\xff](?:[A-Za-z0-9\x80-\xff-]{0,61}[A-Za-z0-9\x80-\xff])?\.){1,8}[A-Za-z\x80-\xff][A-Za-z0-9\x80-\xff-]{1,62}(?:\b|_)",
    score: 0.95,
    gate: Gate::Mail,
    border: Border::OutsideUserInfo,
}];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(validate),
    ..recognizer("email", "EMAIL_ADDRESS")
};

/// No two dots in a row and none before the `@`; neither the user of a repository's
/// address nor a picture of double size (`logo@2x.png`).
fn validate(found: &str) -> Verdict {
    const PICTURES: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"];
    let (local, host) = found.split_once('@').unwrap_or_default();
    let picture = PICTURES.iter().any(|end| host.ends_with(end));
    if local.contains("..")
        || local.ends_with('.')
        || found.len() > 320
        || local == "git"
        || picture
    {
        Verdict::Invalid
    } else {
        // An underscore behind it is a sign of markup.
        Verdict::Plausible(found.trim_end_matches('_').len())
    }
}
