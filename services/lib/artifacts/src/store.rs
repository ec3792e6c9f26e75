//! The store: a directory where artifacts appear whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::name::is_id;
use crate::{ArtifactError, ArtifactName, Digest, Kind};

/// The file that makes a directory an artifact; written last.
pub const MANIFEST: &str = "manifest.json";

/// Artifacts in a directory of the local file system (or a shared volume).
///
/// **Guarantee**: an artifact is visible only after all its bytes and its
/// manifest are on disk, and never changes afterwards. Writers fill a staging
/// directory on the same file system; [`FsStore::commit`] flushes it and renames
/// it into place, which POSIX makes atomic.
#[derive(Clone, Debug)]
pub struct FsStore {
    root: PathBuf,
    canaries: PathBuf,
}

/// A directory being filled. Dropped without [`FsStore::commit`], it is removed.
#[derive(Debug)]
pub struct Staged {
    dir: tempfile::TempDir,
}

impl Staged {
    /// Where to write the artifact's files.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes the manifest: pretty JSON, so that a person can read it.
    ///
    /// # Errors
    /// [`ArtifactError`] when it cannot be written.
    pub fn write_manifest(&self, manifest: &impl Serialize) -> Result<Digest, ArtifactError> {
        let path = self.path().join(MANIFEST);
        let bytes =
            serde_json::to_vec_pretty(manifest).map_err(|source| ArtifactError::Manifest {
                name: MANIFEST.to_owned(),
                source,
            })?;
        fs::write(&path, &bytes).map_err(|e| ArtifactError::io(&path, e))?;
        Ok(Digest::of(&bytes))
    }
}

impl FsStore {
    /// Opens a store, making its folders where they are missing.
    ///
    /// # Errors
    /// [`ArtifactError::Io`] when the root cannot be made.
    pub fn open_at(root: impl Into<PathBuf>) -> Result<Self, ArtifactError> {
        let root = root.into();
        for folder in ["datasets", "checkpoints", "reports", "staging"] {
            let path = root.join(folder);
            fs::create_dir_all(&path).map_err(|e| ArtifactError::io(path, e))?;
        }
        Ok(Self {
            canaries: root.join("canaries"),
            root,
        })
    }

    /// The same store with handovers of canaries in a folder of their own. It is not made here: who only trains
    /// has none.
    #[must_use]
    pub fn with_canaries(self, folder: impl Into<PathBuf>) -> Self {
        Self {
            canaries: folder.into(),
            ..self
        }
    }

    /// The store's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where handovers of canaries lie: beside the artifacts unless a deployment says otherwise.
    pub fn canary_folder(&self) -> &Path {
        &self.canaries
    }

    /// A new staging directory. `owner` (a job id) is part of its name, so that
    /// what a killed worker left can be found and swept.
    ///
    /// # Errors
    /// [`ArtifactError::Io`] when it cannot be made.
    pub fn stage(&self, owner: &str) -> Result<Staged, ArtifactError> {
        let staging = self.root.join("staging");
        let dir = tempfile::Builder::new()
            .prefix(&format!("{owner}."))
            .tempdir_in(&staging)
            .map_err(|e| ArtifactError::io(staging, e))?;
        Ok(Staged { dir })
    }

    /// Removes what a worker that died left in staging.
    ///
    /// # Errors
    /// [`ArtifactError::Io`] when a leftover cannot be removed.
    pub fn sweep(&self, owner: &str) -> Result<(), ArtifactError> {
        let staging = self.root.join("staging");
        let prefix = format!("{owner}.");
        for entry in fs::read_dir(&staging).map_err(|e| ArtifactError::io(&staging, e))? {
            let path = entry.map_err(|e| ArtifactError::io(&staging, e))?.path();
            let ours = path
                .file_name()
                .and_then(|n| n.to_str())
                .is_some_and(|n| n.starts_with(&prefix));
            if ours {
                fs::remove_dir_all(&path).map_err(|e| ArtifactError::io(path, e))?;
            }
        }
        Ok(())
    }

    /// Makes a staged artifact visible under its name.
    ///
    /// # Errors
    /// [`ArtifactError::Exists`] when the name is taken, [`ArtifactError::Io`]
    /// or [`ArtifactError::NoSpace`] when the bytes cannot be made durable. On
    /// any error nothing is visible.
    pub fn commit(&self, staged: Staged, name: &ArtifactName) -> Result<PathBuf, ArtifactError> {
        let target = self.root.join(name.relative_path());
        let parent = target.parent().unwrap_or(&self.root).to_path_buf();
        fs::create_dir_all(&parent).map_err(|e| ArtifactError::io(&parent, e))?;
        sync_tree(staged.path())?;
        // A rename onto a directory succeeds only when that is empty, and an
        // artifact never is: two writers of one name cannot both win.
        match fs::rename(staged.path(), &target) {
            Ok(()) => {}
            Err(e) if target.exists() => {
                drop(e);
                return Err(ArtifactError::Exists(name.to_string()));
            }
            Err(e) => return Err(ArtifactError::io(target, e)),
        }
        // The directory is gone from staging; nothing is left to clean up.
        let _ = staged.dir.keep();
        set_mode(&target)?;
        sync_dir(&parent)?;
        Ok(target)
    }

    /// The directory of a visible artifact.
    ///
    /// # Errors
    /// [`ArtifactError::NotFound`] when there is none.
    pub fn open(&self, name: &ArtifactName) -> Result<PathBuf, ArtifactError> {
        let path = self.root.join(name.relative_path());
        if path.join(MANIFEST).is_file() {
            Ok(path)
        } else {
            Err(ArtifactError::NotFound(name.to_string()))
        }
    }

    /// Reads an artifact's manifest.
    ///
    /// # Errors
    /// [`ArtifactError::NotFound`] or [`ArtifactError::Manifest`].
    pub fn manifest<T: DeserializeOwned>(&self, name: &ArtifactName) -> Result<T, ArtifactError> {
        let path = self.open(name)?.join(MANIFEST);
        let bytes = fs::read(&path).map_err(|e| ArtifactError::io(&path, e))?;
        serde_json::from_slice(&bytes).map_err(|source| ArtifactError::Manifest {
            name: name.to_string(),
            source,
        })
    }

    /// Digest of an artifact's manifest: the artifact's identity.
    ///
    /// # Errors
    /// [`ArtifactError::NotFound`] when there is none.
    pub fn digest(&self, name: &ArtifactName) -> Result<Digest, ArtifactError> {
        Ok(Digest::of_file(&self.open(name)?.join(MANIFEST))?.0)
    }

    /// All visible artifacts of a kind, in order of name (versions by number).
    ///
    /// # Errors
    /// [`ArtifactError::Io`] when the store cannot be read.
    pub fn list(&self, kind: Kind) -> Result<Vec<ArtifactName>, ArtifactError> {
        let mut names = Vec::new();
        match kind {
            Kind::Checkpoint | Kind::Report => {
                let folder = if kind == Kind::Checkpoint {
                    "checkpoints"
                } else {
                    "reports"
                };
                for id in self.ids(folder)? {
                    names.push(ArtifactName::parse(&format!("{folder}/{id}"))?);
                }
            }
            Kind::Dataset => {
                for id in self.ids("datasets")? {
                    for version in self.versions(&id)? {
                        names.push(ArtifactName::dataset(&id, version)?);
                    }
                }
            }
        }
        names.retain(|name| self.open(name).is_ok());
        Ok(names)
    }

    /// Visible versions of a dataset, ascending.
    ///
    /// # Errors
    /// [`ArtifactError::Io`] when the store cannot be read.
    pub fn versions(&self, dataset: &str) -> Result<Vec<u64>, ArtifactError> {
        let mut versions = self.taken_versions(dataset)?;
        versions
            .retain(|&v| ArtifactName::dataset(dataset, v).is_ok_and(|n| self.open(&n).is_ok()));
        Ok(versions)
    }

    /// The version that `datasets/{d}/versions/{v}` names; `-` is the newest.
    ///
    /// # Errors
    /// [`ArtifactError::Name`] for a malformed name, [`ArtifactError::NotFound`]
    /// when it is not visible.
    pub fn resolve_version(&self, name: &str) -> Result<ArtifactName, ArtifactError> {
        let resolved = match name
            .strip_suffix("/versions/-")
            .and_then(|n| n.strip_prefix("datasets/"))
        {
            Some(dataset) => {
                ArtifactName::dataset(dataset, 1)?;
                let newest = self.versions(dataset)?.last().copied();
                ArtifactName::dataset(
                    dataset,
                    newest.ok_or_else(|| ArtifactError::NotFound(name.to_owned()))?,
                )?
            }
            None => ArtifactName::parse(name)?,
        };
        self.open(&resolved)?;
        Ok(resolved)
    }

    /// Takes the next version number of a dataset: two writers never get the
    /// same one. The number stays taken if nothing is ever committed under it.
    ///
    /// # Errors
    /// [`ArtifactError::Name`] for a malformed id, [`ArtifactError::Io`] when
    /// the store cannot be written.
    pub fn reserve_version(&self, dataset: &str) -> Result<ArtifactName, ArtifactError> {
        ArtifactName::dataset(dataset, 1)?;
        let folder = self.root.join("datasets").join(dataset).join("versions");
        fs::create_dir_all(&folder).map_err(|e| ArtifactError::io(&folder, e))?;
        loop {
            let next = self.taken_versions(dataset)?.last().map_or(1, |v| v + 1);
            // Creating a directory is atomic; the artifact is renamed onto it later.
            let path = folder.join(next.to_string());
            match fs::create_dir(&path) {
                Ok(()) => return ArtifactName::dataset(dataset, next),
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(ArtifactError::io(path, e)),
            }
        }
    }

    fn taken_versions(&self, dataset: &str) -> Result<Vec<u64>, ArtifactError> {
        let mut versions: Vec<u64> = self
            .ids(&format!("datasets/{dataset}/versions"))?
            .iter()
            .filter_map(|v| v.parse().ok())
            .collect();
        versions.sort_unstable();
        Ok(versions)
    }

    fn ids(&self, folder: &str) -> Result<Vec<String>, ArtifactError> {
        let path = self.root.join(folder);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(ArtifactError::io(path, e)),
        };
        let mut ids: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|id| is_id(id))
            .collect();
        ids.sort_unstable();
        Ok(ids)
    }
}

fn sync_tree(dir: &Path) -> Result<(), ArtifactError> {
    for entry in fs::read_dir(dir).map_err(|e| ArtifactError::io(dir, e))? {
        let path = entry.map_err(|e| ArtifactError::io(dir, e))?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            fs::File::open(&path)
                .and_then(|f| f.sync_all())
                .map_err(|e| ArtifactError::io(&path, e))?;
        }
    }
    sync_dir(dir)
}

fn sync_dir(dir: &Path) -> Result<(), ArtifactError> {
    fs::File::open(dir)
        .and_then(|d| d.sync_all())
        .map_err(|e| ArtifactError::io(dir, e))
}

/// Temporary directories are private; the services of one group share artifacts.
fn set_mode(dir: &Path) -> Result<(), ArtifactError> {
    let mode = rustix::fs::Mode::from_raw_mode(0o750);
    rustix::fs::chmod(dir, mode).map_err(|e| ArtifactError::io(dir, e.into()))
}

#[cfg(test)]
mod tests;
