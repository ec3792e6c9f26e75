//! What the services hand over to each other: datasets, checkpoints and
//! reports. Each is a directory with a `manifest.json` that lists every file by
//! digest; the [`FsStore`] makes it visible in one atomic step or not at all.
//!
//! Services meet here and nowhere else: none of them imports another.
#![forbid(unsafe_code)]

pub mod checkpoint;
pub mod dataset;
pub mod digest;
mod error;
pub mod name;
pub mod report;
pub mod shard;
pub mod store;

pub use checkpoint::CheckpointManifest;
pub use dataset::DatasetManifest;
pub use digest::Digest;
pub use error::ArtifactError;
pub use name::{ArtifactName, Kind};
pub use report::ReportManifest;
pub use store::{FsStore, Staged};
