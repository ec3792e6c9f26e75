//! The report: `report.json`, which programs read and which holds no text, and
//! `report.html`, which people read and which holds the text of a few records.

pub mod body;
pub mod gate;
pub mod junit;
pub mod markdown;
pub mod page;
pub mod pieces;

#[cfg(test)]
mod gate_tests;

pub use body::Body;
pub use gate::GateSummary;
pub use pieces::{Piece, ShownText};

/// File name of the report for programs.
pub const JSON_FILE: &str = "report.json";
/// File name of the report for people.
pub const HTML_FILE: &str = "report.html";
/// File name of the verdict for a pipeline's summary.
pub const MARKDOWN_FILE: &str = "report.md";
/// File name of the verdict as test cases.
pub const JUNIT_FILE: &str = "junit.xml";
/// File name of the statement before it is signed: what `tacit audit sign` takes.
pub const PREDICATE_FILE: &str = "predicate.json";
/// File name of the signed statement.
pub const ATTESTATION_FILE: &str = attestation::FILE;
/// File name of what the models said of every token.
pub const OBSERVATIONS_FILE: &str = "observations.parquet";
/// File name of what the models said of every canary.
pub const CANARIES_FILE: &str = "canaries.json";
/// File name of what deep probes left.
pub const DEEP_FILE: &str = "deep.json";
