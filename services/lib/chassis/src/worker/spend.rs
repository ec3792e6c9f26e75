//! What a worker has released, in a file of its job's folder that outlives it.

use std::io::{ErrorKind, Write};
use std::path::Path;

use dp::DpEvent;

use crate::job::Released;
use crate::{Code, Failure};

const FILE: &str = "spend.json";

/// Writes the file whole, and has the disk keep it.
pub(super) fn write(job_dir: &Path, event: &DpEvent) -> Result<(), Failure> {
    let written = || -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(job_dir)?;
        file.write_all(&serde_json::to_vec(event)?)?;
        file.as_file().sync_all()?;
        file.persist(job_dir.join(FILE))?;
        std::fs::File::open(job_dir)?.sync_all()
    };
    written().map_err(|e| {
        Failure::new(
            Code::Unavailable,
            "SPEND_NOT_WRITTEN",
            format!(
                "what the job spends could not be written down: {}",
                e.kind()
            ),
        )
        .action("check that the disk of data_dir has space and is writable")
    })
}

/// What the worker of a job has released at most.
pub(crate) fn released(job_dir: &Path) -> Released {
    match std::fs::read(job_dir.join(FILE)) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_or(Released::Unknown, Released::AtMost),
        // The folder is there and the file is not: no batch was drawn.
        Err(e) if e.kind() == ErrorKind::NotFound && job_dir.is_dir() => Released::Nothing,
        Err(_) => Released::Unknown,
    }
}
