//! Where a run computes, as far as the last bits of its numbers hang on it.
//!
//! A private step that is taken again with the same noise must come to the same sum, bit for bit: the difference of two
//! releases that share their noise has none. So exact repetition is only for the same program on the same kind of
//! processor, with as many threads.

use std::fs::{self, File};
use std::io::{self, Read};
use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use tch::Device;

use crate::batch::Physical;

/// Lines of `/proc/cpuinfo` that tell kinds of processors apart.
const TELLING: [&str; 10] = [
    "vendor_id",
    "cpu family",
    "model",
    "model name",
    "stepping",
    "flags",
    "CPU implementer",
    "CPU variant",
    "CPU part",
    "Features",
];

/// Libraries that numbers are computed by, beside the program.
const COMPUTING: [&str; 5] = ["libtorch", "libc10", "libgomp", "libm.", "libm-"];

/// The same in every process of this program on this machine; `None` where it cannot be known.
static HERE: LazyLock<Option<String>> = LazyLock::new(|| digest().ok());

/// Where a step gives the same result each time; `None` where it may not. What is computed at once is part of it: sums
/// are made in another order where memory told another size, or ran out.
pub(super) fn place(device: Device, threads: u64, at_once: Physical) -> Option<String> {
    let here = HERE.as_ref().filter(|_| device == Device::Cpu)?;
    Some(format!("{here}, {threads} threads, {at_once:?}"))
}

fn digest() -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut program = File::open("/proc/self/exe")?;
    let mut piece = vec![0; 1 << 20];
    loop {
        match program.read(&mut piece)? {
            0 => break,
            count => hash.update(&piece[..count]),
        }
    }
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let first = processors.split("\n\n").next().unwrap_or_default();
    let telling = first.lines().filter(|line| {
        let name = line.split(':').next().unwrap_or_default().trim();
        TELLING.contains(&name)
    });
    telling.for_each(|line| hash.update(line));
    let maps = fs::read_to_string("/proc/self/maps")?;
    let mut libraries: Vec<&str> = maps
        .lines()
        .filter_map(|line| line.find('/').map(|start| &line[start..]))
        .filter(|path| {
            let name = path.rsplit('/').next().unwrap_or_default();
            COMPUTING.iter().any(|start| name.starts_with(start))
        })
        .collect();
    libraries.sort_unstable();
    libraries.dedup();
    for path in libraries {
        // Each is too large to be read; another build is of another size.
        hash.update(fs::metadata(path)?.len().to_le_bytes());
    }
    let digest = hash.finalize();
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
