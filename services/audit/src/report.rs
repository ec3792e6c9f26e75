//! The report: `report.json`, which programs read and which holds no text, and
//! `report.html`, which people read and which holds the text of a few records.

pub mod body;
pub mod page;
pub mod pieces;

pub use body::Body;
pub use pieces::{Piece, ShownText};

/// File name of the report for programs.
pub const JSON_FILE: &str = "report.json";
/// File name of the report for people.
pub const HTML_FILE: &str = "report.html";
