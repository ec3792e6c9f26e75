//! The subject: a model, file by file, as sigstore's model signing lists it.
//!
//! Model signing (predicate `https://model_signing/signature/v1.0`, serialisation
//! `files`, hash `sha256`) lists every regular file below the model's folder by
//! its POSIX path, in the order of the paths' components, without what git keeps
//! and what the signer names; symbolic links are refused. Its subject is one
//! digest: SHA-256 over the files' raw digests in that order. Both are here, the
//! one digest under the name `.`, so that either can be looked up.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use artifacts::Digest;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Error;

/// Name of the digest over all files.
pub(crate) const WHOLE: &str = ".";

/// A model as digests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    files: Vec<(String, Digest)>,
}

/// One subject of an in-toto statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resource {
    pub(crate) name: String,
    pub(crate) digest: DigestSet,
}

/// Digests by algorithm, hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DigestSet {
    pub(crate) sha256: String,
}

impl DigestSet {
    pub(crate) fn of(digest: &Digest) -> Self {
        Self {
            sha256: digest.as_str().trim_start_matches("sha256:").to_owned(),
        }
    }
}

/// How two models differ, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) changed: Vec<String>,
    pub(crate) added: Vec<String>,
    pub(crate) missing: Vec<String>,
}

impl Subject {
    /// Hashes the files below a folder, several at a time, each in pieces.
    /// `ignored` are paths in the folder: files, or folders with all below.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Model`] when there is no file, or something that
    /// is neither a file nor a folder, or a name that is not UTF-8.
    pub fn of_model(model: &Path, ignored: &[String]) -> Result<Self, Error> {
        let mut paths = Vec::new();
        walk(model, "", ignored, &mut paths)?;
        if paths.is_empty() {
            return Err(Error::Model("it has no file".to_owned()));
        }
        let files: Result<Vec<_>, Error> = paths
            .into_par_iter()
            .map(|(name, path)| Ok((name, digest_of(&path)?)))
            .collect();
        Ok(Self::sorted(files?))
    }

    /// Every file's path, with `/`, and digest, in model signing's order.
    pub fn files(&self) -> &[(String, Digest)] {
        &self.files
    }

    /// The one digest of model signing's own subject.
    pub fn whole(&self) -> Digest {
        let mut hash = Vec::with_capacity(self.files.len() * 32);
        for (_, digest) in &self.files {
            hash.extend(raw(digest));
        }
        Digest::of(&hash)
    }

    fn sorted(mut files: Vec<(String, Digest)>) -> Self {
        files.sort_by(|a, b| a.0.split('/').cmp(b.0.split('/')));
        Self { files }
    }

    pub(crate) fn resources(&self) -> Vec<Resource> {
        let whole = self.whole();
        let one = |name: &str, digest| Resource {
            name: name.to_owned(),
            digest: DigestSet::of(digest),
        };
        std::iter::once(one(WHOLE, &whole))
            .chain(self.files.iter().map(|(name, digest)| one(name, digest)))
            .collect()
    }

    /// Reads the subject of a statement back.
    ///
    /// # Errors
    /// [`Error::Predicate`] when it is not what [`Subject::resources`] writes.
    pub(crate) fn from_resources(resources: &[Resource]) -> Result<Self, Error> {
        let wrong = |why: &str| Error::Predicate(format!("subject: {why}"));
        let mut files = Vec::with_capacity(resources.len());
        for resource in resources {
            let digest = Digest::parse(&format!("sha256:{}", resource.digest.sha256))
                .ok_or_else(|| wrong("a digest is malformed"))?;
            files.push((resource.name.clone(), digest));
        }
        let at = files.iter().position(|(name, _)| name == WHOLE);
        let (_, whole) =
            files.remove(at.ok_or_else(|| wrong("the digest of the whole is missing"))?);
        let subject = Self::sorted(files);
        let twice = subject.files.windows(2).any(|pair| pair[0].0 == pair[1].0);
        if twice || subject.files.is_empty() {
            return Err(wrong("the files are not a list of distinct paths"));
        }
        if subject.whole() != whole {
            return Err(wrong("the digest of the whole does not fit the files"));
        }
        Ok(subject)
    }

    /// What is different in `found`, sorted by path.
    pub(crate) fn difference(&self, found: &Self) -> Difference {
        let mut left: BTreeMap<&str, &Digest> =
            found.files.iter().map(|(n, d)| (n.as_str(), d)).collect();
        let mut difference = Difference::default();
        for (name, digest) in &self.files {
            match left.remove(name.as_str()) {
                None => difference.missing.push(name.clone()),
                Some(other) if other != digest => difference.changed.push(name.clone()),
                Some(_) => {}
            }
        }
        difference.added = left.into_keys().map(str::to_owned).collect();
        difference
    }
}

/// The digest of a file, read in pieces.
///
/// # Errors
/// [`Error::Io`].
pub fn digest_of(path: &Path) -> Result<Digest, Error> {
    let (digest, _) = Digest::of_file(path).map_err(|e| Error::unreadable(path, e))?;
    Ok(digest)
}

fn raw(digest: &Digest) -> impl Iterator<Item = u8> {
    let hex = digest.as_str().trim_start_matches("sha256:").as_bytes();
    let nibble = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as u8;
    hex.chunks_exact(2)
        .map(move |pair| nibble(pair[0]) << 4 | nibble(pair[1]))
}

fn walk(
    folder: &Path,
    inside: &str,
    ignored: &[String],
    found: &mut Vec<(String, PathBuf)>,
) -> Result<(), Error> {
    let unreadable = |e| Error::io("read", folder, e);
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            return Err(Error::Model("a file's name is not UTF-8".to_owned()));
        };
        let relative = format!("{inside}{name}");
        let kind = entry.file_type().map_err(unreadable)?;
        // What we write beside a model are files: a folder of such a name hides nothing.
        let ours = relative == crate::FILE || crate::generic::FILES.contains(&relative.as_str());
        if ignored.contains(&relative) && (kind.is_file() || !ours) {
            continue;
        }
        if kind.is_dir() {
            walk(&entry.path(), &format!("{relative}/"), ignored, found)?;
        } else if kind.is_file() {
            found.push((relative, entry.path()));
        } else {
            let what = "is a symbolic link or no file; copy what it points to in its place";
            return Err(Error::Model(format!("{relative} {what}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
