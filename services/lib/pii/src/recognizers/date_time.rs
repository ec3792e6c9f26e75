//! Dates with at least a month in words or three numbers.

use crate::pattern::{at_words, number};
use crate::recognizer::recognizer;
use crate::{Border, Pattern, Recognizer};

/// `5/21/2021`, `21.5.21`, `5-20-2021`, in either order of day and month.
pub(super) const NUMERIC: &str = r"\b(?:(?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.]|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.])(?:\d{4}|\d{2})\b";
/// `2024-06-05`, with a time where there is one.
pub(super) const ISO: &str = r"\b(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:[12]\d|3[01]|0?[1-9])(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b";
/// `March 5th, 1984`, `Mar 5 1984`, `May-2021`.
pub(super) const MONTH_FIRST: &str = r"\b(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?:[ -](?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d{2}\b)?|[ -](?:19|20)\d{2}\b)";
/// `5 March 1984`, `5th of March 1984`, `21-May-2021`.
pub(super) const DAY_FIRST: &str = r"\b(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?: of)?[ -](?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?(?:,?[ -](?:19|20)?\d{2}\b)?";

/// The stems of the months: how a month that comes first starts.
const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

const PATTERNS: &[Pattern] = &[
    number(NUMERIC, 0.6, 4),
    number(ISO, 0.6, 6),
    Pattern {
        border: Border::Number,
        ..at_words(MONTH_FIRST, 0.6, MONTHS)
    },
    number(DAY_FIRST, 0.6, 1),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    ..recognizer("date_time", "DATE_TIME")
};
