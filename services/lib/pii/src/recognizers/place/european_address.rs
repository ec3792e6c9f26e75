//! Street addresses as they are written in Germany, Austria, Switzerland, the Netherlands,
//! France, Spain, Italy and Portugal.

use crate::pattern::at_words;
use crate::recognizer::recognizer;
use crate::{Border, Gate, Pattern, Recognizer};

const PATTERNS: &[Pattern] = &[
    Pattern {
        regex: r"(?:[A-Z]|\xc3[\x84\x96\x9c])(?:[a-z.]|\xc3[\x80-\xbf]|-[A-Z]){1,30}(?:[ -](?:[A-Z]|\xc3[\x84\x96\x9c])(?:[a-z.]|\xc3[\x80-\xbf]){1,20}){0,2}?(?:[ -]?[Ss]tra(?:\xc3\x9f|ss)e|[ -]?[Ss]tr\.|weg|allee|[Pp]latz|gasse|damm|ufer|chaussee|straat|laan|plein|gracht|kade|singel)[ ]\d{1,4}(?:[ ]?[a-z])?\b(?:,?[ ]\d{4,5}[ ][A-Z](?:[a-z]|\xc3[\x80-\xbf]){2,24})?",
        score: 0.6,
        gate: Gate::BeforeNumber {
            any: &[
                "straße ",
                "strasse ",
                "str. ",
                "weg ",
                "allee ",
                "platz ",
                "gasse ",
                "damm ",
                "ufer ",
                "chaussee ",
                "straat ",
                "laan ",
                "plein ",
                "gracht ",
                "kade ",
                "singel ",
            ],
            before: 96,
            after: 48,
        },
        border: Border::Number,
    },
    Pattern {
        regex: r"\b\d{1,4}(?:[ ](?:bis|ter))?,?[ ](?:rue|avenue|boulevard|place|chemin|impasse|all\xc3\xa9e|quai|route)[ ](?:(?:de|du|des|la|le|les|l\x27|d\x27|d\xe2\x80\x99|l\xe2\x80\x99|aux?)[ ]?){0,3}(?:[A-Z]|\xc3[\x80-\x9f])(?:[A-Za-z\x27-]|\xc3[\x80-\xbf]){1,24}(?:[ -](?:[A-Z]|\xc3[\x80-\x9f])(?:[A-Za-z\x27-]|\xc3[\x80-\xbf]){1,24}){0,3}(?:,?[ ]\d{5}[ ][A-Z](?:[A-Za-z-]|\xc3[\x80-\xbf]){2,24})?",
        score: 0.6,
        gate: Gate::Around {
            any: &[
                " rue ",
                " avenue ",
                " boulevard ",
                " place ",
                " chemin ",
                " impasse ",
                " allée ",
                " quai ",
                " route ",
            ],
            before: 8,
            after: 96,
        },
        border: Border::Number,
    },
    at_words(
        r"\b(?:[Cc]alle|C/|[Aa]venida|Avda\.?|[Pp]laza|[Pp]aseo|Via|Viale|Piazza|Corso|Vicolo|Rua|Travessa|Pra\xc3\xa7a|Largo)[ ](?:(?:de|del|della|dei|degli|da|do|dos|das|la|las|los|el|di)[ ]){0,3}(?:[A-Z]|\xc3[\x80-\x9f])(?:[A-Za-z\x27.-]|\xc3[\x80-\xbf]){1,24}(?:[ ](?:(?:de|del|della|da|do|dos|di|y|e)[ ])?(?:[A-Z]|\xc3[\x80-\x9f])(?:[A-Za-z\x27-]|\xc3[\x80-\xbf]){1,24}){0,3},?[ ](?:n\.?\xc2\xba?[ ])?\d{1,4}\b(?:,?[ ]\d{4,5}(?:-\d{3})?[ ][A-Z](?:[A-Za-z-]|\xc3[\x80-\xbf]){2,24})?",
        0.6,
        &[
            "calle ",
            "c/ ",
            "avenida ",
            "avda",
            "plaza ",
            "paseo ",
            "via ",
            "viale ",
            "piazza ",
            "corso ",
            "vicolo ",
            "rua ",
            "travessa ",
            "praça ",
            "largo ",
        ],
    ),
];

pub(crate) const RECOGNIZER: Recognizer = Recognizer {
    patterns: PATTERNS,
    ..recognizer("european_address", "STREET_ADDRESS")
};
