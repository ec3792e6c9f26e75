//! Answers on disk, so that nothing is asked, or paid for, twice. What is kept is where spans are: never the
//! text, and never what a model wrote. A file's name is a digest of the question: who can read the folder can
//! check a guess of a text.

use std::io::Write;
use std::path::{Path, PathBuf};

use corpus::Span;
use pii::annotator::Answer;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Error;

/// A folder of answers.
pub(super) struct Cache {
    dir: PathBuf,
}

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    spans: Vec<Span>,
    unplaced: usize,
    unknown: usize,
}

impl Cache {
    /// Opens the folder, making it where it is not there.
    pub(super) fn open(dir: &Path) -> Result<Self, Error> {
        let shown = dir.display().to_string();
        std::fs::create_dir_all(dir).map_err(|e| Error::io("make", &shown, &e))?;
        Ok(Self {
            dir: dir.to_path_buf(),
        })
    }

    /// The name of an answer: a digest of everything that it hangs on.
    pub(super) fn name(parts: &[&str]) -> String {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        }
        digest
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(&name[..2]).join(format!("{name}.json"))
    }

    /// A kept answer that fits the text; a damaged one counts as none.
    pub(super) fn get(&self, name: &str, text: &str) -> Option<Answer> {
        let bytes = std::fs::read(self.path(name)).ok()?;
        let kept: Kept = serde_json::from_slice(&bytes).ok()?;
        let fits = kept.spans.iter().all(|span| span.check(text).is_ok());
        fits.then_some(Answer {
            spans: kept.spans,
            unplaced: kept.unplaced,
            unknown: kept.unknown,
        })
    }

    /// Keeps an answer, whole or not at all.
    pub(super) fn put(&self, name: &str, answer: &Answer) -> Result<(), Error> {
        let path = self.path(name);
        // Not the name: it hangs on the text.
        let shown = self.dir.display().to_string();
        let dir = path.parent().unwrap_or(&self.dir);
        let kept = Kept {
            spans: answer.spans.clone(),
            unplaced: answer.unplaced,
            unknown: answer.unknown,
        };
        let write = || {
            std::fs::create_dir_all(dir)?;
            let mut file = tempfile::NamedTempFile::new_in(dir)?;
            file.write_all(&serde_json::to_vec(&kept)?)?;
            file.persist(&path).map_err(|e| e.error)
        };
        write()
            .map(drop)
            .map_err(|e| Error::io("write", &shown, &e))
    }
}
