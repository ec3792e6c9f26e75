//! Wallet addresses: Bitcoin (Base58Check, Bech32, Bech32m) and Ethereum.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    Pattern {
        regex: r"\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b",
        score: 0.5,
        gate: Gate::Digits { min: 1, back: 0 },
        border: Border::Number,
    },
    Pattern {
        regex: r"\b(?:bc1|BC1|tb1)[02-9ac-hj-np-zAC-HJ-NP-Z]{11,87}\b",
        score: 0.5,
        gate: Gate::Words(&["bc1", "tb1"]),
        border: Border::Number,
    },
    Pattern {
        regex: r"\b0x[0-9a-fA-F]{40}\b",
        score: 0.5,
        gate: Gate::Words(&["0x"]),
        border: Border::Number,
    },
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["wallet", "btc", "bitcoin", "eth", "ethereum", "crypto"],
    validate: Some(validate),
    proves: true,
    ..recognizer("crypto", "CRYPTO")
};

fn validate(found: &str) -> Verdict {
    if let Some(address) = found.strip_prefix("0x") {
        // An address in one case carries no checksum; one in both must pass it.
        let one_case = !address.bytes().any(|b| b.is_ascii_uppercase())
            || !address.bytes().any(|b| b.is_ascii_lowercase());
        return match (checksum::eip55(found), one_case) {
            (true, _) => Verdict::Valid(found.len()),
            (false, true) => Verdict::Plausible(found.len()),
            (false, false) => Verdict::Invalid,
        };
    }
    if checksum::base58check(found) || checksum::bech32(found) {
        Verdict::Valid(found.len())
    } else {
        Verdict::Invalid
    }
}
