//! Dates of birth: a date where the text speaks of birth.

use super::date_time;
use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer};

/// Where a birth date may start, seen from the word that gives it away.
const GATE: Gate = Gate::Around {
    any: &[
        "birth",
        "born",
        "dob",
        "d.o.b",
        "bday",
        "b-day",
        "geb.",
        "geboren",
        "geburt",
        "né le",
        "née le",
        "naissance",
        "nacid",
        "nacimiento",
        "nato il",
        "nata il",
        "nascita",
        "nascid",
        "nascimento",
        "geboorte",
    ],
    before: 48,
    after: 72,
};

const fn in_context(regex: &'static str) -> Pattern {
    Pattern {
        regex,
        score: 0.39,
        gate: GATE,
        border: Border::Number,
    }
}

const PATTERNS: &[Pattern] = &[
    in_context(date_time::NUMERIC),
    in_context(date_time::ISO),
    in_context(date_time::MONTH_FIRST),
    in_context(date_time::DAY_FIRST),
    at_words(
        r"\b(?i:born )(?:(?i:in|circa|around|c\.) )?((?:19|20)\d{2})\b",
        0.3,
        &["born"],
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "birth",
        "birthday",
        "birthdate",
        "birth date",
        "date of birth",
        "born",
        "dob",
        "d.o.b",
        "bday",
        "b-day",
        "geb.",
        "geboren",
        "geboren am",
        "geburtsdatum",
        "né le",
        "née le",
        "date de naissance",
        "nacido",
        "nacida",
        "fecha de nacimiento",
        "nato il",
        "nata il",
        "data di nascita",
        "nascido",
        "nascida",
        "data de nascimento",
        "geboortedatum",
    ],
    ..recognizer("date_of_birth", "DATE_OF_BIRTH")
};
