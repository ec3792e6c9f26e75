//! Names of artifacts, in the style of AIP-122.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::ArtifactError;

/// The three things services hand over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Tagged, split text.
    Dataset,
    /// Weights or an adapter.
    Checkpoint,
    /// What an audit found.
    Report,
}

/// `datasets/{d}/versions/{v}`, `checkpoints/{c}` or `reports/{r}`. Also the
/// path of the artifact below the store's root, so an id is limited to lower
/// case letters, digits, `-`, `_` and `.`, and cannot start with a dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArtifactName(String);

impl ArtifactName {
    /// Parses a name.
    ///
    /// # Errors
    /// [`ArtifactError::Name`] when it has none of the three forms.
    pub fn parse(name: &str) -> Result<Self, ArtifactError> {
        let parts: Vec<&str> = name.split('/').collect();
        let ok = match parts.as_slice() {
            ["datasets", d, "versions", v] => is_id(d) && is_version(v),
            ["checkpoints" | "reports", id] => is_id(id),
            _ => false,
        };
        if ok {
            Ok(Self(name.to_owned()))
        } else {
            Err(ArtifactError::Name)
        }
    }

    /// A version of a dataset; versions count from 1.
    ///
    /// # Errors
    /// [`ArtifactError::Name`] for a malformed id or version 0.
    pub fn dataset(id: &str, version: u64) -> Result<Self, ArtifactError> {
        Self::parse(&format!("datasets/{id}/versions/{version}"))
    }

    /// A checkpoint.
    ///
    /// # Errors
    /// [`ArtifactError::Name`] for a malformed id.
    pub fn checkpoint(id: &str) -> Result<Self, ArtifactError> {
        Self::parse(&format!("checkpoints/{id}"))
    }

    /// A report.
    ///
    /// # Errors
    /// [`ArtifactError::Name`] for a malformed id.
    pub fn report(id: &str) -> Result<Self, ArtifactError> {
        Self::parse(&format!("reports/{id}"))
    }

    /// What it names.
    pub fn kind(&self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'd') => Kind::Dataset,
            Some(b'c') => Kind::Checkpoint,
            _ => Kind::Report,
        }
    }

    /// The resource that all versions of a dataset share, `datasets/{d}`; `None` for other kinds.
    pub fn dataset_resource(&self) -> Option<&str> {
        let (dataset, _) = self.as_str().split_once("/versions/")?;
        Some(dataset)
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below the store's root.
    pub fn relative_path(&self) -> PathBuf {
        PathBuf::from(&self.0)
    }
}

/// Whether a string can be the id of a dataset, a checkpoint or a report.
pub fn is_id(id: &str) -> bool {
    (1..=63).contains(&id.len())
        && !id.starts_with(['.', '-'])
        && id
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.'))
}

fn is_version(version: &str) -> bool {
    version.starts_with(|c: char| ('1'..='9').contains(&c)) && version.parse::<u64>().is_ok()
}

impl fmt::Display for ArtifactName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ArtifactName {
    type Error = ArtifactError;
    fn try_from(name: String) -> Result<Self, ArtifactError> {
        Self::parse(&name)
    }
}

impl From<ArtifactName> for String {
    fn from(name: ArtifactName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_three_forms_and_no_escape() {
        for good in [
            "datasets/support/versions/1",
            "checkpoints/a-b_c.1",
            "reports/x",
        ] {
            assert_eq!(ArtifactName::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "datasets/support",
            "datasets/support/versions/0",
            "datasets/support/versions/01",
            "datasets/support/versions/+1",
            "checkpoints/..",
            "checkpoints/.hidden",
            "checkpoints/a/b",
            "checkpoints/A",
            "reports/",
            "/reports/x",
            "other/x",
        ] {
            assert!(ArtifactName::parse(bad).is_err(), "{bad}");
        }
    }
}
