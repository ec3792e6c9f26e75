//! US states with a postcode behind them, and the city before.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer};

/// A state and a comma before it.
const STATES: &[&str] = &[
    ", ak ", ", al ", ", ar ", ", az ", ", ca ", ", co ", ", ct ", ", dc ", ", de ", ", fl ",
    ", ga ", ", gu ", ", hi ", ", ia ", ", id ", ", il ", ", in ", ", ks ", ", ky ", ", la ",
    ", ma ", ", md ", ", me ", ", mi ", ", mn ", ", mo ", ", ms ", ", mt ", ", nc ", ", nd ",
    ", ne ", ", nh ", ", nj ", ", nm ", ", nv ", ", ny ", ", oh ", ", ok ", ", or ", ", pa ",
    ", pr ", ", ri ", ", sc ", ", sd ", ", tn ", ", tx ", ", ut ", ", va ", ", vi ", ", vt ",
    ", wa ", ", wi ", ", wv ", ", wy ",
];

const PATTERNS: &[Pattern] = &[
    Pattern {
        regex: r"\b[A-Z][A-Za-z.'-]{1,24}(?: [A-Z][A-Za-z.'-]{1,24}){0,2}, (?:A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]) \d{5}(?:-\d{4})?\b",
        score: 0.6,
        gate: Gate::BeforeNumber {
            any: STATES,
            before: 80,
            after: 12,
        },
        border: Border::Number,
    },
    // "OK 20000", "IN 12345 of": words; the context has to speak where no city does.
    Pattern {
        regex: r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]),? \d{5}(?:-\d{4})?\b",
        score: 0.2,
        gate: Gate::Digits { min: 5, back: 4 },
        border: Border::Number,
    },
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "zip", "zip code", "postal", "address", "street", "st", "ave", "avenue", "road", "rd",
        "city", "state", "lives", "live", "located", "ship", "mail",
    ],
    ..recognizer("state_and_zip", "US_ZIP_CODE")
};
