//! The seam to learned taggers: what one is asked and what it answers.

use std::fmt::Debug;

/// A span a learned tagger proposes: half-open bytes on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tagged {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Name of the entity type.
    pub entity: &'static str,
    /// Score in [0, 1].
    pub score: f32,
}

/// Finds spans that no rule describes: names, places, organisations.
pub trait Learned: Send + Sync + Debug {
    /// Its name, which stands in every span it finds: lower snake case.
    fn name(&self) -> &'static str;

    /// Names of the entity types it finds.
    fn entities(&self) -> &'static [&'static str];

    /// Calls `emit` with what it finds in a text, in time linear in its length.
    fn tag(&self, text: &str, emit: &mut dyn FnMut(Tagged));
}
