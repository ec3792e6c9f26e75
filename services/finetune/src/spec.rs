//! What a job shall do, parsed.

use std::path::PathBuf;

use artifacts::{ArtifactName, Digest};
use serde::{Deserialize, Serialize};
use training::TrainConfig;

/// A fine-tuning job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Spec {
    /// The dataset version; resolved when the job was admitted.
    pub(crate) dataset: ArtifactName,
    /// Its digest then.
    pub(crate) dataset_digest: Digest,
    /// Directory of the base model, below a model root.
    pub(crate) base_model: PathBuf,
    /// The checkpoint's id; made from the method and the job's id where `None`.
    pub(crate) checkpoint: Option<String>,
    /// Hyper-parameters.
    pub(crate) training: TrainConfig,
    /// `auto`, `f32` or `bf16`.
    pub(crate) precision: model::Precision,
    /// Whether examples beyond the sequence length are cut instead of refused.
    pub(crate) truncate: bool,
    /// Digest of the release policy that the checkpoint will be judged by.
    #[serde(default)]
    pub(crate) audit_policy: Option<Digest>,
    /// The encoded `FineTuningSpec` of the request, to answer with.
    pub(crate) request: Vec<u8>,
}
