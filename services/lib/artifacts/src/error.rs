//! One error for everything that can go wrong with an artifact.

use std::path::PathBuf;

use thiserror::Error;

/// Why an artifact could not be written, found or read. Paths and names are
/// ours; no message quotes a record.
#[derive(Debug, Error)]
pub enum ArtifactError {
    /// The name is not one of the three forms.
    #[error("not an artifact name: expected datasets/D/versions/V, checkpoints/C or reports/R")]
    Name,
    /// Nothing of that name is in the store.
    #[error("no such artifact: {0}")]
    NotFound(String),
    /// The name is taken: artifacts never change.
    #[error("the artifact exists already: {0}")]
    Exists(String),
    /// The disk is full.
    #[error("no space left on the device that holds the store")]
    NoSpace(#[source] std::io::Error),
    /// Another input or output error.
    #[error("could not access {path}")]
    Io {
        /// What was accessed.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: std::io::Error,
    },
    /// A manifest is not the JSON it should be.
    #[error("the manifest of {name} is malformed")]
    Manifest {
        /// The artifact.
        name: String,
        /// Where the JSON went wrong.
        #[source]
        source: serde_json::Error,
    },
    /// A manifest of a later or unknown schema.
    #[error("the manifest of {name} has schema {found}, expected {expected}")]
    Schema {
        /// The artifact.
        name: String,
        /// What the manifest says.
        found: String,
        /// What this build reads.
        expected: &'static str,
    },
    /// A file's content is not what its manifest lists.
    #[error("{path} does not match the digest in its manifest")]
    Corrupt {
        /// The file.
        path: PathBuf,
    },
    /// A shard cannot be written or read.
    #[error("could not process shard {path}")]
    Shard {
        /// The shard.
        path: PathBuf,
        /// What Parquet says.
        #[source]
        source: parquet::errors::ParquetError,
    },
    /// A shard's columns are not a record's.
    #[error("shard {path} does not hold records: column {column}")]
    Column {
        /// The shard.
        path: PathBuf,
        /// The column that is missing or of another type.
        column: &'static str,
    },
}

impl ArtifactError {
    /// Wraps an input or output error; a full disk is told apart.
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::NoSpace(source)
            }
            _ => Self::Io {
                path: path.into(),
                source,
            },
        }
    }

    /// Wraps a Parquet error; a full disk underneath is told apart.
    pub fn shard(path: impl Into<PathBuf>, source: parquet::errors::ParquetError) -> Self {
        let path = path.into();
        if let parquet::errors::ParquetError::External(inner) = source {
            return match inner.downcast::<std::io::Error>() {
                Ok(io) => Self::io(path, *io),
                Err(other) => Self::Shard {
                    path,
                    source: parquet::errors::ParquetError::External(other),
                },
            };
        }
        Self::Shard { path, source }
    }

    /// The stable machine word of this error.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Name => "INVALID_ARTIFACT_NAME",
            Self::NotFound(_) => "ARTIFACT_NOT_FOUND",
            Self::Exists(_) => "ARTIFACT_EXISTS",
            Self::NoSpace(_) => "NO_DISK_SPACE",
            Self::Io { .. } => "STORE_IO",
            Self::Manifest { .. } | Self::Schema { .. } => "MANIFEST_UNREADABLE",
            Self::Corrupt { .. } | Self::Shard { .. } | Self::Column { .. } => "ARTIFACT_CORRUPT",
        }
    }
}
