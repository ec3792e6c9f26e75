//! What can be wrong with a source, and how it is told.

use chassis::{Code, Failure};

/// Why one record was refused. Never holds any of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadRecord {
    /// Stable reason, also the key under which skipped records are counted.
    pub(crate) reason: &'static str,
    /// Line of the source (JSONL, CSV, text) or row (Parquet), from 1.
    pub(crate) line: u64,
    /// The field at fault; empty when it is the whole line.
    pub(crate) field: String,
}

impl BadRecord {
    pub(crate) fn new(reason: &'static str, line: u64, field: &str) -> Self {
        Self {
            reason,
            line,
            field: field.to_owned(),
        }
    }

    /// The failure of a job that stops at the first bad record.
    pub(crate) fn into_failure(self) -> Failure {
        let what = match self.reason {
            "INVALID_UTF8" => "is not UTF-8",
            "TORN_RECORD" => "ends in the middle of a record",
            "MALFORMED_RECORD" => "is not a record of this format",
            "MISSING_FIELD" => "lacks a required field",
            "WRONG_FIELD_TYPE" => "has a field of the wrong type",
            "EMPTY_TEXT" => "has an empty text",
            "RECORD_TOO_LARGE" => "is larger than a record may be",
            "INVALID_SPAN" => "has a span that does not fit its text",
            "UNKNOWN_SPLIT" => "names a split that does not exist",
            "DUPLICATE_ID" => "has the id of an earlier record",
            _ => "cannot be used",
        };
        let mut failure = Failure::new(
            Code::InvalidArgument,
            self.reason,
            format!("line {} {what}", self.line),
        )
        .with("line", self.line.to_string())
        .action("mend the source, or leave bad records out with bad_records = skip");
        if !self.field.is_empty() {
            failure = failure.field(self.field);
        }
        failure
    }
}

/// A source that cannot be read as a whole.
pub(crate) fn source(reason: &'static str, message: impl Into<String>) -> Failure {
    Failure::new(Code::InvalidArgument, reason, message).field("spec.source")
}

/// An input or output error below the source; a full disk is told apart.
pub(crate) fn io(path: &std::path::Path, error: std::io::Error) -> Failure {
    artifacts::ArtifactError::io(path, error).into()
}

/// A request field that is wrong.
pub(crate) fn invalid(reason: &'static str, field: &str, message: impl Into<String>) -> Failure {
    Failure::new(Code::InvalidArgument, reason, message).field(field)
}
