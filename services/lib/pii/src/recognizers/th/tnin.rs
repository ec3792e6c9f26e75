//! Thai national identity numbers.

use crate::pattern::number;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, checksum};

const PATTERNS: &[Pattern] = &[
    number(
        r"\b[1-9](?:[134]\d|2[0-7]|5[0-8]|[67][0-7]|[89][0-6])\d{10}\b",
        0.39,
        13,
    ),
    // As it is printed on the card.
    number(r"\b[1-9][- ]\d{4}[- ]\d{5}[- ]\d{2}[- ]\d\b", 0.39, 13),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "thai national id",
        "thai id",
        "tnin",
        "thailand",
        "เลขประจำตัวประชาชน",
        "เลขบัตรประชาชน",
        "รหัสปชช",
    ],
    validate: Some(|found| plausible(found, checksum::th_tnin(found))),
    ..recognizer("th_tnin", "TH_TNIN")
};
