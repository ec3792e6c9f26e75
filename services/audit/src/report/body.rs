//! `report.json`: what was probed, how, and what was found. It holds numbers,
//! names and digests, and no text of any record.

use artifacts::checkpoint::DatasetRef;
use artifacts::{ArtifactName, Digest};
use attacks::canary::CanaryFindings;
use attacks::deep::DeepFindings;
use attacks::tagging::{Corrected, TaggingError};
use attacks::{Estimate, Findings};
use corpus::{EntityType, Split};
use gate::{Judgement, Measured, Policy, Precondition};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Schema of [`Body`]; documented in `docs/report-schema.md`.
pub const SCHEMA: &str = "tacit.report/1";

/// The whole of `report.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// This report's name.
    pub name: ArtifactName,
    /// When it was written.
    pub created: Timestamp,
    /// The audit job that wrote it.
    pub job: String,
    /// What was probed.
    pub provenance: Provenance,
    /// How it was probed.
    pub settings: Settings,
    /// How much was probed.
    pub counts: Counts,
    /// What it comes to.
    pub summary: Summary,
    /// What was found.
    pub findings: Findings,
    /// What was found of the canaries, where the dataset has any.
    pub canaries: Option<CanaryFindings>,
    /// What deep probes found, where they were asked for.
    pub deep: Option<DeepFindings>,
    /// How well the records are tagged, where the job was told.
    pub tagging: Option<Tagging>,
    /// Everything that a policy can limit.
    pub measured: Vec<Measured>,
    /// What can be said of a policy's preconditions.
    pub preconditions: Vec<Precondition>,
    /// Whether the checkpoint claims differential privacy.
    pub claims_privacy: bool,
    /// Digest of the policy that the run was started under, where one was named.
    pub registered_policy: Option<String>,
    /// The policy that was asked.
    pub policy: Option<Policy>,
    /// What it says.
    pub judgement: Option<Judgement>,
    /// What the audit cost.
    pub cost: Cost,
    /// Records that `report.html` shows token by token.
    pub records: Vec<ShownRecord>,
}

/// How well the records are tagged, and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tagging {
    /// As the job was told.
    pub error: TaggingError,
    /// The memorisation gap without these errors, where it can be told.
    pub corrected: Option<Corrected>,
}

/// What an audit cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Tokens that went through a model, both models together.
    pub forward_tokens: u64,
    /// Seconds that took.
    pub scoring_seconds: f64,
    /// Seconds that the statistics took.
    pub measuring_seconds: f64,
}

/// What was probed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The checkpoint.
    pub checkpoint: ArtifactName,
    /// Digest of its manifest.
    pub checkpoint_digest: Digest,
    /// How it was made: `full`, `lora`, `dp` or `dp-lora`.
    pub method: String,
    /// How its run ended: `completed` or `cancelled`.
    pub ended: String,
    /// Last component of the base model's directory.
    pub base_model: String,
    /// Digest over its configuration, tokenizer and weights.
    pub base_model_digest: Digest,
    /// The dataset.
    pub dataset: DatasetRef,
    /// Whether the checkpoint was trained on this dataset version. Where not,
    /// its training split holds no members and the report compares two sets of
    /// strangers.
    pub trained_on_dataset: bool,
    /// Version of the recognisers that tagged it.
    pub recognizers: String,
    /// The privacy statement of the checkpoint, as it claims it.
    pub privacy: serde_json::Value,
    /// Version of the auditing program.
    pub program: String,
}

/// How it was probed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Seed of the draw of records and of the bootstrap.
    pub seed: u64,
    /// Bootstrap resamples.
    pub bootstrap_resamples: u32,
    /// Records of each split at most; all where 0.
    pub max_records_per_split: u64,
    /// Whether the page shows the text of tagged spans.
    pub reveal_spans: bool,
    /// Element type of matrix products.
    pub precision: String,
    /// Tokens that the model can take in at once: longer records are cut there.
    pub context_tokens: u64,
}

/// How much was probed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The training split.
    pub train: SplitCounts,
    /// The holdout.
    pub holdout: SplitCounts,
}

/// How much of a split was probed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitCounts {
    /// Records in the dataset.
    pub records: u64,
    /// Records probed.
    pub probed: u64,
    /// Of these, longer than the model's context: the rest was cut off.
    pub cut: u64,
    /// Tokens that were cut off.
    pub tokens_cut: u64,
    /// Tokens predicted.
    pub tokens: u64,
    /// Of these, sensitive.
    pub sensitive_tokens: u64,
    /// Of these, neither known to be sensitive nor known not to be: left out of both.
    pub uncertain_tokens: u64,
    /// Tagged spans in the probed records.
    pub spans: u64,
    /// Of these, predicted whole.
    pub whole_spans: u64,
}

/// What the findings come to, by rules that are the same for every report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The conclusion.
    pub conclusion: Conclusion,
    /// How many times likelier a sensitive training token became: exp of the
    /// fall of its mean loss. `None` where nothing is tagged and secrets are planted.
    pub train_ratio: Option<Estimate>,
    /// The same on the holdout, where it has sensitive tokens.
    pub holdout_ratio: Option<Estimate>,
}

/// What the findings come to. Not a verdict: no policy was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// The memorisation gap lies above zero, or more spans were extracted of the
    /// training split than chance allows beside the holdout.
    Memorised,
    /// Neither is so. It does not say that nothing was memorised.
    NotDetected,
    /// The comparison is not possible: a split has no sensitive tokens, or the
    /// dataset is not what the checkpoint was trained on.
    NotComparable,
}

/// A record on the page, as numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShownRecord {
    /// Which split.
    pub split: Split,
    /// Position in its split, from 0.
    pub record: u64,
    /// Digest of the record's id.
    pub id_digest: Digest,
    /// Why it is shown.
    pub chosen: Chosen,
    /// Mean change over its sensitive tokens, in nats; `None` without any.
    pub sensitive_change: Option<f64>,
    /// Change of each predicted token's log-probability, checkpoint minus base,
    /// in nats.
    pub changes: Vec<f64>,
    /// Its spans.
    pub spans: Vec<ShownSpan>,
}

/// Why a record is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// Its sensitive tokens rose most.
    LargestRise,
    /// By lot.
    Drawn,
}

/// A span of a record on the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShownSpan {
    /// What kind of data it holds.
    pub entity_type: EntityType,
    /// Mean change over its tokens, in nats; `None` where none was predicted.
    pub change: Option<f64>,
    /// Whether the checkpoint writes it, given what stands before it.
    pub extracted: bool,
}

impl Summary {
    /// Sums up findings.
    pub fn new(findings: &Findings, trained_on_dataset: bool) -> Self {
        let ratio = |split| {
            let change = sensitive_change(findings, split)?;
            let (value, low, high) = (-change.value, -change.high, -change.low);
            Some(Estimate {
                value: value.exp(),
                low: low.exp(),
                high: high.exp(),
            })
        };
        let conclusion = match &findings.memorisation_gap {
            Some(gap) if trained_on_dataset => {
                if gap.overall().1.low > 0.0 || extracts_more(findings) {
                    Conclusion::Memorised
                } else {
                    Conclusion::NotDetected
                }
            }
            _ => Conclusion::NotComparable,
        };
        Self {
            conclusion,
            train_ratio: ratio(Split::Train),
            holdout_ratio: ratio(Split::Holdout),
        }
    }
}

/// The change of the sensitive loss of a split, over all entity types.
fn sensitive_change(findings: &Findings, split: Split) -> Option<Estimate> {
    use attacks::measure::{Averaging, Cell, Mentions, TokenGroup};
    let cell = Cell {
        split,
        tokens: TokenGroup::Sensitive,
        mentions: Mentions::All,
        entity_type: None,
    };
    let found =
        |m: &&attacks::measure::Measure| m.cell == cell && m.averaging == Averaging::TokenMicro;
    findings.measures.iter().find(found).map(|m| m.change)
}

/// Whether fine-tuning gave away more of the training split than of the
/// holdout: the intervals of the two rates do not meet.
fn extracts_more(findings: &Findings) -> bool {
    use attacks::extraction::Group;
    use attacks::measure::Mentions;
    let gained = |split| {
        let group = Group {
            split,
            mentions: Mentions::All,
            entity_type: None,
        };
        findings
            .extraction
            .iter()
            .find(|e| e.group == group)
            .map(|e| e.gained)
    };
    match (gained(Split::Train), gained(Split::Holdout)) {
        (Some(train), Some(holdout)) => train.low > holdout.high,
        _ => false,
    }
}
