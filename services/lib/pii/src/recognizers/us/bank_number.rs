//! US bank account numbers: digits where the text speaks of an account.

use crate::pattern::number;
use crate::recognizer::recognizer;
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[number(r"\b\d{8,17}\b", 0.05, 8)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "bank account",
        "account number",
        "account no",
        "account #",
        "account",
        "acct",
        "checking",
        "checking account",
        "savings account",
        "bank number",
        "direct deposit",
    ],
    ..recognizer("us_bank_number", "US_BANK_NUMBER")
};
