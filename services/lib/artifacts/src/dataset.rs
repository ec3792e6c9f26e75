//! The manifest of a dataset version.

pub mod handover;
mod preparation;

use std::collections::BTreeMap;

use corpus::split::SplitPolicy;
use corpus::{EntityType, Record, Span, Split};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ArtifactName, Digest};

pub use preparation::{Canaries, Duplicates, Links, Preparation, Removed};

/// Schema of [`DatasetManifest`].
pub const SCHEMA: &str = "tacit.dataset/1";

/// Everything there is to know about a dataset version without reading its
/// text: where it came from, what was done, what is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetManifest {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// This version's name.
    pub name: ArtifactName,
    /// When it was written.
    pub created: Timestamp,
    /// The ingestion job that wrote it.
    pub job: String,
    /// What was read.
    pub source: Source,
    /// How personal data was tagged.
    pub tagging: Tagging,
    /// How records were divided.
    pub split: SplitPolicy,
    /// Every record that entered, accounted for.
    pub counts: Counts,
    /// Digests of the dataset versions this one was made from.
    pub parents: Vec<Digest>,
    /// What was done to the records beside.
    #[serde(default)]
    pub preparation: Preparation,
    /// The files.
    pub shards: Vec<Shard>,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// `upload` or the URI.
    pub uri: String,
    /// `jsonl`, `csv`, `parquet`, `text` or `mail`, with `.gz` or `.zst` where
    /// it was compressed; `dataset` where it was a version.
    pub format: String,
    /// Size as read, compressed where it was.
    pub bytes: u64,
    /// Digest of those bytes.
    pub digest: Digest,
}

/// How personal data was tagged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tagging {
    /// Digest of the tagging policy.
    pub policy: Digest,
    /// Digest of the built-in recognisers: their expressions, scores and words.
    pub recognizers: Digest,
    /// Records that brought their own spans, which were kept as they were.
    pub records_with_given_spans: u64,
}

/// Every record that entered: `read = accepted + sum(rejected)`. The records of
/// all splits are the accepted ones and the canaries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Records found in the source.
    pub read: u64,
    /// Records in the shards.
    pub accepted: u64,
    /// Records left out, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// By split name.
    pub splits: BTreeMap<String, SplitCounts>,
}

/// What one split holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitCounts {
    /// Records.
    pub records: u64,
    /// Bytes of text (UTF-8).
    pub bytes: u64,
    /// Bytes of the longest record's text; 0 in versions that did not count it.
    #[serde(default)]
    pub longest_bytes: u64,
    /// Bytes of text inside spans.
    pub sensitive_bytes: u64,
    /// Spans by entity type.
    pub spans: BTreeMap<EntityType, u64>,
    /// Bytes of text inside spans of which nobody knows.
    #[serde(default)]
    pub uncertain_bytes: u64,
    /// Records by size: at index i those of 2^i to 2^(i+1) - 1 bytes of text.
    #[serde(default)]
    pub sizes: Vec<u64>,
    /// Records by their number of spans; the last index holds all above it.
    #[serde(default)]
    pub span_counts: Vec<u64>,
}

/// Records with so many spans or more are counted together.
pub const MANY_SPANS: usize = 32;

impl SplitCounts {
    /// Counts a record.
    pub fn add(&mut self, record: &Record) {
        let length = record.text.len() as u64;
        self.records += 1;
        self.bytes += length;
        self.longest_bytes = self.longest_bytes.max(length);
        self.sensitive_bytes += covered(&record.spans);
        self.uncertain_bytes += covered(&record.uncertain);
        for span in &record.spans {
            *self.spans.entry(span.entity.clone()).or_default() += 1;
        }
        count(&mut self.sizes, length.max(1).ilog2() as usize);
        count(&mut self.span_counts, record.spans.len().min(MANY_SPANS));
    }
}

/// Bytes inside spans. They are sorted; overlapping ones count once.
fn covered(spans: &[Span]) -> u64 {
    let (mut bytes, mut end) = (0, 0);
    for span in spans {
        bytes += span.end.saturating_sub(span.start.max(end)) as u64;
        end = end.max(span.end);
    }
    bytes
}

fn count(bins: &mut Vec<u64>, bin: usize) {
    if bins.len() <= bin {
        bins.resize(bin + 1, 0);
    }
    bins[bin] += 1;
}

/// One Parquet file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// File name inside the artifact.
    pub file: String,
    /// Which split all its records are in.
    pub split: Split,
    /// Records.
    pub records: u64,
    /// File size in bytes.
    pub bytes: u64,
    /// Digest of the file.
    pub digest: Digest,
}

impl DatasetManifest {
    /// The shards of a split, in order.
    pub fn shards_of(&self, split: Split) -> impl Iterator<Item = &Shard> {
        self.shards.iter().filter(move |shard| shard.split == split)
    }

    /// Records in a split.
    pub fn records_in(&self, split: Split) -> u64 {
        self.counts
            .splits
            .get(split.as_str())
            .map_or(0, |c| c.records)
    }
}
