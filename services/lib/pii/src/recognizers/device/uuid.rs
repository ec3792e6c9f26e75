//! Universally unique identifiers (RFC 9562), in the context of a person or a device.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(
    r"\b[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[1-8][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}\b",
    0.35,
    1,
    7,
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "uuid",
        "guid",
        "unique identifier",
        "user id",
        "user",
        "device",
        "device id",
        "customer",
        "customer id",
        "session",
        "patient",
        "account",
        "member",
    ],
    ..recognizer("uuid", "UUID")
};
