//! What a job shall do, parsed: the inside of the service needs no further
//! checks of these values.

use std::path::PathBuf;

use corpus::split::SplitPolicy;
use pii::Policy;
use serde::{Deserialize, Serialize};

/// An ingestion job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Spec {
    /// The dataset that gets a version; a valid id.
    pub(crate) dataset: String,
    /// Where the text comes from.
    pub(crate) place: Place,
    /// How to read it.
    pub(crate) format: Format,
    /// Whether it is gzip.
    pub(crate) gzip: bool,
    /// Names of a record's fields.
    pub(crate) fields: Fields,
    /// How records are divided; valid.
    pub(crate) split: SplitPolicy,
    /// How text is tagged; resolved when the job was admitted.
    pub(crate) policy: Policy,
    /// Whether a bad record is left out instead of failing the job.
    pub(crate) skip_bad_records: bool,
}

/// Where text comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// A complete upload, by id.
    Upload(String),
    /// A file below an import root.
    File(PathBuf),
}

/// File formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// Paragraphs.
    Text,
}

impl Format {
    /// Guesses format and compression from a file's name.
    pub(crate) fn guess(file_name: &str) -> Option<(Self, bool)> {
        let name = file_name.to_ascii_lowercase();
        let (name, gzip) = match name.strip_suffix(".gz") {
            Some(inner) => (inner, true),
            None => (name.as_str(), false),
        };
        let format = match name.rsplit_once('.')?.1 {
            "jsonl" | "ndjson" => Self::Jsonl,
            "csv" => Self::Csv,
            "parquet" => Self::Parquet,
            "txt" | "text" | "md" => Self::Text,
            _ => return None,
        };
        Some((format, gzip))
    }

    /// The name that stands in a manifest.
    pub(crate) fn label(self, gzip: bool) -> String {
        let base = match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Text => "text",
        };
        if gzip {
            format!("{base}.gz")
        } else {
            base.to_owned()
        }
    }
}

/// The names of the fields a record is read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fields {
    /// Text.
    pub(crate) text: String,
    /// Identifier.
    pub(crate) id: String,
    /// Subject.
    pub(crate) subject: String,
}

impl Default for Fields {
    fn default() -> Self {
        Self {
            text: "text".to_owned(),
            id: "id".to_owned(),
            subject: "subject".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_format() {
        assert_eq!(
            Format::guess("a/b.train.jsonl.gz"),
            Some((Format::Jsonl, true))
        );
        assert_eq!(Format::guess("X.CSV"), Some((Format::Csv, false)));
        assert_eq!(Format::guess("t.parquet"), Some((Format::Parquet, false)));
        for unknown in ["jsonl", "a.gz", "a.doc", ""] {
            assert_eq!(Format::guess(unknown), None, "{unknown}");
        }
    }
}
