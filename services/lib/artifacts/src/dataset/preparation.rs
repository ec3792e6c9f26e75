//! What was done to the records beside tagging and dividing them.

use std::collections::BTreeMap;

use corpus::EntityType;
use corpus::sensitive::Thresholds;
use serde::{Deserialize, Serialize};

use super::SplitCounts;
use crate::{ArtifactName, Digest};

/// What was done to the records. Versions written before it was kept have its
/// default: nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Preparation {
    /// The version this one was made from; its digest is among the manifest's
    /// `parents`.
    pub parent: Option<ArtifactName>,
    /// The tagging policy's own name for its state; may be empty.
    pub policy_version: String,
    /// From which score on spans are sensitive or uncertain.
    pub mask: Thresholds,
    /// What duplicates were found, where they were looked for.
    pub duplicates: Option<Duplicates>,
    /// What keeping records together cost, where something ties them.
    pub links: Option<Links>,
    /// The canaries, where there are some.
    pub canaries: Option<Canaries>,
    /// What was taken out of the parent, where it was.
    pub removed: Option<Removed>,
}

/// Records that say the same. A cluster is what holds together over pairs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duplicates {
    /// Jaccard similarity of runs of three words from which on two texts are
    /// near-duplicates; estimated from 128 hashes.
    pub threshold: f64,
    /// Clusters of two or more records of the same words.
    pub exact_clusters: u64,
    /// Records in them.
    pub exact_records: u64,
    /// Clusters of two or more records at or above the threshold, those of the
    /// same words included.
    pub near_clusters: u64,
    /// Records in them.
    pub near_records: u64,
    /// Records of the largest cluster.
    pub largest: u64,
    /// Records left out, all but the first of each cluster; 0 where they were
    /// only counted.
    pub dropped: u64,
}

/// What keeping records together cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// Groups that went to a split as a whole, single records included.
    pub groups: u64,
    /// Records of the largest group.
    pub largest: u64,
    /// How many records each kind of tie joined to an earlier one: `subject`,
    /// `near_duplicate`, or the entity type whose value they share.
    pub ties: BTreeMap<String, u64>,
    /// Whether the largest group fitted no split and was broken up.
    pub broken_up: bool,
    /// Records left out so that no value stands in two splits, by the split
    /// they would have gone to.
    pub dropped: BTreeMap<String, u64>,
}

/// Canaries: which ones are known to who has the seed. Their counts are part of
/// the version's counts and are stated here so that they can be taken out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canaries {
    /// SHA-256 of the seed that everything about them follows from.
    pub commitment: Digest,
    /// Canaries planned, about half of which were put in.
    pub planned: u64,
    /// What was put into the training split.
    pub counts: SplitCounts,
}

/// What was taken out of the parent. Says nothing about whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removed {
    /// Records of the subject.
    pub records: u64,
    /// Records of others that held a value of the subject's, which was replaced
    /// by its entity type.
    pub rewritten: u64,
    /// Values that stood in the subject's records, by entity type.
    pub values: BTreeMap<EntityType, u64>,
}
