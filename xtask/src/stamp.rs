//! A note beside what was brought: which pins it came from, and which files it must hold.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

const FILE: &str = "stamp.json";

/// Says that a folder is whole.
#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub(crate) struct Stamp {
    /// Digest of the pins it was made from.
    pub(crate) pins: String,
    /// Which of the possible contents it holds.
    pub(crate) variant: String,
    /// Bytes of each file, by path inside the folder.
    pub(crate) files: BTreeMap<String, u64>,
}

impl Stamp {
    /// Reads a folder's stamp and believes it only if every file is there with its size.
    pub(crate) fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(folder.join(FILE)).ok()?;
        let stamp: Self = serde_json::from_str(&text).ok()?;
        let whole = stamp.files.iter().all(|(name, bytes)| {
            std::fs::metadata(folder.join(name)).is_ok_and(|file| file.len() == *bytes)
        });
        (whole && !stamp.files.is_empty()).then_some(stamp)
    }

    /// Writes the stamp of a folder that is whole now.
    pub(crate) fn write(folder: &Path, pins: &str, variant: &str) -> anyhow::Result<()> {
        let mut files = BTreeMap::new();
        collect(folder, folder, &mut files)?;
        files.remove(FILE);
        let stamp = Self {
            pins: pins.into(),
            variant: variant.into(),
            files,
        };
        let text = serde_json::to_string_pretty(&stamp)?;
        let path = folder.join(FILE);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, u64>) -> anyhow::Result<()> {
    let list = std::fs::read_dir(folder);
    for entry in list.with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        let about = std::fs::metadata(&path)?;
        if about.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            files.insert(name.to_string_lossy().into_owned(), about.len());
        }
    }
    Ok(())
}

/// Puts a finished folder in place of another. Programs that hold files of the old one keep them.
pub(crate) fn replace(finished: &Path, place: &Path) -> anyhow::Result<()> {
    let old = place.with_extension("old");
    if old.exists() {
        std::fs::remove_dir_all(&old)?;
    }
    if let Some(parent) = place.parent() {
        std::fs::create_dir_all(parent)?;
    }
    if place.exists() {
        std::fs::rename(place, &old)
            .with_context(|| format!("cannot move {} away", place.display()))?;
    }
    std::fs::rename(finished, place)
        .with_context(|| format!("cannot put {} in place", place.display()))?;
    if old.exists() {
        std::fs::remove_dir_all(&old)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
