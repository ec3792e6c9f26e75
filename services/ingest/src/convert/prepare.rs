//! Between the contract and the inside: duplicates, ties, canaries, the mask.

use std::collections::BTreeSet;

use artifacts::dataset::{Canaries, Duplicates, Links, Removed, SplitCounts};
use chassis::Failure;
use corpus::canary::{CanaryError, CanarySpec};
use corpus::sensitive::Thresholds;
use corpus::{EntityType, Split};
use proto::artifact::v1 as artifact;
use proto::ingest::v1 as ingest;

use crate::error::invalid;
use crate::pipeline::refused;
use crate::spec::{DuplicateAction, DuplicatePolicy, LinkPolicy};

/// What is done about duplicates: they are counted where nothing is said.
pub(crate) fn duplicates(
    policy: Option<ingest::DuplicatePolicy>,
) -> Result<DuplicatePolicy, Failure> {
    let default = DuplicatePolicy::default();
    let Some(policy) = policy else {
        return Ok(default);
    };
    let threshold = policy.threshold.unwrap_or(default.threshold);
    if !(0.5..=1.0).contains(&threshold) {
        return Err(invalid(
            "INVALID_DUPLICATES",
            "spec.duplicates.threshold",
            "the threshold of near-duplicates lies in [0.5, 1]",
        ));
    }
    let action = match policy.action() {
        ingest::DuplicateAction::Ignore => DuplicateAction::Ignore,
        ingest::DuplicateAction::Drop => DuplicateAction::Drop,
        ingest::DuplicateAction::Report | ingest::DuplicateAction::Unspecified => {
            DuplicateAction::Report
        }
    };
    Ok(DuplicatePolicy { action, threshold })
}

/// What ties records together.
pub(crate) fn links(policy: Option<ingest::LinkPolicy>) -> Result<LinkPolicy, Failure> {
    let policy = policy.unwrap_or_default();
    let types = policy
        .entity_types
        .iter()
        .map(|name| EntityType::parse(name));
    let entity_types: BTreeSet<EntityType> = types
        .collect::<Result<_, _>>()
        .map_err(|e| invalid("INVALID_SPLIT", "spec.links.entity_types", e.to_string()))?;
    Ok(LinkPolicy {
        entity_types,
        near_duplicates: policy.near_duplicates,
        break_up: policy.oversize() == ingest::OversizeAction::Drop,
    })
}

/// The canaries that are wanted.
pub(crate) fn canaries(
    request: Option<ingest::CanaryRequest>,
) -> Result<Option<CanarySpec>, Failure> {
    let Some(request) = request else {
        return Ok(None);
    };
    let refuse = |field: &str, message: &str| Err(invalid(CanaryError::REASON, field, message));
    let spec = match (request.count, request.spec_json.as_str()) {
        (0, "") => return refuse("spec.canaries", "say how many canaries, or which"),
        (1..8, "") => return refuse("spec.canaries.count", "at least 8 canaries make a mixture"),
        (count, "") => CanarySpec::standard(count),
        (0, json) => match serde_json::from_str::<CanarySpec>(json) {
            Ok(spec) => spec,
            Err(_) => return refuse("spec.canaries.spec_json", "not a plan of canaries"),
        },
        _ => return refuse("spec.canaries", "say either how many canaries or which"),
    };
    spec.validate_request().map_err(refused)?;
    Ok(Some(spec))
}

/// From which score on a span counts.
pub(crate) fn mask(mask: Option<artifact::MaskThresholds>) -> Result<Thresholds, Failure> {
    let mask = mask.unwrap_or_default();
    let thresholds = Thresholds {
        sensitive: mask.sensitive,
        uncertain: mask.uncertain,
    };
    if thresholds.are_valid() {
        Ok(thresholds)
    } else {
        Err(invalid(
            "INVALID_MASK",
            "spec.mask",
            "thresholds lie in [0, 1], that of uncertain spans not above that of sensitive ones",
        ))
    }
}

/// A policy on duplicates as the contract has it.
pub(crate) fn duplicates_back(policy: DuplicatePolicy) -> ingest::DuplicatePolicy {
    let action = match policy.action {
        DuplicateAction::Ignore => ingest::DuplicateAction::Ignore,
        DuplicateAction::Report => ingest::DuplicateAction::Report,
        DuplicateAction::Drop => ingest::DuplicateAction::Drop,
    };
    ingest::DuplicatePolicy {
        action: action.into(),
        threshold: Some(policy.threshold),
    }
}

/// A policy on ties as the contract has it.
pub(crate) fn links_back(policy: LinkPolicy) -> ingest::LinkPolicy {
    let oversize = if policy.break_up {
        ingest::OversizeAction::Drop
    } else {
        ingest::OversizeAction::Fail
    };
    ingest::LinkPolicy {
        entity_types: policy
            .entity_types
            .iter()
            .map(ToString::to_string)
            .collect(),
        near_duplicates: policy.near_duplicates,
        oversize: oversize.into(),
    }
}

/// A plan of canaries as the contract has it.
pub(crate) fn canaries_back(spec: &CanarySpec) -> ingest::CanaryRequest {
    ingest::CanaryRequest {
        count: 0,
        spec_json: serde_json::to_string(spec).unwrap_or_default(),
    }
}

/// Thresholds as the contract has them.
pub(crate) fn mask_back(mask: Thresholds) -> artifact::MaskThresholds {
    artifact::MaskThresholds {
        sensitive: mask.sensitive,
        uncertain: mask.uncertain,
    }
}

/// Counts of a split as the contract has them.
pub(crate) fn split_counts(split: Split, counts: &SplitCounts) -> artifact::SplitCounts {
    let split = match split {
        Split::Train => artifact::Split::Train,
        Split::Validation => artifact::Split::Validation,
        Split::Holdout => artifact::Split::Holdout,
    };
    let spans = counts.spans.iter().map(|(e, n)| (e.to_string(), *n));
    artifact::SplitCounts {
        split: split.into(),
        records: counts.records,
        bytes: counts.bytes,
        sensitive_bytes: counts.sensitive_bytes,
        spans: spans.collect(),
        uncertain_bytes: counts.uncertain_bytes,
        sizes: counts.sizes.clone(),
        span_counts: counts.span_counts.clone(),
    }
}

/// Counts of duplicates as the contract has them.
pub(crate) fn duplicate_counts(counts: Duplicates) -> artifact::DuplicateCounts {
    artifact::DuplicateCounts {
        threshold: counts.threshold,
        exact_clusters: counts.exact_clusters,
        exact_records: counts.exact_records,
        near_clusters: counts.near_clusters,
        near_records: counts.near_records,
        largest: counts.largest,
        dropped: counts.dropped,
    }
}

/// What ties cost, as the contract has it.
pub(crate) fn link_counts(links: Links) -> artifact::LinkCounts {
    artifact::LinkCounts {
        groups: links.groups,
        largest: links.largest,
        ties: links.ties.into_iter().collect(),
        broken_up: links.broken_up,
        dropped: links.dropped.into_iter().collect(),
    }
}

/// Canaries as the contract has them.
pub(crate) fn canary_counts(canaries: &Canaries) -> artifact::CanaryCounts {
    artifact::CanaryCounts {
        commitment: canaries.commitment.to_string(),
        planned: canaries.planned,
        counts: Some(split_counts(Split::Train, &canaries.counts)),
    }
}

/// What was taken out, as the contract has it.
pub(crate) fn removal_counts(removed: Removed) -> artifact::RemovalCounts {
    let values = removed.values.iter().map(|(e, n)| (e.to_string(), *n));
    artifact::RemovalCounts {
        records: removed.records,
        rewritten: removed.rewritten,
        values: values.collect(),
    }
}
