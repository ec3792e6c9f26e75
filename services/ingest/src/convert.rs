//! Between the contract and the inside.

pub(crate) mod prepare;

use artifacts::{ArtifactName, DatasetManifest, Digest, FsStore};
use chassis::{Code, Failure, Job, wire};
use corpus::Split;
use corpus::split::{SplitPolicy, SplitUnit};
use pii::{Policy, PolicyError};
use proto::artifact::v1 as artifact;
use proto::ingest::v1 as ingest;

use crate::error::invalid;
use crate::spec::{Compression, Fields, Format, Place, Spec};

/// Prefix of a job's name.
pub(crate) const JOBS: &str = "ingestionJobs/";
/// Prefix of an upload's name.
pub(crate) const UPLOADS: &str = "uploads/";

/// The id in a resource's name.
pub(crate) fn id<'a>(name: &'a str, prefix: &str) -> Result<&'a str, Failure> {
    name.strip_prefix(prefix)
        .filter(|id| !id.is_empty() && !id.contains('/'))
        .ok_or_else(|| invalid("INVALID_NAME", "name", format!("expected {prefix}ID")))
}

/// The split policy of a request: 80/10/10 by record where none is given.
pub(crate) fn split(policy: Option<artifact::SplitPolicy>) -> Result<SplitPolicy, Failure> {
    let Some(policy) = policy else {
        return Ok(SplitPolicy::default());
    };
    let unit = match policy.unit() {
        artifact::SplitUnit::Unspecified | artifact::SplitUnit::Record => SplitUnit::Record,
        artifact::SplitUnit::Subject => SplitUnit::Subject,
        artifact::SplitUnit::Entity => SplitUnit::Entity,
    };
    let parsed = SplitPolicy {
        unit,
        train: policy.train,
        validation: policy.validation,
        holdout: policy.holdout,
        seed: policy.seed,
    };
    parsed
        .validate()
        .map_err(|e| invalid("INVALID_SPLIT", "spec.split", e.to_string()))?;
    Ok(parsed)
}

/// The names of the fields.
pub(crate) fn fields(names: Option<ingest::FieldNames>) -> Fields {
    let (default, names) = (Fields::default(), names.unwrap_or_default());
    let or = |name: String, default: String| if name.is_empty() { default } else { name };
    Fields {
        text: or(names.text, default.text),
        id: or(names.id, default.id),
        subject: or(names.subject, default.subject),
    }
}

/// The format: as stated, else as the file's name or its first bytes say.
pub(crate) fn format(
    stated: ingest::SourceFormat,
    file_name: &str,
    sniff: impl FnOnce() -> Result<Option<Format>, Failure>,
) -> Result<Format, Failure> {
    let format = match stated {
        ingest::SourceFormat::Jsonl => Some(Format::Jsonl),
        ingest::SourceFormat::Csv => Some(Format::Csv),
        ingest::SourceFormat::Parquet => Some(Format::Parquet),
        ingest::SourceFormat::Text => Some(Format::Text),
        ingest::SourceFormat::Mail => Some(Format::Mail),
        ingest::SourceFormat::Unspecified => match Format::of_name(file_name) {
            None => sniff()?,
            known => known,
        },
    };
    format.ok_or_else(|| {
        invalid(
            "UNKNOWN_FORMAT",
            "spec.source.format",
            "neither the file's name nor its first bytes tell its format",
        )
        .action("state the format: jsonl, csv, parquet, text or mail")
    })
}

/// The compression: as stated, else as the file's name says; `None` where its
/// first bytes decide.
pub(crate) fn compression(stated: ingest::Compression, file_name: &str) -> Option<Compression> {
    match stated {
        ingest::Compression::None => Some(Compression::None),
        ingest::Compression::Gzip => Some(Compression::Gzip),
        ingest::Compression::Zstd => Some(Compression::Zstd),
        ingest::Compression::Unspecified => Compression::of_name(file_name),
    }
}

/// A tagging policy from text.
pub(crate) fn policy(text: &str, format: pii::Format) -> Result<Policy, Failure> {
    let policy = Policy::read(text, format).map_err(policy_failure)?;
    pii::Scanner::new(&policy).map_err(policy_failure)?;
    Ok(policy)
}

/// Tells what is wrong with a tagging policy.
pub(crate) fn policy_failure(error: PolicyError) -> Failure {
    Failure::new(
        Code::InvalidArgument,
        PolicyError::REASON,
        error.problem.to_string(),
    )
    .field(format!("spec.tagging_policy_toml.{}", error.field))
}

/// A job as the contract has it.
pub(crate) fn job(job: Job) -> Result<ingest::IngestionJob, Failure> {
    let spec: Spec = serde_json::from_value(job.spec)
        .map_err(|_| Failure::new(Code::Internal, "INTERNAL", "a stored job is not readable"))?;
    Ok(ingest::IngestionJob {
        name: format!("{JOBS}{}", job.id),
        spec: Some(spec_back(spec)),
        state: proto::job::v1::JobState::from(job.state).into(),
        progress: Some(job.progress.into()),
        error: job.failure.map(Into::into),
        dataset_version: job.output.unwrap_or_default(),
        create_time: Some(wire::timestamp(job.create_time)),
        start_time: job.start_time.map(wire::timestamp),
        end_time: job.end_time.map(wire::timestamp),
    })
}

fn spec_back(spec: Spec) -> ingest::IngestionSpec {
    use ingest::source::Place as Wire;
    let place = match spec.place {
        Place::Upload(id) => Wire::Upload(format!("{UPLOADS}{id}")),
        Place::File(path) => Wire::Uri(format!("file://{}", path.display())),
        Place::Version { name, .. } => Wire::DatasetVersion(name.to_string()),
    };
    let format = match spec.format {
        Format::Jsonl => ingest::SourceFormat::Jsonl,
        Format::Csv => ingest::SourceFormat::Csv,
        Format::Parquet => ingest::SourceFormat::Parquet,
        Format::Text => ingest::SourceFormat::Text,
        Format::Mail => ingest::SourceFormat::Mail,
    };
    let compression = match spec.compression {
        None => ingest::Compression::Unspecified,
        Some(Compression::None) => ingest::Compression::None,
        Some(Compression::Gzip) => ingest::Compression::Gzip,
        Some(Compression::Zstd) => ingest::Compression::Zstd,
    };
    let bad_records = if spec.skip_bad_records {
        ingest::BadRecordPolicy::Skip
    } else {
        ingest::BadRecordPolicy::Fail
    };
    ingest::IngestionSpec {
        dataset_id: spec.dataset,
        source: Some(ingest::Source {
            place: Some(place),
            format: format.into(),
            compression: compression.into(),
        }),
        fields: Some(ingest::FieldNames {
            text: spec.fields.text,
            id: spec.fields.id,
            subject: spec.fields.subject,
        }),
        split: Some(split_back(spec.split)),
        tagging_policy_toml: toml::to_string(&spec.policy).unwrap_or_default(),
        bad_records: bad_records.into(),
        duplicates: Some(prepare::duplicates_back(spec.duplicates)),
        links: Some(prepare::links_back(spec.links)),
        canaries: spec.canaries.as_ref().map(prepare::canaries_back),
        mask: Some(prepare::mask_back(spec.mask)),
        // Only its digest was kept.
        without_subject: String::new(),
    }
}

fn split_back(policy: SplitPolicy) -> artifact::SplitPolicy {
    let unit = match policy.unit {
        SplitUnit::Record => artifact::SplitUnit::Record,
        SplitUnit::Subject => artifact::SplitUnit::Subject,
        SplitUnit::Entity => artifact::SplitUnit::Entity,
    };
    artifact::SplitPolicy {
        unit: unit.into(),
        train: policy.train,
        validation: policy.validation,
        holdout: policy.holdout,
        seed: policy.seed,
    }
}

/// A dataset as the contract has it; `None` when no version is visible.
pub(crate) fn dataset(store: &FsStore, id: &str) -> Result<Option<artifact::Dataset>, Failure> {
    let versions = store.versions(id)?;
    let Some(latest) = versions.last() else {
        return Ok(None);
    };
    Ok(Some(artifact::Dataset {
        name: format!("datasets/{id}"),
        latest_version: ArtifactName::dataset(id, *latest)?.to_string(),
        version_count: u32::try_from(versions.len()).unwrap_or(u32::MAX),
    }))
}

/// A version as the contract has it.
pub(crate) fn version(manifest: DatasetManifest, digest: &Digest) -> artifact::DatasetVersion {
    let counts = manifest.counts;
    let splits = Split::ALL.into_iter().filter_map(|split| {
        let counts = counts.splits.get(split.as_str())?;
        Some(prepare::split_counts(split, counts))
    });
    let splits = splits.collect();
    let done = manifest.preparation;
    artifact::DatasetVersion {
        name: manifest.name.to_string(),
        create_time: Some(wire::timestamp(manifest.created)),
        digest: digest.to_string(),
        job: format!("{JOBS}{}", manifest.job),
        source: Some(artifact::DatasetSource {
            uri: manifest.source.uri,
            format: manifest.source.format,
            bytes: manifest.source.bytes,
            digest: manifest.source.digest.to_string(),
        }),
        tagging_policy_digest: manifest.tagging.policy.to_string(),
        split: Some(split_back(manifest.split)),
        counts: Some(artifact::DatasetCounts {
            read: counts.read,
            accepted: counts.accepted,
            rejected: counts.rejected.into_iter().collect(),
            splits,
        }),
        parents: manifest.parents.iter().map(ToString::to_string).collect(),
        tagging_policy_version: done.policy_version,
        parent: done.parent.map(|name| name.to_string()).unwrap_or_default(),
        mask: Some(prepare::mask_back(done.mask)),
        duplicates: done.duplicates.map(prepare::duplicate_counts),
        links: done.links.map(prepare::link_counts),
        canaries: done.canaries.map(|c| prepare::canary_counts(&c)),
        removed: done.removed.map(prepare::removal_counts),
    }
}
