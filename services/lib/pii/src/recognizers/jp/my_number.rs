//! Japanese individual numbers.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[number(r"\b\d{4}[- ]?\d{4}[- ]?\d{4}\b", 0.1, 12)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["my number", "individual number", "マイナンバー", "個人番号"],
    validate: Some(|found| plausible(found, checksum::jp_my_number(found))),
    ..recognizer("jp_my_number", "JP_MY_NUMBER")
};
