//! Nigerian number plates.

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[lettered(r"(?i)\b[A-Z]{3}[- ]?\d{3}[A-Z]{2}\b", 0.39, 3, 4)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "plate number",
        "vehicle registration",
        "license plate",
        "licence plate",
        "number plate",
        "plate",
        "vehicle",
    ],
    ..recognizer("ng_vehicle_registration", "NG_VEHICLE_REGISTRATION")
};
