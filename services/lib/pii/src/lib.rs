//! Recognisers of personal data: from text to scored spans, and what becomes of
//! them.
//!
//! A [`Recognizer`] is a value: patterns, context words, a checksum. The
//! [`registry`] is the table of those built in; a [`Policy`] chooses among them
//! and adds its own. A [`Scanner`] is a policy made ready: [`Scanner::scan`]
//! takes text and gives sorted spans that do not overlap, with exact byte
//! offsets, in time linear in the text. [`Actions`] change a text by its spans. An [`annotator`] has a
//! language model look as well, where somebody asks for it.
//!
//! One scan has these stages:
//! 1. **places**: one look at the bytes finds where words start, where digits are
//!    near and where marks stand (an `@`, a dot), and a table of first bytes what
//!    may open there; a small automaton before numbers and one for all patterns
//!    read a few bytes from there and say which are worth trying;
//! 2. **patterns**: the exact expression, only there, and only near its context
//!    words where the score needs them;
//! 3. **score**: a checksum settles a candidate, context words raise it;
//! 4. **shadow**: text with characters that hide data from patterns, of which the
//!    first look saw a sign, is scanned once more without them;
//! 5. **tagger**: a learned tagger, where there is one, adds what no pattern
//!    describes;
//! 6. **resolve**: proof beats the tagger, of other overlapping candidates the
//!    longest stays.
#![forbid(unsafe_code)]

pub mod action;
pub mod annotator;
pub mod calibration;
pub mod checksum;
mod context;
pub mod evaluate;
mod gate;
pub mod languages;
pub mod learned;
mod names;
pub mod pattern;
pub mod policy;
mod prefix;
pub mod recognizer;
mod recognizers;
pub mod registry;
mod resolve;
mod scanner;
pub mod sensitivity;
mod sets;
mod shadow;
pub mod tagger;

pub use action::{Action, Actions, Changed, Key};
pub use calibration::Calibration;
pub use pattern::{Border, Gate, Pattern};
pub use policy::{
    Allow, AllowRegex, CustomPattern, CustomRecognizer, DenyList, Format, Policy, PolicyError,
    Problem, Scores, Sensitivity, TypeRule,
};
pub use recognizer::{Recognizer, Verdict};
pub use scanner::Scanner;
