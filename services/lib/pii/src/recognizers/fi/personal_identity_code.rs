//! Finnish personal identity codes.

use crate::pattern::number;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"(?i)\b\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]\b", 0.5, 6)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "hetu",
        "henkilötunnus",
        "personbeteckning",
        "personal identity code",
    ],
    validate: Some(|found| proven(found, checksum::fi_identity_code(found))),
    proves: true,
    ..recognizer("fi_personal_identity_code", "FI_PERSONAL_IDENTITY_CODE")
};
