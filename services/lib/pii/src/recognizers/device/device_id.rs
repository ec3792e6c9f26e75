//! Serial numbers of devices, behind their label.

use crate::pattern::at_words;
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[at_words(
    r#"\b(?i:s/n|device[ _-]?(?:id|identifier|serial)|udi|asset[ _-]?tag|imsi|android[ _-]?id|advertising[ _-]?id|idfa|gaid|(?:serial)(?:[ \t_-]{0,2}(?:number|no\b\.?|num\b\.?|nr\b\.?|id\b|code|#)|["\x27]?[ \t]{0,2}[:=#]))["\x27]?[ \t]{0,2}(?:[:=#]|(?i:is|was)\b)?[ \t]{0,2}["\x27#]{0,2}([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[A-Za-z]{0,5}[-_.]?\d[A-Za-z0-9]{2,18}(?:[-/.][A-Za-z0-9]{1,8}){0,3})\b"#,
    0.6,
    &[
        "serial",
        "s/n",
        "device",
        "udi",
        "asset",
        "imsi",
        "android",
        "advertising",
        "idfa",
        "gaid",
    ],
)];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    validate: Some(|found| plausible(found, found.bytes().filter(u8::is_ascii_digit).count() >= 3)),
    ..recognizer("device_id", "DEVICE_ID")
};
