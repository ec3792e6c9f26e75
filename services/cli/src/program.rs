//! The services' programs: where they lie.

use std::path::{Path, PathBuf};

use chassis::{Code, Failure};

use crate::error::Error;

/// The folder that this program lies in, which is where the others are looked for.
pub(crate) fn home() -> Result<PathBuf, Error> {
    let program = std::env::current_exe().and_then(|path| path.canonicalize());
    let program = program.map_err(|error| Error::io("find", "this program", &error))?;
    Ok(program.parent().unwrap_or(Path::new("/")).to_path_buf())
}

/// The program of a service in a folder.
///
/// # Errors
/// `SERVICE_BINARY_MISSING` if it is not there.
pub(crate) fn find(folder: &Path, name: &str) -> Result<PathBuf, Error> {
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    let message = format!("there is no program {}", program.display());
    Err(
        Failure::new(Code::NotFound, "SERVICE_BINARY_MISSING", message)
            .action("build it (`cargo build`), or name the folder with --bin-dir")
            .into(),
    )
}
