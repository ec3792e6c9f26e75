//! Between the contract and the inside.

use artifacts::{ArtifactName, Digest, Kind, ReportManifest};
use attacks::Estimate;
use attacks::measure::{Averaging, Measure, Mentions, TokenGroup};
use attacks::tagging::TaggingError;
use chassis::{Failure, Job, wire};
use corpus::Split;
use gate::{Judgement, Policy, RuleOutcome, Waiver};
use proto::artifact::v1 as artifact;
use proto::audit::v1::{self as audit, AuditJob, AuditSpec};

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
        policy: spec.policy.unwrap_or_default(),
        waivers: match spec.waivers.is_empty() {
            true => String::new(),
            // JSON is YAML.
            false => serde_json::to_string(&spec.waivers).unwrap_or_default(),
        },
        canary_references: spec.canary_references,
        deep: spec.deep,
        reference_checkpoints: spec
            .reference_checkpoints
            .iter()
            .map(ToString::to_string)
            .collect(),
        tagging_error: spec.tagging_error.map(|error| audit::TaggingError {
            precision: Some(estimate(error.precision)),
            recall: Some(estimate(error.recall)),
            records: error.records,
        }),
    }
}

/// The tagger's error rates as a job has them.
pub(crate) fn tagging_error(stated: audit::TaggingError) -> Result<TaggingError, Failure> {
    let read = |estimate: Option<artifact::Estimate>| {
        estimate.map(|e| Estimate {
            value: e.value,
            low: e.low,
            high: e.high,
        })
    };
    read(stated.precision)
        .zip(read(stated.recall))
        .map(|(precision, recall)| TaggingError {
            precision,
            recall,
            records: stated.records,
        })
        .filter(TaggingError::is_valid)
        .ok_or_else(|| {
            let expected = "expected precision and recall with low <= value <= high in [0, 1], and records > 0";
            invalid("INVALID_AUDIT_SPEC", "spec.tagging_error", expected)
        })
}

/// A policy and its waivers as they were sent; `standard` is the one that ships.
pub(crate) fn policy(text: &str, waivers: &str) -> Result<(Option<String>, Vec<Waiver>), Failure> {
    let refused = |error: gate::PolicyError| {
        let field = format!("spec.{}", error.field);
        invalid(gate::PolicyError::REASON, &field, error.to_string())
    };
    let text = match text {
        "" => None,
        "standard" => Some(gate::policy::STANDARD),
        text => Some(text),
    };
    let policy = text.map(Policy::parse).transpose().map_err(refused)?;
    let waivers = match waivers {
        "" => Vec::new(),
        text => Waiver::parse_all(text).map_err(refused)?,
    };
    match &policy {
        Some(policy) => policy.admits(&waivers).map_err(refused)?,
        None if waivers.is_empty() => {}
        None => {
            let message = "waivers are of a policy's rules: name the policy";
            return Err(invalid(gate::PolicyError::REASON, "spec.policy", message));
        }
    }
    Ok((text.map(str::to_owned), waivers))
}

/// A report as the contract has it.
pub(crate) fn report(
    manifest: ReportManifest,
    digest: &Digest,
    measures: Vec<Measure>,
    judgement: Option<Judgement>,
    path: &std::path::Path,
) -> artifact::Report {
    let has = |file| manifest.files.iter().any(|entry| entry.path == file);
    artifact::Report {
        attested: has(crate::report::ATTESTATION_FILE),
        verdict: judgement
            .as_ref()
            .map_or(artifact::Verdict::Unspecified, |j| verdict(j.verdict))
            .into(),
        policy: judgement
            .as_ref()
            .map(|j| format!("{}/{}", j.policy, j.policy_version))
            .unwrap_or_default(),
        policy_digest: judgement
            .as_ref()
            .map(|j| j.policy_digest.clone())
            .unwrap_or_default(),
        rules: judgement
            .map(|j| j.rules.into_iter().map(rule).collect())
            .unwrap_or_default(),
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

fn verdict(verdict: gate::Verdict) -> artifact::Verdict {
    match verdict {
        gate::Verdict::Pass => artifact::Verdict::Pass,
        gate::Verdict::Fail => artifact::Verdict::Fail,
        gate::Verdict::Inconclusive => artifact::Verdict::Inconclusive,
        gate::Verdict::Skipped => artifact::Verdict::Skipped,
    }
}

fn rule(rule: RuleOutcome) -> artifact::RuleOutcome {
    artifact::RuleOutcome {
        id: rule.id,
        metric: rule.metric.to_string(),
        required: rule.required,
        limit: rule.limit,
        estimate: rule.estimate,
        lower: rule.lower,
        upper: rule.upper,
        n: rule.n,
        adjusted_p_value: rule.adjusted_p_value,
        verdict: verdict(rule.verdict).into(),
        why: rule.why.as_str().to_owned(),
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
