//! Where things lie: the checkout, and the folder in it that git ignores.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The paths of one checkout.
pub(crate) struct Layout {
    repository: PathBuf,
    state: PathBuf,
}

impl Layout {
    /// The checkout this program was built from.
    pub(crate) fn of_this_checkout() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let repository = here.parent().unwrap_or(here).to_path_buf();
        let state = repository.join(".tacit");
        Self { repository, state }
    }

    /// The same checkout with another folder for what is brought.
    pub(crate) fn with_state(&self, state: &Path) -> Self {
        Self {
            repository: self.repository.clone(),
            state: state.to_path_buf(),
        }
    }

    /// The root of the checkout.
    pub(crate) fn repository(&self) -> &Path {
        &self.repository
    }

    /// What git ignores and `setup` fills.
    pub(crate) fn state(&self) -> &Path {
        &self.state
    }

    /// `include/` and `lib/` of libtorch; `.cargo/config.toml` names the same folder.
    pub(crate) fn libtorch(&self) -> PathBuf {
        self.state.join("libtorch")
    }

    /// The quickstart model, as a Hugging Face directory.
    pub(crate) fn model(&self) -> PathBuf {
        self.state.join("models/smollm2-135m-instruct")
    }

    /// Finished downloads, kept until they are unpacked.
    pub(crate) fn wheels(&self) -> PathBuf {
        self.state.join("wheels")
    }

    /// The virtual environment of the tools.
    pub(crate) fn tools(&self) -> PathBuf {
        self.state.join("tools")
    }

    /// One program of the tools.
    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.tools().join("bin").join(name)
    }

    /// A file of `xtask/python/`.
    pub(crate) fn python(&self, name: &str) -> PathBuf {
        self.repository.join("xtask/python").join(name)
    }

    /// A file of `xtask/node/`.
    pub(crate) fn node(&self, name: &str) -> PathBuf {
        self.repository.join("xtask/node").join(name)
    }

    /// Waits until no other `xtask` changes what is brought; the lock ends with the value.
    pub(crate) fn lock(&self) -> anyhow::Result<File> {
        std::fs::create_dir_all(&self.state)
            .with_context(|| format!("cannot create {}", self.state.display()))?;
        let path = self.state.join("lock");
        let file =
            File::create(&path).with_context(|| format!("cannot open {}", path.display()))?;
        file.lock()
            .context("cannot wait for another xtask to finish")?;
        Ok(file)
    }
}
