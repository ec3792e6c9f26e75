//! Policies: which recognisers run, and the ones a user adds by configuration.

use std::collections::BTreeSet;

use corpus::EntityType;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{Recognizer, registry};

/// What a scan looks for. Read from TOML or JSON; a field left out has the
/// value of [`Policy::default`], a field that is not known is refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Entity types of the built-in recognisers that run. Types of custom
    /// recognisers and deny lists need not be named: those always run.
    pub entities: BTreeSet<EntityType>,
    /// Spans below this score, in [0, 1], are dropped.
    pub min_score: f32,
    /// Recognisers by configuration.
    pub recognizers: Vec<CustomRecognizer>,
    /// Texts that are never tagged (a support line's own number), ASCII case
    /// ignored. A span is dropped when its whole text is in the list.
    pub allow: Vec<String>,
    /// Words that are always tagged.
    pub deny: Vec<DenyList>,
}

/// A recogniser by configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomRecognizer {
    /// Its name, which stands in every span it finds; unique, lower snake case.
    pub name: String,
    /// What it finds: a known type or one of the user's own.
    pub entity: EntityType,
    /// Expressions; at least one.
    pub patterns: Vec<CustomPattern>,
    /// Words and phrases that raise the score by 0.35 (to 0.4 at least) when
    /// they stand within 96 bytes before or 32 bytes behind a match.
    #[serde(default)]
    pub context: Vec<String>,
    /// Check by name, one of [`crate::checksum::names`]: a match that fails is
    /// dropped, one that passes scores 1.
    #[serde(default)]
    pub checksum: Option<String>,
}

/// An expression of a recogniser by configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomPattern {
    /// Expression in the syntax of the `regex` crate, without look-around and
    /// back-references, matched in time linear in the text. Classes are ASCII
    /// unless it says `(?u)`. A capture group, if there is one, is the span.
    pub regex: String,
    /// Score in [0, 1] before context and checksum.
    pub score: f32,
}

/// Words that are always tagged, at score 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenyList {
    /// What the words are.
    pub entity: EntityType,
    /// The words or phrases: found as whole words, ASCII case ignored.
    pub words: Vec<String>,
}

/// Why a policy was refused. Names the field; never quotes its content.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("policy field `{field}`: {problem}")]
pub struct PolicyError {
    /// Path of the field, such as `recognizers[2].patterns[0].regex`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a field of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// The expression does not compile, or is too large to.
    #[error("not an expression this engine accepts (no look-around, no back-references)")]
    Regex,
    /// The expression matches the empty text.
    #[error("the expression must not match the empty text")]
    EmptyMatch,
    /// Not a number in [0, 1].
    #[error("a score must lie in [0, 1]")]
    Score,
    /// No built-in recogniser finds this type.
    #[error("no built-in recogniser finds this entity type")]
    UnknownEntity,
    /// No such checksum.
    #[error("no checksum has this name")]
    UnknownChecksum,
    /// A recogniser's name is empty, malformed or taken.
    #[error("a recogniser's name must be unique, in lower snake case")]
    Name,
    /// A list or a word in it is empty.
    #[error("must not be empty")]
    Empty,
    /// More words than one automaton holds.
    #[error("too many words")]
    TooLarge,
}

impl PolicyError {
    /// The stable word for this error.
    pub const REASON: &'static str = "POLICY_INVALID";

    /// The stable word for this error: [`Self::REASON`].
    pub fn reason(&self) -> &'static str {
        Self::REASON
    }

    pub(crate) fn at(field: impl Into<String>, problem: Problem) -> Self {
        Self {
            field: field.into(),
            problem,
        }
    }
}

impl Default for Policy {
    /// All built-in recognisers that are on by default, and two by
    /// configuration that show how: order numbers (`ddd-ddddd-dddd`) and
    /// tracking numbers (ten letters and digits where the text speaks of
    /// tracking).
    fn default() -> Self {
        let custom = |name: &str, entity, regex: &str, score, context: &[&str]| CustomRecognizer {
            name: name.to_owned(),
            entity: EntityType::from_static(entity),
            patterns: vec![CustomPattern {
                regex: regex.to_owned(),
                score,
            }],
            context: context.iter().map(|&word| word.to_owned()).collect(),
            checksum: None,
        };
        Self {
            entities: registry::BUILT_IN
                .iter()
                .filter(|r| r.default_on)
                .map(Recognizer::entity_type)
                .collect(),
            min_score: 0.4,
            recognizers: vec![
                custom(
                    "order_number",
                    "ORDER_NUMBER",
                    r"\b\d{3}-\d{5}-\d{4}\b",
                    0.5,
                    &["order", "order number", "order id"],
                ),
                custom(
                    "tracking_number",
                    "TRACKING_NUMBER",
                    r"\b[A-Z0-9]{10}\b",
                    0.1,
                    &[
                        "tracking",
                        "tracking number",
                        "tracking code",
                        "tracking id",
                    ],
                ),
            ],
            allow: Vec::new(),
            deny: Vec::new(),
        }
    }
}

impl Policy {
    /// Digest of the policy: `sha256:` and the hex digest of its canonical JSON
    /// (fields in their order, entity types sorted, defaults written out). It
    /// says what was asked for; [`registry::digest`] says what the built-in
    /// recognisers were.
    pub fn digest(&self) -> String {
        // A struct of strings, numbers and lists always has a JSON form.
        let json = serde_json::to_vec(self).unwrap_or_default();
        registry::hex_digest(&Sha256::digest(&json))
    }

    /// Checks what needs no compilation; [`crate::Scanner::new`] checks the rest.
    ///
    /// # Errors
    /// [`PolicyError`] for the first field that is wrong.
    pub fn validate(&self) -> Result<(), PolicyError> {
        in_unit("min_score", self.min_score)?;
        for entity in &self.entities {
            if !registry::BUILT_IN
                .iter()
                .any(|r| r.entity == entity.as_str())
            {
                return Err(PolicyError::at("entities", Problem::UnknownEntity));
            }
        }
        for (i, recognizer) in self.recognizers.iter().enumerate() {
            let field = |name: &str| format!("recognizers[{i}].{name}");
            let earlier = self.recognizers[..i].iter().map(|r| r.name.as_str());
            let built_in = registry::BUILT_IN.iter().map(|r| r.name);
            let taken = earlier.chain(built_in).any(|name| name == recognizer.name);
            if taken || !lower_snake(&recognizer.name) {
                return Err(PolicyError::at(field("name"), Problem::Name));
            }
            if recognizer.patterns.is_empty() {
                return Err(PolicyError::at(field("patterns"), Problem::Empty));
            }
            for (j, pattern) in recognizer.patterns.iter().enumerate() {
                in_unit(field(&format!("patterns[{j}].score")), pattern.score)?;
            }
            if recognizer.context.iter().any(|word| word.trim().is_empty()) {
                return Err(PolicyError::at(field("context"), Problem::Empty));
            }
        }
        for (i, list) in self.deny.iter().enumerate() {
            if list.words.is_empty() || list.words.iter().any(|word| word.trim().is_empty()) {
                return Err(PolicyError::at(format!("deny[{i}].words"), Problem::Empty));
            }
        }
        Ok(())
    }
}

fn in_unit(field: impl Into<String>, score: f32) -> Result<(), PolicyError> {
    if (0.0..=1.0).contains(&score) {
        Ok(())
    } else {
        Err(PolicyError::at(field, Problem::Score))
    }
}

fn lower_snake(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests;
