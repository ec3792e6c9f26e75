//! The manifest of a checkpoint.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::MANIFEST;
use crate::{ArtifactError, ArtifactName, Digest};

/// Schema of [`CheckpointManifest`].
pub const SCHEMA: &str = "tacit.checkpoint/1";

/// What a fine-tuning run left: the files, where they came from and what they
/// claim about privacy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointManifest {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// This checkpoint's name.
    pub name: ArtifactName,
    /// When it was written.
    pub created: Timestamp,
    /// The fine-tuning job that wrote it.
    pub job: String,
    /// `full`, `lora`, `dp` or `dp-lora`.
    pub method: String,
    /// `completed`, or `cancelled` when the run was stopped early.
    pub ended: String,
    /// What was fine-tuned.
    pub base_model: BaseModel,
    /// What it was fine-tuned on.
    pub dataset: DatasetRef,
    /// Hyper-parameters of the run.
    pub config: serde_json::Value,
    /// What the run measured: steps, loss curve, tokens, wall time, memory.
    pub record: serde_json::Value,
    /// The privacy statement.
    pub privacy: dp::PrivacyStatement,
    /// Every other file of the artifact.
    pub files: Vec<FileEntry>,
}

/// The model a run started from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseModel {
    /// Directory it was read from.
    pub path: String,
    /// Digest over the names and digests of its configuration and weights.
    pub digest: Digest,
}

/// The dataset version a run read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetRef {
    /// Its name.
    pub name: ArtifactName,
    /// Digest of its manifest.
    pub digest: Digest,
}

/// One file of an artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Path inside the artifact, with `/`.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Digest of the content.
    pub digest: Digest,
}

/// Lists the files of a directory (its manifest left out) in order of path.
///
/// # Errors
/// [`ArtifactError::Io`] when a file cannot be read.
pub fn list_files(dir: &Path) -> Result<Vec<FileEntry>, ArtifactError> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| ArtifactError::io(&folder, e))? {
            let path = entry.map_err(|e| ArtifactError::io(&folder, e))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path
                .strip_prefix(dir)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            if relative != MANIFEST {
                let (digest, bytes) = Digest::of_file(&path)?;
                files.push(FileEntry {
                    path: relative,
                    bytes,
                    digest,
                });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// One digest for a model directory: over the path and digest of its
/// configuration, tokenizer and weights.
///
/// # Errors
/// [`ArtifactError::Io`] when a file cannot be read.
pub fn model_digest(dir: &Path) -> Result<Digest, ArtifactError> {
    let lines: String = list_files(dir)?
        .into_iter()
        .filter(|f| f.path.ends_with(".json") || f.path.ends_with(".safetensors"))
        .map(|f| format!("{} {}\n", f.digest, f.path))
        .collect();
    Ok(Digest::of(lines.as_bytes()))
}
