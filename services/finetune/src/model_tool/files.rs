//! Files that appear whole or not at all.

use std::fs::Permissions;
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use chassis::{Code, Failure};
use tempfile::{Builder, NamedTempFile, TempDir};

/// A failure of this machine's files, named by what was tried and on what.
pub(super) fn failure(attempt: &str, what: &str, error: &io::Error) -> Failure {
    let message = format!("cannot {attempt} {what}: {}", error.kind());
    match error.kind() {
        ErrorKind::NotFound => {
            Failure::new(Code::NotFound, "FILE_NOT_FOUND", message).action("check the path")
        }
        ErrorKind::StorageFull => Failure::new(Code::ResourceExhausted, "NO_DISK_SPACE", message)
            .action("free some disk space and try again"),
        _ => Failure::new(Code::FailedPrecondition, "FILE_INACCESSIBLE", message)
            .action("check that it is what you mean and that you may use it"),
    }
}

/// The folder that a path lies in.
fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A directory beside `path`, in the making.
pub(super) fn new_directory(path: &Path) -> Result<TempDir, Failure> {
    Builder::new()
        .prefix(".tacit-")
        .permissions(Permissions::from_mode(0o777))
        .tempdir_in(folder(path))
        .map_err(|error| failure("write", &path.display().to_string(), &error))
}

/// Gives the finished directory its name, which nothing or an empty directory bears.
pub(super) fn publish_directory(made: TempDir, path: &Path) -> Result<(), Failure> {
    std::fs::rename(made.path(), path)
        .map_err(|error| failure("write", &path.display().to_string(), &error))?;
    let _ = made.keep();
    Ok(())
}

/// A file beside `path`, in the making.
pub(super) fn new_file(path: &Path) -> Result<NamedTempFile, Failure> {
    Builder::new()
        .prefix(".tacit-")
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder(path))
        .map_err(|error| failure("write", &path.display().to_string(), &error))
}

/// Gives the finished file its name.
pub(super) fn publish_file(made: NamedTempFile, path: &Path) -> Result<(), Failure> {
    made.persist(path)
        .map(|_| ())
        .map_err(|error| failure("write", &path.display().to_string(), &error.error))
}
