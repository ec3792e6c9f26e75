//! Between the contract and the inside.

use artifacts::{ArtifactName, Digest, Kind, ReportManifest};
use attacks::Estimate;
use attacks::measure::{Averaging, Measure, Mentions, TokenGroup};
use chassis::{Failure, Job, wire};
use corpus::Split;
use proto::artifact::v1 as artifact;
use proto::audit::v1::{AuditJob, AuditSpec};

use crate::error::{internal, invalid};
use crate::spec::Spec;

/// Prefix of a job's name.
pub(crate) const JOBS: &str = "auditJobs/";

/// The id in a job's name.
pub(crate) fn job_id(name: &str) -> Result<&str, Failure> {
    name.strip_prefix(JOBS)
        .filter(|id| !id.is_empty() && !id.contains('/'))
        .ok_or_else(|| invalid("INVALID_NAME", "name", format!("expected {JOBS}ID")))
}

/// An artifact's name of the kind that a field asks for.
pub(crate) fn artifact(name: &str, kind: Kind, field: &str) -> Result<ArtifactName, Failure> {
    let expected = match kind {
        Kind::Dataset => "expected datasets/ID/versions/N",
        Kind::Checkpoint => "expected checkpoints/ID",
        Kind::Report => "expected reports/ID",
    };
    ArtifactName::parse(name)
        .ok()
        .filter(|name| name.kind() == kind)
        .ok_or_else(|| invalid("INVALID_NAME", field, expected))
}

/// A job as the contract has it.
pub(crate) fn job(job: Job) -> Result<AuditJob, Failure> {
    let spec: Spec =
        serde_json::from_value(job.spec).map_err(|_| internal("a stored job is not readable"))?;
    Ok(AuditJob {
        name: format!("{JOBS}{}", job.id),
        spec: Some(spec_back(spec)),
        state: proto::job::v1::JobState::from(job.state).into(),
        progress: Some(job.progress.into()),
        error: job.failure.map(Into::into),
        report: job.output.unwrap_or_default(),
        create_time: Some(wire::timestamp(job.create_time)),
        start_time: job.start_time.map(wire::timestamp),
        end_time: job.end_time.map(wire::timestamp),
    })
}

fn spec_back(spec: Spec) -> AuditSpec {
    AuditSpec {
        checkpoint: spec.checkpoint.to_string(),
        dataset_version: spec
            .dataset
            .map(|name| name.to_string())
            .unwrap_or_default(),
        max_records_per_split: spec.max_records_per_split,
        seed: spec.seed,
        bootstrap_resamples: spec.bootstrap_resamples,
        shown_records: Some(spec.shown_records),
        reveal_spans: spec.reveal_spans,
        report_id: spec.report.unwrap_or_default(),
    }
}

/// A report as the contract has it.
pub(crate) fn report(
    manifest: ReportManifest,
    digest: &Digest,
    measures: Vec<Measure>,
    path: &std::path::Path,
) -> artifact::Report {
    artifact::Report {
        name: manifest.name.to_string(),
        create_time: Some(wire::timestamp(manifest.created)),
        digest: digest.to_string(),
        job: format!("{JOBS}{}", manifest.job),
        checkpoint: manifest.checkpoint.to_string(),
        checkpoint_digest: manifest.checkpoint_digest.to_string(),
        dataset_version: manifest.dataset.name.to_string(),
        dataset_digest: manifest.dataset.digest.to_string(),
        measures: measures
            .into_iter()
            .filter(|m| m.cell.mentions == Mentions::All)
            .map(measure)
            .collect(),
        path: path.display().to_string(),
    }
}

fn measure(measure: Measure) -> artifact::Measure {
    let split = match measure.cell.split {
        Split::Train => artifact::Split::Train,
        Split::Validation => artifact::Split::Validation,
        Split::Holdout => artifact::Split::Holdout,
    };
    let tokens = match measure.cell.tokens {
        TokenGroup::Sensitive => artifact::TokenGroup::Sensitive,
        TokenGroup::NonSensitive => artifact::TokenGroup::NonSensitive,
    };
    let averaging = match measure.averaging {
        Averaging::TokenMicro => artifact::Averaging::TokenMicro,
        Averaging::RecordMacro => artifact::Averaging::RecordMacro,
    };
    artifact::Measure {
        split: split.into(),
        tokens: tokens.into(),
        averaging: averaging.into(),
        entity_type: measure
            .cell
            .entity_type
            .map(String::from)
            .unwrap_or_default(),
        base: Some(estimate(measure.base)),
        tuned: Some(estimate(measure.tuned)),
        change: Some(estimate(measure.change)),
        token_count: measure.token_count,
        record_count: measure.record_count,
    }
}

fn estimate(estimate: Estimate) -> artifact::Estimate {
    artifact::Estimate {
        value: estimate.value,
        low: estimate.low,
        high: estimate.high,
    }
}
