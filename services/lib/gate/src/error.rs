//! Why a policy or a waiver was refused.

use thiserror::Error;

/// A field that is wrong. Names the field; never quotes its content.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("audit policy field `{field}`: {problem}")]
pub struct PolicyError {
    /// Path of the field, such as `rules[2].at_most`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// The document is no YAML, or has a field that no policy has.
    #[error("cannot be read{}", .line.map(|line| format!(" (line {line})")).unwrap_or_default())]
    Unreadable {
        /// Where, from 1.
        line: Option<usize>,
    },
    /// Another schema.
    #[error("must be `{}`", crate::policy::SCHEMA)]
    Schema,
    /// Empty, malformed or taken.
    #[error("must be unique, 1 to 63 of a-z, 0-9 and `-`")]
    Id,
    /// Not in its range.
    #[error("must lie in {0}")]
    Range(&'static str),
    /// A selector that the metric needs is missing, or one it does not have is given.
    #[error("{0}")]
    Selector(&'static str),
    /// No rule at all.
    #[error("needs at least one rule")]
    Empty,
    /// Names a rule that does not exist.
    #[error("names no rule of the policy")]
    UnknownRule,
    /// A waiver that the policy does not allow.
    #[error("{0}")]
    Waiver(&'static str),
}

impl PolicyError {
    /// The stable word for this error.
    pub const REASON: &'static str = "AUDIT_POLICY_INVALID";

    pub(crate) fn at(field: impl Into<String>, problem: Problem) -> Self {
        Self {
            field: field.into(),
            problem,
        }
    }
}
