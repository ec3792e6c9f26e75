//! Singapore identity numbers (NRIC, FIN).

use crate::pattern::lettered;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[
    lettered(r"(?i)\b[STFGM]\d{7}[A-Z]\b", 0.39, 7, 1),
    lettered(r"(?i)\b[A-Z]\d{7}[A-Z]\b", 0.3, 7, 1),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["nric", "fin", "nric no", "singapore", "identity card"],
    validate: Some(|found| {
        if checksum::sg_nric(found) {
            Verdict::Valid(found.len())
        } else {
            Verdict::Plausible(found.len())
        }
    }),
    proves: true,
    ..recognizer("sg_nric_fin", "SG_NRIC_FIN")
};
