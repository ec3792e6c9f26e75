//! The IPv6 address of no host (`::`), with an optional prefix length: it names
//! nobody, so the context has to ask for it.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[Pattern {
    regex: r"(?:^|[^A-Za-z0-9_:.])(::(?:/\d{1,3}\b)?)(?:$|[^A-Za-z0-9_:])",
    score: 0.01,
    gate: Gate::HexColon { reach: 8 },
    border: Border::Any,
}];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(validate),
    ..recognizer("unspecified_address", "IP_ADDRESS")
};

/// A prefix is at most 128 bits long.
fn validate(found: &str) -> Verdict {
    match found.split_once('/') {
        Some((_, prefix)) if prefix.parse::<u32>().is_ok_and(|bits| bits > 128) => {
            Verdict::Plausible(2)
        }
        _ => Verdict::Plausible(found.len()),
    }
}
