//! Train, validation and holdout: who goes where.

mod divide;
mod groups;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::EntityType;

pub use divide::{Division, divide};
pub use groups::Groups;

/// Which part of a dataset a record is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Members: the fine-tuning run sees these.
    Train,
    /// Watched during training, never trained on.
    Validation,
    /// Non-members from the same distribution, for the audit.
    Holdout,
}

impl Split {
    /// All splits, in their order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Holdout];

    /// The name used in files, the contract and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Holdout => "holdout",
        }
    }
}

/// What must not be shared between two splits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitUnit {
    /// Each record goes its own way.
    #[default]
    Record,
    /// All records of one declared subject stay together.
    Subject,
    /// Records that share the text of a tagged entity stay together, and so do
    /// records of one subject: no entity of the linking types stands in two
    /// splits.
    Entity,
}

/// How records are divided.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SplitPolicy {
    /// What stays together.
    pub unit: SplitUnit,
    /// Share of the training split, in [0, 1].
    pub train: f64,
    /// Share of the validation split, in [0, 1].
    pub validation: f64,
    /// Share of the holdout, in [0, 1]. The three add up to 1.
    pub holdout: f64,
    /// Seed of the assignment.
    pub seed: u64,
}

/// Why a split policy was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SplitError {
    /// A share is outside [0, 1] or not a number.
    #[error("split shares must lie in [0, 1]")]
    Share,
    /// The shares do not add up to 1.
    #[error("split shares must add up to 1")]
    Sum,
}

impl Default for SplitPolicy {
    fn default() -> Self {
        Self {
            unit: SplitUnit::Record,
            train: 0.8,
            validation: 0.1,
            holdout: 0.1,
            seed: 0,
        }
    }
}

impl SplitPolicy {
    /// Checks the shares.
    ///
    /// # Errors
    /// [`SplitError`] naming the broken rule.
    pub fn validate(&self) -> Result<(), SplitError> {
        let shares = [self.train, self.validation, self.holdout];
        if shares.iter().any(|s| !(0.0..=1.0).contains(s)) {
            return Err(SplitError::Share);
        }
        if (shares.iter().sum::<f64>() - 1.0).abs() > 1e-9 {
            return Err(SplitError::Sum);
        }
        Ok(())
    }

    /// The split of a unit (a record id, a subject, a group of records): a pure
    /// function of the seed and the key, so that neither order nor chunking of
    /// the input changes it.
    pub fn assign(&self, key: &[u8]) -> Split {
        let mut hasher = Sha256::new();
        hasher.update(b"tacit.split.v1");
        hasher.update(self.seed.to_le_bytes());
        hasher.update(key);
        let digest = hasher.finalize();
        let mut word = [0_u8; 8];
        word.copy_from_slice(&digest[..8]);
        // 53 bits fill a double exactly.
        let unit = (u64::from_le_bytes(word) >> 11) as f64 / (1_u64 << 53) as f64;
        if unit < self.train {
            Split::Train
        } else if unit < self.train + self.validation {
            Split::Validation
        } else if self.holdout > 0.0 {
            Split::Holdout
        } else {
            // Rounding of the sum may leave a sliver above train + validation.
            if self.validation > 0.0 {
                Split::Validation
            } else {
                Split::Train
            }
        }
    }
}

/// A key of a group: a hash of what two records share, in a namespace (an
/// entity type, `subject`), after folding case and white space.
pub fn group_key(namespace: &str, value: &str) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(namespace.as_bytes());
    hasher.update([0]);
    for word in value.split_whitespace() {
        hasher.update(word.to_lowercase().as_bytes());
        hasher.update([b' ']);
    }
    let digest = hasher.finalize();
    let mut word = [0_u8; 8];
    word.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(word)
}

/// Entity types whose values many people share.
const BROAD: [&str; 29] = [
    "AGE",
    "CA_POSTAL_CODE",
    "CITY",
    "COUNTRY",
    "CURRENCY",
    "DATE",
    "DATETIME",
    "DATE_TIME",
    "DEMOGRAPHIC",
    "DE_PLZ",
    "DOMAIN_NAME",
    "FAMILY_STATUS",
    "GENDER",
    "GPE",
    "LANGUAGE",
    "LOCATION",
    "MISC",
    "NRP",
    "OCCUPATION",
    "ORGANIZATION",
    "QUANTITY",
    "STATE",
    "TIME",
    "TITLE",
    "UK_POSTCODE",
    "URL",
    "US_STATE",
    "US_ZIP_CODE",
    "ZIP_CODE",
];

/// Whether a value of this type names one person or one thing of a person, so
/// that two records that share it belong together. A date or a place does not.
pub fn names_one(entity: &EntityType) -> bool {
    BROAD.binary_search(&entity.as_str()).is_err()
}

/// A key that ties two records together: as [`group_key`], but letters and
/// digits alone count, so that `515-555.1234` and `515 555 1234` are one phone.
pub fn link_key(namespace: &str, value: &str) -> u64 {
    let folded: String = value
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    group_key(namespace, &folded)
}

#[cfg(test)]
mod tests;
