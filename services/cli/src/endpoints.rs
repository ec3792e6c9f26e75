//! Where the services are: `endpoints.json` in the data folder, written by
//! `tacit up` while it runs.

use std::io::Write;
use std::path::{Path, PathBuf};

use chassis::{Code, Failure};
use serde::{Deserialize, Serialize};

use crate::error::Error;

const FILE: &str = "endpoints.json";

/// The form of the file; raised when a reader would misunderstand a newer one.
const VERSION: u32 = 1;

/// A running local suite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Endpoints {
    /// Form of the file, 1.
    pub(crate) version: u32,
    /// Process of `tacit up`.
    pub(crate) pid: u32,
    /// The ingest service, `http://127.0.0.1:7461`.
    pub(crate) ingest: String,
    /// The finetune service.
    pub(crate) finetune: String,
    /// The audit service.
    pub(crate) audit: String,
    /// The data folder, absolute.
    pub(crate) data_dir: PathBuf,
    /// Folders whose models the services open, absolute.
    pub(crate) model_roots: Vec<PathBuf>,
}

impl Endpoints {
    /// Endpoints of this form of the file.
    pub(crate) fn new(data_dir: &Path, model_roots: &[PathBuf], urls: [String; 3]) -> Self {
        let [ingest, finetune, audit] = urls;
        Self {
            version: VERSION,
            pid: std::process::id(),
            ingest,
            finetune,
            audit,
            data_dir: data_dir.to_path_buf(),
            model_roots: model_roots.to_vec(),
        }
    }

    /// What `tacit up` wrote; `None` where it did not.
    pub(crate) fn read(data_dir: &Path) -> Result<Option<Self>, Error> {
        let path = data_dir.join(FILE);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", &path.display().to_string(), &error)),
        };
        let parsed: Option<Self> = serde_json::from_slice(&bytes).ok();
        match parsed.filter(|endpoints| endpoints.version == VERSION) {
            Some(endpoints) => Ok(Some(endpoints)),
            None => Err(Failure::new(
                Code::FailedPrecondition,
                "ENDPOINTS_UNREADABLE",
                format!("{} is not of this version of tacit", path.display()),
            )
            .action("start the suite again with `tacit up`, or name the endpoints by flags")
            .into()),
        }
    }

    /// Writes the file whole: a reader sees the old one or the new one.
    pub(crate) fn write(&self, data_dir: &Path) -> Result<(), Error> {
        let path = data_dir.join(FILE);
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(data_dir)?;
            serde_json::to_writer_pretty(&mut file, self)?;
            file.write_all(b"\n")?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(|error| Error::io("write", &path.display().to_string(), &error))
    }

    /// Takes the file away.
    pub(crate) fn remove(data_dir: &Path) {
        // Gone already is as good; a left-over file only costs a reader a clear
        // UNREACHABLE.
        let _ = std::fs::remove_file(data_dir.join(FILE));
    }
}

/// The data folder: the flag, `TACIT_DATA_DIR`, else `tacit` in the user's data
/// folder, else `tacit-data` here.
pub(crate) fn data_dir(flag: Option<&Path>) -> PathBuf {
    let env = |key: &str| chassis::config::env(key).map(PathBuf::from);
    flag.map(Path::to_path_buf)
        .or_else(|| env("TACIT_DATA_DIR"))
        .or_else(|| env("XDG_DATA_HOME").map(|folder| folder.join("tacit")))
        .or_else(|| env("HOME").map(|home| home.join(".local/share/tacit")))
        .unwrap_or_else(|| PathBuf::from("tacit-data"))
}

#[cfg(test)]
mod tests;
