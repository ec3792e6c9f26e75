//! What the tagger can say of a token.

/// The entity types, in the order of the network's outputs.
pub(super) const TYPES: [&str; 15] = [
    "PERSON",
    "LOCATION",
    "ORGANIZATION",
    "DATE_TIME",
    "NRP",
    "AGE",
    "USERNAME",
    "ID",
    "PHONE_NUMBER",
    "PASSWORD",
    "EMAIL_ADDRESS",
    "URL",
    "QUANTITY",
    "OCCUPATION",
    "FAMILY_STATUS",
];

/// The types that are given out. The others are learned so that they are not taken
/// for something else, or a rule finds them better.
pub const GIVEN: [&str; 13] = [
    "PERSON",
    "LOCATION",
    "ORGANIZATION",
    "DATE_TIME",
    "NRP",
    "AGE",
    "USERNAME",
    "ID",
    "PHONE_NUMBER",
    "PASSWORD",
    "EMAIL_ADDRESS",
    "OCCUPATION",
    "FAMILY_STATUS",
];

/// Outside, and for each type its beginning and its inside.
pub(super) const LABELS: usize = 1 + 2 * TYPES.len();
/// The label of a token outside all spans.
pub(super) const OUTSIDE: usize = 0;

/// The label of the first token of a span.
pub(super) const fn begin(entity: usize) -> usize {
    1 + 2 * entity
}

/// The label of a further token of a span.
pub(super) const fn inside(entity: usize) -> usize {
    2 + 2 * entity
}

/// The type of a label, if it is not outside.
pub(super) const fn entity(label: usize) -> Option<usize> {
    if label == OUTSIDE {
        None
    } else {
        Some((label - 1) / 2)
    }
}
