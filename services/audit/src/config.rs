//! Options of the audit service.

use std::path::PathBuf;

use chassis::{Code, Failure, Options};
use serde::{Deserialize, Serialize};

/// The `[audit]` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuditOptions {
    /// Directories below which a base model may lie, besides `<data_dir>/models`.
    pub model_roots: Vec<PathBuf>,
    /// `cpu` or `cuda` (the first device).
    pub device: String,
    /// Tokens of one forward pass, padding included.
    pub batch_tokens: usize,
    /// Threads of the tensor library; all cores where 0.
    pub threads: usize,
    /// Private key (PKCS#8, PEM) that signs what a policy said; nothing is signed where there is none.
    pub signing_key: Option<PathBuf>,
    /// File with the key's passphrase, where it is encrypted.
    pub signing_passphrase_file: Option<PathBuf>,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self {
            model_roots: Vec::new(),
            device: "cpu".to_owned(),
            batch_tokens: 2048,
            threads: 0,
            signing_key: None,
            signing_passphrase_file: None,
        }
    }
}

impl Options for AuditOptions {
    fn validate(&self) -> Result<(), Failure> {
        let refuse = |key: &str, message: &str| {
            Err(
                Failure::new(Code::InvalidArgument, "CONFIG_INVALID", message)
                    .field(format!("audit.{key}")),
            )
        };
        if !matches!(self.device.as_str(), "cpu" | "cuda") {
            return refuse("device", "expected cpu or cuda");
        }
        if self.batch_tokens == 0 {
            return refuse("batch_tokens", "must be above 0");
        }
        Ok(())
    }
}
