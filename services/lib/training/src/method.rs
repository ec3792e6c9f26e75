//! The two axes of a method, and the names people use for their four corners.

use std::fmt;
use std::str::FromStr;

use model::LoraConfig;
use serde::{Deserialize, Serialize};

/// Which weights a run may change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trainable {
    /// Every weight of the base model.
    All,
    /// A new low-rank adapter; the base model stays as it is.
    Adapters(LoraConfig),
}

/// How the gradient of a logical batch is formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradientKind {
    /// The gradient of the mean loss.
    #[default]
    Plain,
    /// Per-example gradients, clipped, summed, with noise (Abadi et al. 2016).
    Private,
}

/// The everyday name of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MethodName {
    /// All x plain.
    Full,
    /// Adapters x plain.
    Lora,
    /// All x private.
    Dp,
    /// Adapters x private.
    DpLora,
}

impl MethodName {
    /// The name of a corner.
    pub fn of(trainable: &Trainable, gradient: GradientKind) -> Self {
        match (trainable, gradient) {
            (Trainable::All, GradientKind::Plain) => Self::Full,
            (Trainable::Adapters(_), GradientKind::Plain) => Self::Lora,
            (Trainable::All, GradientKind::Private) => Self::Dp,
            (Trainable::Adapters(_), GradientKind::Private) => Self::DpLora,
        }
    }

    /// The corner of a name, with default adapters where it has any.
    pub fn axes(self) -> (Trainable, GradientKind) {
        let adapters = || Trainable::Adapters(LoraConfig::default());
        match self {
            Self::Full => (Trainable::All, GradientKind::Plain),
            Self::Lora => (adapters(), GradientKind::Plain),
            Self::Dp => (Trainable::All, GradientKind::Private),
            Self::DpLora => (adapters(), GradientKind::Private),
        }
    }
}

impl fmt::Display for MethodName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "full",
            Self::Lora => "lora",
            Self::Dp => "dp",
            Self::DpLora => "dp-lora",
        })
    }
}

/// A name that is none of `full`, `lora`, `dp`, `dp-lora`.
#[derive(Debug, thiserror::Error)]
#[error("a method is one of full, lora, dp, dp-lora")]
pub struct UnknownMethod;

impl FromStr for MethodName {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, UnknownMethod> {
        [Self::Full, Self::Lora, Self::Dp, Self::DpLora]
            .into_iter()
            .find(|method| method.to_string() == name)
            .ok_or(UnknownMethod)
    }
}
