//! Italian fiscal codes, with digits replaced by letters where two would be the same.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer, Verdict, checksum};

const PATTERNS: &[Pattern] = &[Pattern {
    regex: r"(?i)\b(?:[A-Z][AEIOU][AEIOUX]|[AEIOU]XX|[B-DF-HJ-NP-TV-Z]{2}[A-Z]){2}[0-9LMNP-V]{2}[A-EHLMPR-T][0-7LMNP-T][0-9LMNP-V][A-MZ][0-9LMNP-V]{3}[A-Z]\b",
    score: 0.3,
    gate: Gate::Digits { min: 1, back: 6 },
    border: Border::Number,
}];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["codice fiscale", "fiscal code", "c.f"],
    validate: Some(|found| {
        if checksum::it_fiscal_code(found) {
            Verdict::Valid(found.len())
        } else {
            Verdict::Plausible(found.len())
        }
    }),
    proves: true,
    ..recognizer("it_fiscal_code", "IT_FISCAL_CODE")
};
