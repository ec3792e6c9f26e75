//! Medical record numbers, behind their label.

use crate::pattern::at_words;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    at_words(
        r#"\b(?i:mrn|patient[ _-]?(?:id|number|no\b\.?|identifier)|chart[ _-]?(?:number|no\b\.?|#)|hospital[ _-]?(?:number|no\b\.?)|(?:medical[ _-]?record|med[ _-]?rec|mr)(?:[ \t_-]{0,2}(?:number|no\b\.?|num\b\.?|nr\b\.?|id\b|code|#)|["\x27]?[ \t]{0,2}[:=#]))["\x27]?[ \t]{0,2}(?:[:=#]|(?i:is|was)\b)?[ \t]{0,2}["\x27#]{0,2}([A-Za-z]{0,5}[-_.]?\d[A-Za-z0-9]{2,14}(?:[-/.][A-Za-z0-9]{1,8}){0,3})\b"#,
        0.6,
        &[
            "mrn", "medical", "med", "patient", "chart", "hospital", "mr#", "mr #",
        ],
    ),
    at_words(
        r"\b(?i:MRN|PAT|PT)[-_#]\d{4,12}\b",
        0.6,
        &["mrn", "pat-", "pat_", "pat#", "pt-", "pt_", "pt#"],
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(|found| plausible(found, found.bytes().filter(u8::is_ascii_digit).count() >= 3)),
    ..recognizer("medical_record", "MEDICAL_RECORD_NUMBER")
};
