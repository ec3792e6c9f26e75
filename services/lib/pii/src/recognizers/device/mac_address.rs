//! Hardware (MAC, EUI-48) addresses.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[Pattern {
    regex: r"\b[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:\.[0-9A-Fa-f]{4}){2})\b",
    score: 0.6,
    gate: Gate::HexGroups,
    border: Border::Number,
}];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "mac",
        "mac address",
        "hardware address",
        "physical address",
        "ethernet",
        "bssid",
    ],
    validate: Some(validate),
    ..recognizer("mac_address", "MAC_ADDRESS")
};

/// Broadcast and the empty address belong to no device.
fn validate(found: &str) -> Verdict {
    let mut symbols = found.bytes().filter(u8::is_ascii_alphanumeric);
    let nobody =
        symbols.clone().all(|b| b == b'0') || symbols.all(|b| b.eq_ignore_ascii_case(&b'f'));
    if nobody {
        Verdict::Invalid
    } else {
        Verdict::Plausible(found.len())
    }
}
