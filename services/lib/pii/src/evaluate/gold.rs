//! Labelled records as the sets have them.

use serde::Deserialize;
use thiserror::Error;

use super::kind;

/// A span of one kind: half-open bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is, as [`kind`] says.
    pub kind: &'static str,
}

/// A record of a labelled set, or of predictions (then without a text).
#[derive(Clone, Debug, Deserialize)]
pub struct LabelledRecord {
    /// Names the record within its set.
    pub id: String,
    /// The text; predictions have none.
    #[serde(default)]
    pub text: String,
    spans: Vec<Label>,
}

/// Offsets are Unicode code points, end exclusive.
#[derive(Clone, Debug, Deserialize)]
struct Label {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    entity: String,
    #[serde(default = "certain")]
    score: f32,
    #[serde(default)]
    identifier: String,
}

fn certain() -> f32 {
    1.0
}

/// Why a line is no labelled record. Names the place, never the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RecordError {
    /// Not a JSON object with `id` and `spans`.
    #[error(
        "not a record: a JSON object with `id`, `text` and `spans` of `start`, `end` and `type`"
    )]
    Shape,
    /// A span outside the text, or empty.
    #[error("a span is empty or ends behind its text (offsets count code points)")]
    Range,
}

/// Reads one line.
///
/// # Errors
/// [`RecordError::Shape`].
pub fn read_record(line: &str) -> Result<LabelledRecord, RecordError> {
    serde_json::from_str(line).map_err(|_| RecordError::Shape)
}

impl LabelledRecord {
    /// The record with only those labels whose `identifier` is one of these; with
    /// all of them when there are none.
    #[must_use]
    pub fn with_identifier(&self, which: &[String]) -> Self {
        let mut chosen = self.clone();
        if !which.is_empty() {
            chosen.spans.retain(|span| which.contains(&span.identifier));
        }
        chosen
    }

    /// Its spans of at least a score as bytes of a text, which is the record's own
    /// or, for predictions, that of the gold record.
    ///
    /// # Errors
    /// [`RecordError::Range`].
    pub fn marks(&self, text: &str, min_score: f32) -> Result<Vec<Mark>, RecordError> {
        let bytes: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        self.spans
            .iter()
            .filter(|span| span.score >= min_score)
            .map(|span| {
                let (Some(&start), Some(&end)) = (bytes.get(span.start), bytes.get(span.end))
                else {
                    return Err(RecordError::Range);
                };
                if start >= end {
                    return Err(RecordError::Range);
                }
                Ok(Mark {
                    start,
                    end,
                    kind: kind(&span.entity),
                })
            })
            .collect()
    }
}
