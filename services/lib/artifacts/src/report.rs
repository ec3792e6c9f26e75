//! The manifest of an audit report.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::checkpoint::{DatasetRef, FileEntry};
use crate::{ArtifactName, Digest};

/// Schema of [`ReportManifest`].
pub const SCHEMA: &str = "tacit.report/1";

/// What an audit left: `report.json`, `report.html`, and what they are about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportManifest {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// This report's name.
    pub name: ArtifactName,
    /// When it was written.
    pub created: Timestamp,
    /// The audit job that wrote it.
    pub job: String,
    /// The checkpoint that was probed.
    pub checkpoint: ArtifactName,
    /// Digest of the checkpoint's manifest.
    pub checkpoint_digest: Digest,
    /// The dataset it was probed with.
    pub dataset: DatasetRef,
    /// The files.
    pub files: Vec<FileEntry>,
}
