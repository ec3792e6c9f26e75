//! Policies: which recognisers run, and the ones a user adds by configuration.

mod read;
mod validate;

use std::collections::{BTreeMap, BTreeSet};

use corpus::EntityType;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

pub use read::Format;

use crate::action::Action;
use crate::{Recognizer, registry};

/// What a scan looks for and what becomes of it. Read from YAML, TOML or JSON
/// ([`Policy::read`]); a field left out has the value of [`Policy::default`], a
/// field that is not known is refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// The author's name for this state of the policy. It is part of the digest.
    pub version: String,
    /// Entity types that are looked for. Types of custom recognisers and deny
    /// lists need not be named: those always run.
    pub entities: BTreeSet<EntityType>,
    /// Spans below this score, in [0, 1], are dropped.
    pub min_score: f32,
    /// Languages whose words count as context: two-letter codes of
    /// [`crate::languages::known`].
    pub languages: BTreeSet<String>,
    /// Whether the learned tagger works beside the rules.
    pub tagger: bool,
    /// What the scores of spans say. `min_score` compares what recognisers say, whatever stands here.
    #[serde(skip_serializing_if = "Scores::is_stated")]
    pub scores: Scores,
    /// What becomes of a span whose type has no rule of its own.
    pub action: Action,
    /// Rules of single entity types.
    pub types: BTreeMap<EntityType, TypeRule>,
    /// Recognisers by configuration.
    pub recognizers: Vec<CustomRecognizer>,
    /// Texts that are never tagged. A span is dropped when its whole text is in
    /// the list.
    pub allow: Vec<Allow>,
    /// Words that are always tagged.
    pub deny: Vec<DenyList>,
}

/// What a span's score is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scores {
    /// What the recogniser says.
    #[default]
    Stated,
    /// How often such spans of the recogniser were right on labelled text ([`crate::Calibration`]); what it says
    /// where that is not known, and for recognisers by configuration.
    Precision,
}

impl Scores {
    fn is_stated(&self) -> bool {
        *self == Self::Stated
    }
}

/// What a policy says about one entity type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeRule {
    /// How much the type says about a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<Sensitivity>,
    /// What becomes of its spans.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// Spans of the type below this score, in [0, 1], are dropped; cannot be
    /// less than the policy's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_score: Option<f32>,
}

/// How much a type says about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Little on its own and with others.
    Low,
    /// With others it may tell who it is (a date, a place, an age).
    Quasi,
    /// It tells who it is (a name, a number that is given once).
    Direct,
}

/// A text that is never tagged: a string (ASCII case ignored), or an expression
/// that the whole text of a span must match.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Allow {
    /// The text of the span.
    Text(String),
    /// An expression.
    Regex(AllowRegex),
}

/// See [`Allow`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowRegex {
    /// In the syntax of the `regex` crate, as in [`CustomPattern::regex`].
    pub regex: String,
}

impl From<&str> for Allow {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
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

/// What is always tagged, at score 1. At least one of the lists has something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenyList {
    /// What the words are.
    pub entity: EntityType,
    /// Words or phrases: found as whole words, ASCII case ignored.
    #[serde(default)]
    pub words: Vec<String>,
    /// Texts found anywhere, inside a word as well, ASCII case ignored.
    #[serde(default)]
    pub texts: Vec<String>,
    /// Expressions, as in [`CustomPattern::regex`].
    #[serde(default)]
    pub regexes: Vec<String>,
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
    /// Nothing finds this type.
    #[error("nothing finds this entity type")]
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
    /// A language without words.
    #[error("no language of this code has words")]
    UnknownLanguage,
    /// The learned tagger does not compute what it should on this machine.
    #[error(
        "the learned tagger fails its self-test on this machine; turn it off or use another build"
    )]
    Tagger,
    /// Not in the format it should be in, or with a field that is not known.
    #[error("not readable, or with a field that is not known")]
    Unreadable,
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
            version: String::new(),
            languages: crate::languages::known().map(str::to_owned).collect(),
            tagger: true,
            scores: Scores::default(),
            action: Action::Tag,
            types: BTreeMap::new(),
            entities: registry::BUILT_IN
                .iter()
                .filter(|r| r.default_on)
                .map(Recognizer::entity_type)
                .chain(
                    registry::LEARNED
                        .iter()
                        .map(|name| EntityType::from_static(name)),
                )
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

    /// The action for spans of a type.
    pub fn action_of(&self, entity: &EntityType) -> Action {
        let own = self.types.get(entity).and_then(|rule| rule.action);
        own.unwrap_or(self.action)
    }

    /// How much a type says about a person: the policy's word, or ours
    /// ([`crate::sensitivity::of`]).
    pub fn sensitivity_of(&self, entity: &EntityType) -> Sensitivity {
        let own = self.types.get(entity).and_then(|rule| rule.sensitivity);
        own.unwrap_or_else(|| crate::sensitivity::of(entity.as_str()))
    }
}

#[cfg(test)]
mod tests;
