//! US prescriber numbers of the Drug Enforcement Administration.

use crate::pattern::lettered;
use crate::recognizer::{proven, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[lettered(r"(?i)\b[A-HJ-MPR-UX][A-Z9]\d{7}\b", 0.4, 7, 2)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "dea",
        "dea number",
        "dea registration",
        "medical license",
        "prescriber",
        "certificate",
    ],
    validate: Some(|found| proven(found, checksum::us_dea(found))),
    proves: true,
    ..recognizer("us_medical_license", "MEDICAL_LICENSE")
};
