//! Street addresses of US style, military and post-box addresses.

use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer};

/// Street suffixes (USPS Publication 28, appendix C1) that seldom mean anything
/// else behind a number and a capitalised word.
macro_rules! plain_suffix {
    () => {
        r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Circle|Cir|Terrace|Ter|Highway|Hwy|Parkway|Pkwy|Expressway|Freeway|Turnpike|Tpke|Trail|Trl|Alley|Aly|Crescent|Cres|Plaza|Plz|Square|Sq|Place|Pl|Way|Loop|Broadway|Route|Rte|Causeway|Bypass|Crossing|Xing|Esplanade|Close|Gardens|Mews)\b\.?"
    };
}

/// The other suffixes of the appendix: words of the landscape.
macro_rules! wide_suffix {
    () => {
        r"(?:Branch|Bridge|Brooks?|Burgs?|Camp|Canyon|Cape|Centers?|Circles|Cliffs?|Club|Common|Corners?|Course|Courts|Coves?|Creek|Crest|Crossroad|Curve|Dale|Dam|Divide|Drives|Estates?|Extensions?|Falls?|Ferry|Fields?|Flats?|Fords?|Forest|Forges?|Forks?|Fort|Garden|Gateway|Glens?|Greens?|Groves?|Harbors?|Haven|Heights|Hills?|Hollow|Inlet|Islands?|Isle|Junctions?|Keys?|Knolls?|Lakes?|Land|Landing|Lights?|Loaf|Locks?|Lodge|Mall|Manors?|Meadows?|Mills?|Mission|Motorway|Mount|Mountains?|Neck|Orchard|Oval|Overpass|Parks?|Parkways|Pass|Passage|Path|Pike|Pines?|Plains?|Points?|Ports?|Prairie|Radial|Ramp|Ranch|Rapids?|Rest|Ridges?|River|Roads|Row|Rue|Run|Shoals?|Shores?|Skyway|Springs?|Spurs?|Squares|Station|Stravenue|Stream|Streets|Summit|Throughway|Trace|Track|Trafficway|Tunnel|Underpass|Unions?|Valleys?|Via|Viaduct|Views?|Villages?|Ville|Vista|Walks?|Wall|Ways|Wells?)\b"
    };
}

macro_rules! number {
    () => {
        r"\b\d{1,6}[A-Z]?(?:-\d{1,4})?,? (?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.? )?"
    };
}

macro_rules! words {
    ($most:literal) => {
        concat!(r"(?:(?:[A-Z]|[\xc3-\xd4][\x80-\xbf])(?:[A-Za-z'.-]|[\xc3-\xd4][\x80-\xbf]){0,24} |\d{1,3}(?:st|nd|rd|th) ){1,", $most, "}?")
    };
}

macro_rules! unit {
    () => {
        r"(?:,?[ \n]{1,2}(?:(?i:apartment|apt|suite|ste|unit|floor|flat|room|rm|bldg|building)\b\.? ?#? ?|# ?)[A-Za-z0-9-]{1,6})?"
    };
}

/// City, state and postcode of the United States, or province and postcode of
/// Canada.
macro_rules! city {
    () => {
        r"(?:,? ?\n ?|,? )(?:(?:[A-Z]|[\xc3-\xd4][\x80-\xbf])(?:[A-Za-z'.-]|[\xc3-\xd4][\x80-\xbf]){0,24} ?){0,4}[\s,]{0,4}(?:A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEHINOST]|N[CDEHJMVY]|O[HKR]|P[ARW]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]|A[SEP]|MP|FM|AB|BC|MB|N[BLST]|ON|PE|QC|SK|YT)\b(?:[\s,]{1,3}(?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)\b)?"
    };
}

const fn street(regex: &'static str, score: f32) -> Pattern {
    Pattern {
        regex,
        score,
        gate: Gate::Digits { min: 1, back: 0 },
        border: Border::Number,
    }
}

const PATTERNS: &[Pattern] = &[
    street(
        concat!(
            number!(),
            words!("4"),
            plain_suffix!(),
            unit!(),
            "(?:",
            city!(),
            ")?"
        ),
        0.6,
    ),
    street(
        concat!(number!(), words!("3"), wide_suffix!(), unit!(), city!()),
        0.85,
    ),
    street(
        concat!(number!(), words!("2"), wide_suffix!(), unit!()),
        0.2,
    ),
    Pattern {
        regex: r"\b(?:(?:PSC|CMR|Unit) \d{1,5},? (?i:box) \d{1,5}|US(?:S|NS|NV|CGC) [A-Z][A-Za-z'-]{1,24})[\s,]{1,3}(?:APO|FPO|DPO)[\s,]{1,3}A[AEP] \d{5}(?:-\d{4})?\b",
        score: 0.9,
        gate: Gate::Words(&["psc ", "cmr ", "unit ", "uss ", "usns ", "usnv ", "uscgc "]),
        border: Border::Number,
    },
    Pattern {
        regex: concat!(
            r"\b(?i:p\.? ?o\.? box|post office box|postbox) \d{1,6}\b(?:",
            city!(),
            ")?"
        ),
        score: 0.7,
        gate: Gate::Words(&[
            "po box",
            "p.o",
            "p o box",
            "p. o",
            "post office box",
            "postbox",
        ]),
        border: Border::Number,
    },
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    context: &[
        "address", "live", "lives", "living", "located", "reside", "resides", "ship", "shipping",
        "deliver", "delivery", "mail", "moved", "house", "home", "street",
    ],
    ..recognizer("street_address", "STREET_ADDRESS")
};
