//! Ages. Of a person in the first person, behind the label, or above 89 (the Safe Harbor
//! rule of HIPAA takes those only); any other needs the context.

use crate::pattern::{at_words, number};
use crate::recognizer::{plausible, recognizer};
use crate::{Border, Gate, Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[
    Pattern {
        regex: r"\b(?i:I am|I\x27m|I was|I turned|he is|she is|he was|she was|who is|turning)[ \t](?i:only |now |already |about |a )?(\d{1,3})(?:[ -](?i:years?(?:[ -]old)?|y/?o)|\b)",
        score: 0.3,
        gate: Gate::Around {
            any: &[
                "years old",
                "year old",
                "year-old",
                "years-old",
                "yo",
                "y/o",
            ],
            before: 48,
            after: 24,
        },
        border: Border::Number,
    },
    at_words(
        r#"\b(?i:aged?)["\x27]?[ \t]{0,2}[:=][ \t]{0,2}["\x27]?(\d{1,3})\b"#,
        0.6,
        &["age:", "age :", "age=", "age\"", "aged:"],
    ),
    at_words(
        r"\b(?i:aged|at the age of|the age of|turned)[ \t](\d{1,3})\b",
        0.35,
        &["aged", "at the age", "the age", "turned"],
    ),
    number(r"\b(?:9\d|1[01]\d)[ -](?i:years?[ -]old|y/?o\b)", 0.5, 2),
    number(r"\b\d{1,3}[ -](?i:years?[ -]old|y/?o)\b", 0.35, 1),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["i'm", "i am", "my age", "date of birth", "dob"],
    validate: Some(|found| {
        let years: u32 = checksum::digits(found).fold(0, |n, d| n * 10 + d);
        plausible(found, (1..=119).contains(&years))
    }),
    ..recognizer("age", "AGE")
};
