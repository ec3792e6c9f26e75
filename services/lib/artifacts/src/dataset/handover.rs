//! How the audit learns which canaries there are.
//!
//! The manifest of a dataset version holds a commitment, and the services that
//! train read that. The seed lies in a file of its own, in a folder beside the
//! artifacts that nobody but ingest (writes) and audit (reads) needs: keep it
//! from everybody else with a volume or a mount of its own. Folder and file are
//! readable by their owner only.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use corpus::canary::{CanarySeed, CanarySpec};
use serde::{Deserialize, Serialize};

use crate::{ArtifactError, ArtifactName, Digest};

/// Schema of [`CanaryHandover`].
pub const SCHEMA: &str = "tacit.canaries/1";

/// Everything the audit needs to make the canaries of a version again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CanaryHandover {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The version they are in.
    pub dataset: ArtifactName,
    /// The seed; `seed.commitment()` stands in the version's manifest.
    pub seed: CanarySeed,
    /// What was planned, words and sentences filled in.
    pub spec: CanarySpec,
}

/// Writes a handover into `folder`, making that where it is missing. Call it
/// before the version becomes visible: a visible version's canaries are then
/// always known.
///
/// # Errors
/// [`ArtifactError`] when it cannot be made durable.
pub fn write(folder: &Path, handover: &CanaryHandover) -> Result<(), ArtifactError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|e| ArtifactError::io(folder, e))?;
    let path = path(folder, &commitment(handover)?);
    let json = serde_json::to_vec_pretty(handover).map_err(|source| ArtifactError::Manifest {
        name: "canaries".to_owned(),
        source,
    })?;
    let partial = path.with_extension("partial");
    let mut options = OpenOptions::new();
    let options = options.create(true).truncate(true).write(true).mode(0o600);
    options
        .open(&partial)
        .and_then(|mut file| file.write_all(&json).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&partial, &path))
        .and_then(|()| fs::File::open(folder)?.sync_all())
        .map_err(|e| ArtifactError::io(path, e))
}

/// Reads the handover of a commitment.
///
/// # Errors
/// [`ArtifactError::NotFound`] where there is none,
/// [`ArtifactError::Corrupt`] when the seed is not the one that was committed
/// to, [`ArtifactError::Manifest`] when the file is malformed.
pub fn read(folder: &Path, commitment_of: &Digest) -> Result<CanaryHandover, ArtifactError> {
    let path = path(folder, commitment_of);
    let json = match fs::read(&path) {
        Ok(json) => json,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(ArtifactError::NotFound(format!("canaries {commitment_of}")));
        }
        Err(e) => return Err(ArtifactError::io(path, e)),
    };
    let handover: CanaryHandover =
        serde_json::from_slice(&json).map_err(|source| ArtifactError::Manifest {
            name: "canaries".to_owned(),
            source,
        })?;
    if handover.schema != SCHEMA {
        return Err(ArtifactError::Schema {
            name: "canaries".to_owned(),
            found: handover.schema,
            expected: SCHEMA,
        });
    }
    if commitment(&handover)? != *commitment_of {
        return Err(ArtifactError::Corrupt { path });
    }
    Ok(handover)
}

fn commitment(handover: &CanaryHandover) -> Result<Digest, ArtifactError> {
    Digest::parse(&handover.seed.commitment()).ok_or(ArtifactError::Name)
}

fn path(folder: &Path, commitment: &Digest) -> PathBuf {
    let hex = commitment.as_str().trim_start_matches("sha256:");
    folder.join(format!("{hex}.json"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_handover_is_found_by_its_commitment_and_is_nobody_elses_to_read() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("canaries");
        let handover = CanaryHandover {
            schema: SCHEMA.to_owned(),
            dataset: ArtifactName::dataset("d", 1).unwrap(),
            seed: CanarySeed::from_bytes([7; 32]),
            spec: CanarySpec::standard(16),
        };
        write(&folder, &handover).unwrap();
        let digest = Digest::parse(&handover.seed.commitment()).unwrap();
        assert_eq!(read(&folder, &digest).unwrap(), handover);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&path(&folder, &digest)), 0o600);
        let other = Digest::of(b"other");
        assert!(matches!(
            read(&folder, &other),
            Err(ArtifactError::NotFound(_))
        ));
        // Another seed below the name of this commitment is refused.
        fs::copy(path(&folder, &digest), path(&folder, &other)).unwrap();
        assert!(matches!(
            read(&folder, &other),
            Err(ArtifactError::Corrupt { .. })
        ));
    }
}
