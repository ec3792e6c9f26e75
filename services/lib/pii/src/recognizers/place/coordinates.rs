//! Geographic coordinates: pairs of decimal degrees with four places at least, and
//! degrees, minutes and seconds.

use crate::pattern::{at_words, lettered};
use crate::recognizer::{plausible, recognizer};
use crate::{Pattern, Recognizer, Verdict};

const PATTERNS: &[Pattern] = &[
    lettered(
        r"[-+]?\b(?:\d{2}\.\d{4,12}[ \t]{0,2}[,; /][ \t]{0,2}[-+]?\d{1,3}|\d\.\d{4,12}[ \t]{0,2}[,; /][ \t]{0,2}[-+]?\d{2,3})\.\d{4,12}\b",
        0.6,
        8,
        1,
    ),
    // Two of one digit before the point are figures more often than a place: the context has to speak.
    lettered(
        r"[-+]?\b\d\.\d{4,12}[ \t]{0,2}[,; /][ \t]{0,2}[-+]?\d\.\d{4,12}\b",
        0.2,
        8,
        1,
    ),
    lettered(
        r#"\b\d{1,2}\xc2\xb0[ ]?\d{1,2}(?:\x27|\xe2\x80\xb2)[ ]?(?:\d{1,2}(?:\.\d{1,4})?(?:"|\x27\x27|\xe2\x80\xb3)[ ]?)?[NS][, ]{1,3}\d{1,3}\xc2\xb0[ ]?\d{1,2}(?:\x27|\xe2\x80\xb2)[ ]?(?:\d{1,2}(?:\.\d{1,4})?(?:"|\x27\x27|\xe2\x80\xb3)[ ]?)?[EW]\b"#,
        0.8,
        2,
        0,
    ),
    lettered(
        r"\b\d{1,2}\.\d{3,8}(?:\xc2\xb0)?[ ]?[NS][, ]{1,3}\d{1,3}\.\d{3,8}(?:\xc2\xb0)?[ ]?[EW]\b",
        0.8,
        4,
        0,
    ),
    at_words(
        r#"\b(?i:lat(?:itude)?|lng|lon(?:g(?:itude)?)?)["\x27]?[ \t]{0,2}[:=][ \t]{0,2}([-+]?\d{1,3}\.\d{3,12})\b"#,
        0.7,
        &[
            "lat:",
            "lat=",
            "lat\"",
            "lat =",
            "latitude",
            "lng:",
            "lng=",
            "lng\"",
            "lon:",
            "lon=",
            "lon\"",
            "long:",
            "longitude",
        ],
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &["coordinates", "gps", "latitude", "longitude", "geo"],
    validate: Some(|found| {
        let degrees = |part: &str| part.trim().parse::<f64>().ok();
        let mut parts = found.split([',', ';', '/']);
        let pair = (
            parts.next().and_then(degrees),
            parts.next().and_then(degrees),
        );
        match pair {
            (Some(lat), Some(lon)) => plausible(found, lat.abs() <= 90.0 && lon.abs() <= 180.0),
            _ => Verdict::Plausible(found.len()),
        }
    }),
    ..recognizer("coordinates", "LOCATION_COORDINATES")
};
