//! What a recogniser is.

use std::ops::Range;

use corpus::EntityType;

use crate::Pattern;

/// What a check says about the text of a candidate. The number is how many of
/// its bytes belong to the entity: an expression may take in a word too many,
/// and only the check knows where an IBAN or a URL ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not an instance: the candidate is dropped.
    Invalid,
    /// Well formed, nothing proven: the pattern's score stands.
    Plausible(usize),
    /// Proven by a checksum: the score becomes 1.
    Valid(usize),
}

/// Finds candidates that no expression describes (a name is a matter of word
/// lists). Calls `emit` with byte ranges on character boundaries and a score.
pub type Find = fn(text: &str, emit: &mut dyn FnMut(Range<usize>, f32));

/// Finds spans of one entity type.
#[derive(Clone, Copy, Debug)]
pub struct Recognizer {
    /// Its name, which stands in every span it finds: lower snake case, unique.
    pub name: &'static str,
    /// Name of the entity type it finds; [`Self::entity_type`] is the type.
    pub entity: &'static str,
    /// Expressions, each with its own score and gate.
    pub patterns: &'static [Pattern],
    /// Words and phrases that raise a candidate's score when they stand near it
    /// as whole words (ASCII case is ignored).
    pub context: &'static [&'static str],
    /// Check of a candidate's text.
    pub validate: Option<fn(&str) -> Verdict>,
    /// Whether the check can answer [`Verdict::Valid`]. Where it cannot, and no
    /// pattern's own score reaches the policy's, candidates are looked for only
    /// where a context word stands.
    pub proves: bool,
    /// Finder beside the patterns.
    pub find: Option<Find>,
    /// Whether [`crate::Policy::default`] uses it.
    pub default_on: bool,
}

impl Recognizer {
    /// What it finds.
    pub const fn entity_type(&self) -> EntityType {
        EntityType::from_static(self.entity)
    }
}

/// A recogniser with nothing in it: the start of every table entry, so that a
/// file names only what it has.
pub(crate) const fn recognizer(name: &'static str, entity: &'static str) -> Recognizer {
    Recognizer {
        name,
        entity,
        patterns: &[],
        context: &[],
        validate: None,
        proves: false,
        find: None,
        default_on: true,
    }
}

/// A candidate that its check proves, or that is none.
pub(crate) fn proven(found: &str, holds: bool) -> Verdict {
    if holds {
        Verdict::Valid(found.len())
    } else {
        Verdict::Invalid
    }
}

/// A candidate that its check leaves as it is, or that is none: for checks that
/// one number in ten passes by chance.
pub(crate) fn plausible(found: &str, holds: bool) -> Verdict {
    if holds {
        Verdict::Plausible(found.len())
    } else {
        Verdict::Invalid
    }
}
