//! Recognisers of personal data: from text to scored spans.
//!
//! A [`Recognizer`] is a value: patterns, context words, a checksum. The
//! [`registry`] is the table of those built in; a [`Policy`] chooses among them
//! and adds its own. A [`Scanner`] is a policy made ready: [`Scanner::scan`]
//! takes text and gives sorted spans that do not overlap, with exact byte
//! offsets, in time linear in the text.
//!
//! One scan has four stages:
//! 1. **gates**: one look at the bytes finds where each pattern could match at
//!    all (digits, an `@`, a word such as "name");
//! 2. **patterns**: the exact expression, only inside those windows;
//! 3. **score**: a checksum settles a candidate, context words raise it;
//! 4. **resolve**: of overlapping candidates the longest stays.
#![forbid(unsafe_code)]

pub mod checksum;
mod context;
mod gate;
mod names;
pub mod pattern;
pub mod policy;
pub mod recognizer;
mod recognizers;
pub mod registry;
mod resolve;
mod scanner;

pub use pattern::{Border, Gate, Pattern};
pub use policy::{CustomPattern, CustomRecognizer, DenyList, Policy, PolicyError, Problem};
pub use recognizer::{Recognizer, Verdict};
pub use scanner::Scanner;
