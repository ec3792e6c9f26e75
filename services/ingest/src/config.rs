//! Options of the ingest service.

use std::path::PathBuf;

use chassis::{Code, Failure, Options};
use serde::{Deserialize, Serialize};

/// The `[ingest]` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IngestOptions {
    /// Directories below which a `file://` URI may point. Empty: none may, and
    /// text comes by upload only.
    pub import_roots: Vec<PathBuf>,
    /// Tagging policy (YAML, TOML or JSON, by its ending) of jobs that bring none; the built-in one where empty.
    pub tagging_policy_file: String,
    /// Largest upload, in bytes.
    pub max_upload_bytes: u64,
    /// Largest record, in bytes as read.
    pub max_record_bytes: usize,
    /// Size at which a shard is closed, in bytes.
    pub shard_bytes: u64,
    /// Threads that tag; all cores where 0.
    pub threads: usize,
}

impl Default for IngestOptions {
    fn default() -> Self {
        Self {
            import_roots: Vec::new(),
            tagging_policy_file: String::new(),
            max_upload_bytes: 64 << 30,
            max_record_bytes: 4 << 20,
            shard_bytes: 256 << 20,
            threads: 0,
        }
    }
}

impl Options for IngestOptions {
    fn validate(&self) -> Result<(), Failure> {
        let zero = |field: &str| {
            Failure::new(Code::InvalidArgument, "CONFIG_INVALID", "must be above 0")
                .field(format!("ingest.{field}"))
        };
        if self.max_upload_bytes == 0 {
            return Err(zero("max_upload_bytes"));
        }
        if self.max_record_bytes == 0 {
            return Err(zero("max_record_bytes"));
        }
        if self.shard_bytes == 0 {
            return Err(zero("shard_bytes"));
        }
        Ok(())
    }
}
