//! IPv4 and IPv6 addresses, with an optional prefix length.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[
    Pattern {
        regex: r"\b(?:\d{1,3}\.){3}\d{1,3}\b(?:/\d{1,3}\b)?",
        score: 0.6,
        gate: Gate::Digits { min: 4, back: 0 },
        border: Border::Any,
    },
    Pattern {
        regex: r"[0-9A-Za-z:.]{0,64}:[0-9A-Za-z:.]{0,64}(?:/\d{1,3}\b)?",
        score: 0.6,
        gate: Gate::HexColon { reach: 72 },
        border: Border::Any,
    },
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["ip", "ipv4", "ipv6", "address", "host", "server"],
    validate: Some(validate),
    ..recognizer("ip_address", "IP_ADDRESS")
};

/// The standard library's parser decides. A full stop or colon that ends the
/// sentence is not part of the address; `::` alone names nobody, nor does an address
/// of four single digits (a version, a section), nor one cut short with `::` whose
/// groups are as short as those of a slice of a list.
fn validate(found: &str) -> Verdict {
    let (address, prefix) = match found.split_once('/') {
        Some((address, prefix)) => (address, prefix.parse::<u32>().ok()),
        None => (found.trim_end_matches('.'), None),
    };
    let colons = address.ends_with(':') && !address.ends_with("::");
    let address = if colons {
        &address[..address.len() - 1]
    } else {
        address
    };
    let address_text = address;
    let longest = if let Ok(address) = address.parse::<Ipv6Addr>() {
        if address.is_unspecified() || (is_slice(address_text) && !address.is_loopback()) {
            return Verdict::Invalid;
        }
        128
    } else if let Ok(address) = address.parse::<Ipv4Addr>() {
        if address.octets().iter().all(|part| *part < 10) {
            return Verdict::Invalid;
        }
        32
    } else {
        return Verdict::Invalid;
    };
    match prefix {
        Some(prefix) if prefix <= longest => Verdict::Plausible(found.len()),
        _ => Verdict::Plausible(address.len()),
    }
}

/// `::2`, `1::2`, `10::15`: no group of three or more, and two groups at most.
fn is_slice(found: &str) -> bool {
    let groups = found.split(':').filter(|group| !group.is_empty());
    let (count, longest) = groups.fold((0, 0), |(n, most), g| (n + 1, g.len().max(most)));
    found.contains("::") && count <= 2 && longest < 3
}
