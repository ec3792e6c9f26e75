//! Spans of personal data.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The kind of personal data, such as `EMAIL_ADDRESS`. Presidio's names are used
/// where they exist; a configuration may add its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntityType(Cow<'static, str>);

/// Why a span or an entity type was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SpanError {
    /// The name is not `UPPER_SNAKE` of at most 64 characters.
    #[error("an entity type is 1 to 64 characters of A-Z, 0-9 and _, starting with a letter")]
    EntityName,
    /// `start >= end`, or the span ends behind the text.
    #[error("a span must be a non-empty half-open byte range inside its text")]
    Range,
    /// An end of the span lies inside a UTF-8 character.
    #[error("a span must start and end on a character boundary")]
    Boundary,
    /// The score is not a number in [0, 1].
    #[error("a span's score must lie in [0, 1]")]
    Score,
}

impl EntityType {
    /// An entity type known at build time. The name is checked by the table
    /// tests of the crate that declares it.
    pub const fn from_static(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// Parses a name.
    ///
    /// # Errors
    /// [`SpanError::EntityName`] when the name is not `UPPER_SNAKE`.
    pub fn parse(name: &str) -> Result<Self, SpanError> {
        let well_formed = name.len() <= 64
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if well_formed {
            Ok(Self(Cow::Owned(name.to_owned())))
        } else {
            Err(SpanError::EntityName)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for EntityType {
    type Error = SpanError;
    fn try_from(name: String) -> Result<Self, SpanError> {
        Self::parse(&name)
    }
}

impl From<EntityType> for String {
    fn from(entity: EntityType) -> Self {
        entity.0.into_owned()
    }
}

/// A half-open range of bytes `[start, end)` of a record's text that holds
/// personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What kind of data it is.
    #[serde(rename = "type")]
    pub entity: EntityType,
    /// Confidence in [0, 1]; 1 where a record brings a span without a score.
    #[serde(default = "certain")]
    pub score: f32,
    /// Which recogniser found it: `gold` when it is known by construction,
    /// `given` when the record brought it and does not say.
    #[serde(default = "given")]
    pub recognizer: Cow<'static, str>,
}

fn certain() -> f32 {
    1.0
}

fn given() -> Cow<'static, str> {
    Cow::Borrowed("given")
}

impl Span {
    /// Checks the span against the text it belongs to.
    ///
    /// # Errors
    /// The first rule that is broken: range, boundary, score.
    pub fn check(&self, text: &str) -> Result<(), SpanError> {
        if self.start >= self.end || self.end > text.len() {
            return Err(SpanError::Range);
        }
        if !text.is_char_boundary(self.start) || !text.is_char_boundary(self.end) {
            return Err(SpanError::Boundary);
        }
        if !(0.0..=1.0).contains(&self.score) {
            return Err(SpanError::Score);
        }
        Ok(())
    }

    /// Whether two spans share at least one byte.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span {
            start,
            end,
            entity: EntityType::from_static("PERSON"),
            score: 1.0,
            recognizer: "gold".into(),
        }
    }

    #[test]
    fn spans_are_checked_against_their_text() {
        assert_eq!(span(0, 2).check("é!"), Ok(()));
        assert_eq!(span(1, 2).check("é!"), Err(SpanError::Boundary));
        assert_eq!(span(2, 2).check("é!"), Err(SpanError::Range));
        assert_eq!(span(0, 4).check("é!"), Err(SpanError::Range));
        let scored = Span {
            score: f32::NAN,
            ..span(0, 2)
        };
        assert_eq!(scored.check("é!"), Err(SpanError::Score));
    }

    #[test]
    fn entity_names_are_upper_snake() {
        assert!(EntityType::parse("US_SSN").is_ok());
        for bad in ["", "us_ssn", "_X", "A B", "É"] {
            assert_eq!(EntityType::parse(bad), Err(SpanError::EntityName));
        }
    }
}
