//! Which records say the same: signatures on disk, one band sorted in memory at
//! a time.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use artifacts::dataset::Duplicates;
use chassis::Failure;
use corpus::minhash::{Bands, HASHES, Signature, fingerprint};
use corpus::split::Groups;

use super::Observer;
use crate::error::io;

const ROW: usize = 8 + HASHES;

/// Records of a bucket that each later one is compared with.
const LEADERS: usize = 8;

/// What is kept of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Print {
    fingerprint: u64,
    signature: Signature,
}

impl Print {
    /// That of a text.
    pub(crate) fn of(text: &str) -> Self {
        Self {
            fingerprint: fingerprint(text),
            signature: Signature::of(text),
        }
    }
}

/// Prints being collected.
pub(crate) struct Prints {
    path: PathBuf,
    file: BufWriter<File>,
    records: u32,
}

/// Clusters of records.
pub(crate) struct Clusters {
    /// Records at or above the threshold, over pairs.
    pub(crate) groups: Groups,
    /// Their counts; none dropped yet.
    pub(crate) counts: Duplicates,
}

impl Prints {
    /// No prints, in a file below `dir`.
    pub(crate) fn new(dir: &Path) -> Result<Self, Failure> {
        let path = dir.join("prints");
        let file = File::create_new(&path).map_err(|e| io(&path, e))?;
        Ok(Self {
            path,
            file: BufWriter::with_capacity(1 << 20, file),
            records: 0,
        })
    }

    /// Adds the print of the next record.
    pub(crate) fn add(&mut self, print: &Print) -> Result<(), Failure> {
        self.records += 1;
        let print_bytes = print.fingerprint.to_le_bytes();
        self.file
            .write_all(&print_bytes)
            .and_then(|()| self.file.write_all(&print.signature.0))
            .map_err(|e| io(&self.path, e))
    }

    /// Finds the clusters. `None` when the job was cancelled meanwhile.
    pub(crate) fn clusters(
        self,
        threshold: f64,
        observer: &mut dyn Observer,
    ) -> Result<Option<Clusters>, Failure> {
        let Self {
            path,
            file,
            records,
        } = self;
        file.into_inner().map_err(|e| io(&path, e.into_error()))?;
        let rows = Rows {
            file: File::open(&path).map_err(|e| io(&path, e))?,
            path: &path,
        };
        // Two texts of the same words have the same signature, so that the
        // exact clusters lie inside the near ones.
        let mut exact = Groups::new(records);
        rows.join(
            &mut exact,
            |row| row.fingerprint,
            |a, b| a.signature == b.signature,
        )?;
        let mut near = exact.clone();
        let bands = Bands::for_threshold(threshold);
        for band in 0..bands.count {
            if observer.cancelled() {
                return Ok(None);
            }
            rows.join(
                &mut near,
                |row| bands.key(band, &row.signature),
                |a, b| a.signature.similarity(&b.signature) >= threshold,
            )?;
        }
        let _ = fs::remove_file(&path);
        let (exact_clusters, exact_records, _) = count(&mut exact);
        let (near_clusters, near_records, largest) = count(&mut near);
        Ok(Some(Clusters {
            groups: near,
            counts: Duplicates {
                threshold,
                exact_clusters,
                exact_records,
                near_clusters,
                near_records,
                largest,
                dropped: 0,
            },
        }))
    }
}

/// Clusters of two or more, records in them, records of the largest.
fn count(groups: &mut Groups) -> (u64, u64, u64) {
    let sizes = groups.sizes();
    let several = sizes.iter().filter(|size| **size > 1).copied();
    several.fold((0, 0, 0), |(clusters, records, largest), size| {
        let size = u64::from(size);
        (clusters + 1, records + size, size.max(largest))
    })
}

/// The file of prints, read again.
struct Rows<'a> {
    file: File,
    path: &'a Path,
}

impl Rows<'_> {
    /// Joins records whose keys are equal and who are alike. In a bucket each
    /// record is compared with the first few that were like none before them:
    /// a bucket of thousands costs no more than a few looks a record.
    fn join(
        &self,
        groups: &mut Groups,
        key: impl Fn(&Print) -> u64,
        alike: impl Fn(&Print, &Print) -> bool,
    ) -> Result<(), Failure> {
        let mut keys = self.keys(key)?;
        keys.sort_unstable();
        let mut leaders: Vec<(u32, Print)> = Vec::new();
        for bucket in keys.chunk_by(|a, b| a.0 == b.0).filter(|b| b.len() > 1) {
            leaders.clear();
            for &(_, record) in bucket {
                let own = groups.root(record);
                if leaders.iter().any(|leader| groups.root(leader.0) == own) {
                    continue;
                }
                let print = self.at(record)?;
                match leaders.iter().find(|(_, leader)| alike(leader, &print)) {
                    Some((leader, _)) => {
                        groups.join(*leader, record);
                    }
                    None if leaders.len() < LEADERS => leaders.push((record, print)),
                    None => {}
                }
            }
        }
        Ok(())
    }

    fn keys(&self, key: impl Fn(&Print) -> u64) -> Result<Vec<(u64, u32)>, Failure> {
        let file = File::open(self.path).map_err(|e| io(self.path, e))?;
        let mut input = BufReader::with_capacity(1 << 20, file);
        let (mut row, mut keys) = ([0; ROW], Vec::new());
        loop {
            match input.read_exact(&mut row) {
                Ok(()) => keys.push((key(&print(&row)), keys.len() as u32)),
                Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(keys),
                Err(e) => return Err(io(self.path, e)),
            }
        }
    }

    fn at(&self, record: u32) -> Result<Print, Failure> {
        let mut row = [0; ROW];
        self.file
            .read_exact_at(&mut row, u64::from(record) * ROW as u64)
            .map_err(|e| io(self.path, e))?;
        Ok(print(&row))
    }
}

fn print(row: &[u8; ROW]) -> Print {
    let mut fingerprint = [0; 8];
    fingerprint.copy_from_slice(&row[..8]);
    let mut signature = [0; HASHES];
    signature.copy_from_slice(&row[8..]);
    Print {
        fingerprint: u64::from_le_bytes(fingerprint),
        signature: Signature(signature),
    }
}
