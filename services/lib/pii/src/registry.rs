//! The table of built-in recognisers: one file and one line each.

use sha2::{Digest, Sha256};

use crate::Recognizer;
use crate::recognizers as r;

/// All built-in recognisers. The order settles ties between overlapping spans
/// of equal length and score: the more specific type comes first.
pub static BUILT_IN: &[Recognizer] = &[
    r::private_key::RECOGNIZER,
    r::api_key::RECOGNIZER,
    r::crypto::RECOGNIZER,
    r::iban::RECOGNIZER,
    r::credit_card::RECOGNIZER,
    r::email::RECOGNIZER,
    r::url::RECOGNIZER,
    r::mac_address::RECOGNIZER,
    r::ip_address::RECOGNIZER,
    r::us_ssn::RECOGNIZER,
    r::us_itin::RECOGNIZER,
    r::aba_routing::RECOGNIZER,
    r::uk_nhs::RECOGNIZER,
    r::phone::RECOGNIZER,
    r::street_address::RECOGNIZER,
    r::date_of_birth::RECOGNIZER,
    r::date_time::RECOGNIZER,
    r::person::RECOGNIZER,
];

/// Digest of the built-in recognisers as data: `sha256:` and the hex digest of
/// every name, type, expression, score and context word. A manifest keeps it, so
/// that two datasets tagged by different rules are told apart.
pub fn digest() -> String {
    let mut hasher = Sha256::new();
    let mut field = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    for recognizer in BUILT_IN {
        field(recognizer.name);
        field(recognizer.entity);
        for pattern in recognizer.patterns {
            field(pattern.regex);
            field(&pattern.score.to_string());
        }
        for word in recognizer.context {
            field(word);
        }
        field(if recognizer.find.is_some() {
            "find"
        } else {
            ""
        });
    }
    for list in crate::names::LISTS {
        field(list);
    }
    hex_digest(&hasher.finalize())
}

/// `sha256:` and hex.
pub(crate) fn hex_digest(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold("sha256:".to_owned(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
