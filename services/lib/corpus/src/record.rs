//! Records: one unit of training text each.

use serde::{Deserialize, Serialize};

use crate::{Redacted, Span, Split};

/// A line of a shard: one document with its spans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Identifier, unique in its dataset.
    pub id: String,
    /// The text, unchanged.
    pub text: Redacted,
    /// Whom the record is about, where the source says so: the unit of a
    /// user-level guarantee and of a subject split.
    pub subject: Option<String>,
    /// Personal data, sorted by start.
    pub spans: Vec<Span>,
    /// What may be personal data or not, sorted by start: neither side of a
    /// measurement.
    #[serde(default)]
    pub uncertain: Vec<Span>,
    /// Where the record went.
    pub split: Split,
}
