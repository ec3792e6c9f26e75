//! Datasets and the jobs that make them, as text.

use std::collections::{BTreeMap, BTreeSet};

use proto::artifact::v1::{Dataset, DatasetCounts, DatasetVersion, Split, SplitUnit};
use proto::ingest::v1::IngestionJob;
use proto::ingest::v1::source::Place;

use crate::table::Table;
use crate::{format, job};

/// A dataset as names and values.
pub(super) fn dataset(dataset: &Dataset) -> String {
    let mut facts = Table::facts();
    facts.fact("dataset", &dataset.name);
    facts.fact("latest version", &dataset.latest_version);
    facts.fact("versions", dataset.version_count.to_string());
    facts.render()
}

/// Datasets, a line each.
pub(super) fn datasets(datasets: &[Dataset]) -> String {
    let mut table = Table::new(["DATASET", "VERSIONS", "LATEST"]).right([1]);
    for dataset in datasets {
        table.row([
            dataset.name.trim_start_matches("datasets/").to_owned(),
            dataset.version_count.to_string(),
            short(&dataset.latest_version),
        ]);
    }
    table.render()
}

/// A version as names and values.
pub(super) fn version(version: &DatasetVersion) -> String {
    let mut facts = Table::facts();
    facts.fact("dataset version", &version.name);
    facts.fact("digest", &version.digest);
    facts.fact("created", format::time(version.create_time.as_ref()));
    facts.fact("job", &version.job);
    if let Some(source) = &version.source {
        let size = format::bytes(source.bytes);
        facts.fact(
            "source",
            format!("{} ({}, {size})", source.uri, source.format),
        );
        facts.fact("source digest", &source.digest);
    }
    facts.fact("tagging policy", &version.tagging_policy_digest);
    if let Some(split) = &version.split {
        let unit = match split.unit() {
            SplitUnit::Subject => "subject",
            SplitUnit::Entity => "entity",
            SplitUnit::Unspecified | SplitUnit::Record => "record",
        };
        facts.fact("divided by", format!("{unit}, seed {}", split.seed));
    }
    if let Some(counts) = &version.counts {
        facts.fact("records", records(counts));
    }
    prepared(version, &mut facts);
    facts.render()
}

/// What was done to the records beside tagging and dividing them.
fn prepared(version: &DatasetVersion, facts: &mut Table) {
    let count = format::count;
    if !version.parent.is_empty() {
        facts.fact("made from", short(&version.parent));
    }
    if let Some(removed) = &version.removed {
        let (records, rewritten) = (count(removed.records), count(removed.rewritten));
        facts.fact(
            "subject removed",
            format!("{records} records left out, {rewritten} of others rewritten"),
        );
    }
    if let Some(found) = &version.duplicates {
        let (exact, near) = (count(found.exact_records), count(found.near_records));
        let (ec, nc) = (count(found.exact_clusters), count(found.near_clusters));
        let dropped = count(found.dropped);
        facts.fact(
            "duplicates",
            format!(
                "{exact} exact in {ec} clusters, {near} from {} on in {nc}; {dropped} dropped",
                found.threshold
            ),
        );
    }
    if let Some(links) = &version.links {
        let (groups, largest) = (count(links.groups), count(links.largest));
        let dropped = links.dropped.values().sum();
        let broken = if links.broken_up {
            format!(", which was broken up: {} records left out", count(dropped))
        } else {
            String::new()
        };
        facts.fact(
            "tied",
            format!("{groups} groups, the largest of {largest}{broken}"),
        );
    }
    if let Some(canaries) = &version.canaries {
        let put_in = canaries.counts.as_ref().map_or(0, |c| c.records);
        let (put_in, planned) = (count(put_in), count(canaries.planned));
        facts.fact(
            "canaries",
            format!("{planned} planned, {put_in} records put in"),
        );
        facts.fact("canary commitment", &canaries.commitment);
    }
    if let Some(mask) = version.mask.as_ref().filter(|m| m.sensitive > m.uncertain) {
        let (sensitive, uncertain) = (mask.sensitive, mask.uncertain);
        facts.fact(
            "scores",
            format!("sensitive from {sensitive}, uncertain from {uncertain}"),
        );
    }
}

/// A version with its counts: by split, then tagged spans by entity type.
pub(super) fn stats(stated: &DatasetVersion) -> String {
    let mut text = version(stated);
    let Some(counts) = &stated.counts else {
        return text;
    };
    let mut table = Table::new(["SPLIT", "RECORDS", "TEXT", "IN SPANS", "SPANS"]).right(1..5);
    for split in &counts.splits {
        table.row([
            word(split.split()).to_owned(),
            format::count(split.records),
            format::bytes(split.bytes),
            format::bytes(split.sensitive_bytes),
            format::count(split.spans.values().sum()),
        ]);
    }
    text.push_str(&format!("\n{}", table.render()));
    let entities: BTreeSet<&String> = counts.splits.iter().flat_map(|s| s.spans.keys()).collect();
    if !entities.is_empty() {
        let splits = counts
            .splits
            .iter()
            .map(|split| word(split.split()).to_uppercase());
        let mut table = Table::facts().right(1..=counts.splits.len());
        table.row(std::iter::once("SPANS OF".to_owned()).chain(splits));
        for entity in entities {
            let cells = counts
                .splits
                .iter()
                .map(|split| format::count(split.spans.get(entity).copied().unwrap_or_default()));
            table.row(std::iter::once(entity.clone()).chain(cells));
        }
        text.push_str(&format!("\n{}", table.render()));
    }
    text
}

/// Jobs, a line each.
pub(super) fn jobs(jobs: &[IngestionJob]) -> String {
    let mut table = Table::new(["JOB", "STATE", "DATASET", "CREATED"]);
    for job in jobs {
        let wanted = job
            .spec
            .as_ref()
            .map(|spec| spec.dataset_id.clone())
            .unwrap_or_default();
        let made = short(&job.dataset_version);
        table.row([
            job.name.trim_start_matches("ingestionJobs/").to_owned(),
            format::state(job.state()).to_owned(),
            if made.is_empty() { wanted } else { made },
            format::time(job.create_time.as_ref()),
        ]);
    }
    table.render()
}

/// A job as names and values.
pub(super) fn job(job: &IngestionJob) -> String {
    let mut facts = Table::facts();
    facts.fact("job", &job.name);
    facts.fact("state", format::state(job.state()));
    if let Some(spec) = &job.spec {
        facts.fact("dataset", &spec.dataset_id);
        let place = spec
            .source
            .as_ref()
            .and_then(|source| source.place.as_ref());
        facts.fact(
            "source",
            match place {
                Some(Place::Upload(name)) => name.as_str(),
                Some(Place::Uri(uri)) => uri.as_str(),
                Some(Place::DatasetVersion(version)) => version.as_str(),
                None => "",
            },
        );
    }
    facts.fact("dataset version", &job.dataset_version);
    if let Some(error) = &job.error {
        facts.fact("error", job::job_failure(error, &job.name).sentence());
    }
    facts.fact("created", format::time(job.create_time.as_ref()));
    facts.fact("started", format::time(job.start_time.as_ref()));
    facts.fact("ended", format::time(job.end_time.as_ref()));
    facts.render()
}

/// `10,000 read, 9,998 accepted, 2 left out (NOT_JSON 2)`.
fn records(counts: &DatasetCounts) -> String {
    let (read, accepted) = (format::count(counts.read), format::count(counts.accepted));
    let rejected: BTreeMap<_, _> = counts.rejected.iter().filter(|(_, n)| **n > 0).collect();
    if rejected.is_empty() {
        return format!("{read} read, {accepted} accepted");
    }
    let left_out: u64 = rejected.values().copied().sum();
    let reasons: Vec<String> = rejected
        .iter()
        .map(|(reason, n)| format!("{reason} {}", format::count(**n)))
        .collect();
    let left_out = format::count(left_out);
    format!(
        "{read} read, {accepted} accepted, {left_out} left out ({})",
        reasons.join(", ")
    )
}

/// `datasets/support/versions/2` as `support@2`.
pub(super) fn short(version: &str) -> String {
    version
        .trim_start_matches("datasets/")
        .replace("/versions/", "@")
}

pub(super) fn word(split: Split) -> &'static str {
    match split {
        Split::Unspecified => "unknown",
        Split::Train => "train",
        Split::Validation => "validation",
        Split::Holdout => "holdout",
    }
}

#[cfg(test)]
mod tests;
