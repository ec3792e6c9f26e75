//! What a job shall do, parsed.

use std::path::PathBuf;

use artifacts::ArtifactName;
use attacks::tagging::TaggingError;
use serde::{Deserialize, Serialize};

/// Bootstrap resamples of a job that does not say.
pub(crate) const RESAMPLES: u32 = 1000;
/// Records shown token by token in the report of a job that does not say.
pub(crate) const SHOWN_RECORDS: u32 = 12;

/// An audit job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Spec {
    /// What is probed.
    pub(crate) checkpoint: ArtifactName,
    /// What it is probed with; what the checkpoint was trained on where `None`.
    pub(crate) dataset: Option<ArtifactName>,
    /// Directory of the base model, below a model root.
    pub(crate) base_model: PathBuf,
    /// Records of each split at most; all where 0.
    pub(crate) max_records_per_split: u64,
    /// Seed of the draw and of the bootstrap.
    pub(crate) seed: u64,
    /// Bootstrap resamples.
    pub(crate) bootstrap_resamples: u32,
    /// Records shown token by token.
    pub(crate) shown_records: u32,
    /// Whether the page shows the text of tagged spans.
    pub(crate) reveal_spans: bool,
    /// The report's id; made from the job's id where `None`.
    pub(crate) report: Option<String>,
    /// Text of the release policy to judge by, checked; none where `None`.
    #[serde(default)]
    pub(crate) policy: Option<String>,
    /// Waivers of its rules.
    #[serde(default)]
    pub(crate) waivers: Vec<gate::Waiver>,
    /// References that a canary is ranked among; as many as its rank needs where 0.
    #[serde(default)]
    pub(crate) canary_references: u32,
    /// Whether deep probes are made.
    #[serde(default)]
    pub(crate) deep: bool,
    /// Checkpoints to compare with, fine-tuned alike on other data.
    #[serde(default)]
    pub(crate) reference_checkpoints: Vec<ArtifactName>,
    /// How well records like these are tagged; not known where `None`.
    #[serde(default)]
    pub(crate) tagging_error: Option<TaggingError>,
}
