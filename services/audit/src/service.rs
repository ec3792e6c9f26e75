//! The gRPC face: decode, handle, encode.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use artifacts::{ArtifactError, ArtifactName, CheckpointManifest, FsStore, Kind, ReportManifest};
use attacks::measure::Measure;
use chassis::page::page;
use chassis::{Code, Context, Failure, Jobs};
use proto::artifact::v1::Report;
use proto::audit::v1::audit_service_server::AuditService;
use proto::audit::v1::{self as audit, AuditJob, AuditSpec, ReportFormat};
use proto::job::v1::JobEvent;
use serde::Deserialize;
use tokio_stream::{Stream, StreamExt};
use tonic::{Request, Response, Status};

use crate::config::AuditOptions;
use crate::convert;
use crate::error::{internal, invalid};
use crate::report::{
    ATTESTATION_FILE, HTML_FILE, JSON_FILE, JUNIT_FILE, MARKDOWN_FILE, OBSERVATIONS_FILE,
};
use crate::spec::{RESAMPLES, SHOWN_RECORDS, Spec};

/// Bytes of one message of an export.
const CHUNK: usize = 64 * 1024;
/// Resamples and shown records at most: beyond these a report only grows.
const MAX_RESAMPLES: u32 = 100_000;
const MAX_SHOWN_RECORDS: u32 = 1_000;
/// References of a canary at most.
const MAX_REFERENCES: u32 = 100_000;
/// Checkpoints to compare with at most: each takes a pass of its own.
const MAX_REFERENCE_CHECKPOINTS: u32 = 64;

/// The service.
pub(crate) struct Service {
    jobs: Jobs,
    store: Arc<FsStore>,
    model_roots: Vec<PathBuf>,
}

type Answer<T> = Result<Response<T>, Status>;
type Streamed<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// What `GetReport` needs of `report.json`.
#[derive(Deserialize)]
struct Measured {
    findings: MeasuredFindings,
    #[serde(default)]
    judgement: Option<gate::Judgement>,
}

#[derive(Deserialize)]
struct MeasuredFindings {
    measures: Vec<Measure>,
}

impl Service {
    pub(crate) fn new(options: AuditOptions, cx: Context) -> Self {
        let mut model_roots = options.model_roots;
        model_roots.push(cx.data_dir.join("models"));
        Self {
            jobs: cx.jobs,
            store: cx.store,
            model_roots,
        }
    }

    /// Checks everything that can be checked without reading weights or text.
    fn admit(&self, spec: AuditSpec) -> Result<Spec, Failure> {
        let field = "spec.checkpoint";
        let checkpoint = convert::artifact(&spec.checkpoint, Kind::Checkpoint, field)?;
        let manifest: CheckpointManifest = self
            .store
            .manifest(&checkpoint)
            .map_err(|e| Failure::from(e).field(field))?;
        let dataset = (!spec.dataset_version.is_empty())
            .then(|| self.store.resolve_version(&spec.dataset_version))
            .transpose()
            .map_err(|e| Failure::from(e).field("spec.dataset_version"))?;
        if let Some(name) = &dataset {
            let found = self.store.open(name);
            found.map_err(|e| Failure::from(e).field("spec.dataset_version"))?;
        }
        let shown_records = spec.shown_records.unwrap_or(SHOWN_RECORDS);
        at_most("spec.shown_records", shown_records, MAX_SHOWN_RECORDS)?;
        at_most(
            "spec.bootstrap_resamples",
            spec.bootstrap_resamples,
            MAX_RESAMPLES,
        )?;
        at_most(
            "spec.canary_references",
            spec.canary_references,
            MAX_REFERENCES,
        )?;
        let references = &spec.reference_checkpoints;
        let count = u32::try_from(references.len()).unwrap_or(u32::MAX);
        at_most(
            "spec.reference_checkpoints",
            count,
            MAX_REFERENCE_CHECKPOINTS,
        )?;
        let named = references.iter().map(|name| {
            let field = "spec.reference_checkpoints";
            let name = convert::artifact(name, Kind::Checkpoint, field)?;
            let found = self.store.open(&name);
            found.map_err(|e| Failure::from(e).field(field))?;
            Ok(name)
        });
        let reference_checkpoints = named.collect::<Result<_, Failure>>()?;
        let (policy, waivers) = convert::policy(&spec.policy, &spec.waivers)?;
        let report = Some(spec.report_id).filter(|id| !id.is_empty());
        if report
            .as_ref()
            .is_some_and(|id| !artifacts::name::is_id(id))
        {
            let expected = "expected 1 to 63 of a-z, 0-9, -, _ and .";
            return Err(invalid("INVALID_REPORT_ID", "spec.report_id", expected));
        }
        Ok(Spec {
            base_model: self.base_model(&manifest.base_model.path)?,
            checkpoint,
            dataset,
            max_records_per_split: spec.max_records_per_split,
            seed: spec.seed,
            bootstrap_resamples: match spec.bootstrap_resamples {
                0 => RESAMPLES,
                stated => stated,
            },
            shown_records,
            reveal_spans: spec.reveal_spans,
            report,
            policy,
            waivers,
            canary_references: spec.canary_references,
            deep: spec.deep,
            reference_checkpoints,
            tagging_error: spec.tagging_error.map(convert::tagging_error).transpose()?,
        })
    }

    /// The base model's directory, links followed, if it lies below a model root.
    fn base_model(&self, path: &str) -> Result<PathBuf, Failure> {
        let found = Path::new(path).canonicalize().map_err(|_| {
            Failure::new(
                Code::FailedPrecondition,
                "BASE_MODEL_MISSING",
                "the base model of the checkpoint is no longer where it was",
            )
            .action("put it back where the fine-tuning job read it")
        })?;
        let mut roots = self
            .model_roots
            .iter()
            .filter_map(|root| root.canonicalize().ok());
        if found.is_dir() && roots.any(|root| found.starts_with(root)) {
            return Ok(found);
        }
        Err(Failure::new(
            Code::PermissionDenied,
            "MODEL_NOT_ALLOWED",
            "the checkpoint's base model is not a directory below a model root of this service",
        )
        .action("add its folder to audit.model_roots"))
    }

    fn report(&self, name: &ArtifactName) -> Result<Report, Failure> {
        let manifest: ReportManifest = self.store.manifest(name)?;
        let dir = self.store.open(name)?;
        let path = dir.join(JSON_FILE);
        let bytes = std::fs::read(&path).map_err(|e| ArtifactError::io(path, e))?;
        let body: Measured =
            serde_json::from_slice(&bytes).map_err(|source| ArtifactError::Manifest {
                name: name.to_string(),
                source,
            })?;
        Ok(convert::report(
            manifest,
            &self.store.digest(name)?,
            body.findings.measures,
            body.judgement,
            &dir,
        ))
    }

    /// A report's file, checked against its manifest.
    fn export(&self, name: &ArtifactName, file: &str) -> Result<Vec<u8>, Failure> {
        let manifest: ReportManifest = self.store.manifest(name)?;
        if !manifest.files.iter().any(|entry| entry.path == file) {
            return Err(Failure::new(
                Code::NotFound,
                "REPORT_FORM_MISSING",
                "the report was not written in this form",
            )
            .field("format")
            .action("a verdict needs a policy, an attestation also a signing key of the service"));
        }
        let path = self.store.open(name)?.join(file);
        let bytes = std::fs::read(&path).map_err(|e| ArtifactError::io(&path, e))?;
        let digest = artifacts::Digest::of(&bytes);
        if manifest
            .files
            .iter()
            .any(|entry| entry.path == file && entry.digest == digest)
        {
            Ok(bytes)
        } else {
            Err(ArtifactError::Corrupt { path }.into())
        }
    }
}

fn at_most(field: &str, stated: u32, limit: u32) -> Result<(), Failure> {
    if stated <= limit {
        return Ok(());
    }
    Err(invalid(
        "INVALID_AUDIT_SPEC",
        field,
        format!("expected at most {limit}"),
    ))
}

#[tonic::async_trait]
impl AuditService for Service {
    type WatchAuditJobStream = Streamed<JobEvent>;
    type ExportReportStream = Streamed<audit::ExportReportResponse>;

    async fn create_audit_job(
        &self,
        request: Request<audit::CreateAuditJobRequest>,
    ) -> Answer<AuditJob> {
        let request = request.into_inner();
        let spec = request
            .spec
            .ok_or_else(|| invalid("MISSING_SPEC", "spec", "say what the job shall do"))?;
        let spec = serde_json::to_value(self.admit(spec)?)
            .map_err(|_| internal("the job cannot be stored"))?;
        let job = self.jobs.create(&request.request_id, spec, None).await?;
        Ok(Response::new(convert::job(job)?))
    }

    async fn get_audit_job(&self, request: Request<audit::GetAuditJobRequest>) -> Answer<AuditJob> {
        let job = self
            .jobs
            .get(convert::job_id(&request.into_inner().name)?)
            .await?;
        Ok(Response::new(convert::job(job)?))
    }

    async fn list_audit_jobs(
        &self,
        request: Request<audit::ListAuditJobsRequest>,
    ) -> Answer<audit::ListAuditJobsResponse> {
        let request = request.into_inner();
        let (jobs, next_page_token) = self
            .jobs
            .list(request.page_size, &request.page_token)
            .await?;
        let audit_jobs = jobs
            .into_iter()
            .map(convert::job)
            .collect::<Result<_, _>>()?;
        Ok(Response::new(audit::ListAuditJobsResponse {
            audit_jobs,
            next_page_token,
        }))
    }

    async fn cancel_audit_job(
        &self,
        request: Request<audit::CancelAuditJobRequest>,
    ) -> Answer<AuditJob> {
        let job = self
            .jobs
            .cancel(convert::job_id(&request.into_inner().name)?)
            .await?;
        Ok(Response::new(convert::job(job)?))
    }

    async fn watch_audit_job(
        &self,
        request: Request<audit::WatchAuditJobRequest>,
    ) -> Answer<Self::WatchAuditJobStream> {
        let request = request.into_inner();
        let events = self
            .jobs
            .watch(convert::job_id(&request.name)?, request.cursor);
        let events = events.map(|event| event.map(JobEvent::from).map_err(Status::from));
        Ok(Response::new(Box::pin(events)))
    }

    async fn get_report(&self, request: Request<audit::GetReportRequest>) -> Answer<Report> {
        let name = convert::artifact(&request.into_inner().name, Kind::Report, "name")?;
        Ok(Response::new(self.report(&name)?))
    }

    async fn list_reports(
        &self,
        request: Request<audit::ListReportsRequest>,
    ) -> Answer<audit::ListReportsResponse> {
        let request = request.into_inner();
        let names = self.store.list(Kind::Report).map_err(Failure::from)?;
        let key = |name: &ArtifactName| name.as_str().to_owned();
        let (names, next_page_token) = page(names, key, request.page_size, &request.page_token)?;
        let reports = names
            .iter()
            .map(|name| self.report(name))
            .collect::<Result<_, _>>()?;
        Ok(Response::new(audit::ListReportsResponse {
            reports,
            next_page_token,
        }))
    }

    async fn export_report(
        &self,
        request: Request<audit::ExportReportRequest>,
    ) -> Answer<Self::ExportReportStream> {
        let request = request.into_inner();
        let file = match request.format() {
            ReportFormat::Unspecified | ReportFormat::Json => JSON_FILE,
            ReportFormat::Html => HTML_FILE,
            ReportFormat::Markdown => MARKDOWN_FILE,
            ReportFormat::Junit => JUNIT_FILE,
            ReportFormat::Attestation => ATTESTATION_FILE,
            ReportFormat::Observations => OBSERVATIONS_FILE,
        };
        let name = convert::artifact(&request.name, Kind::Report, "name")?;
        let bytes = self.export(&name, file)?;
        let chunks: Vec<_> = bytes
            .chunks(CHUNK)
            .map(|chunk| {
                Ok(audit::ExportReportResponse {
                    chunk: chunk.to_vec(),
                })
            })
            .collect();
        Ok(Response::new(Box::pin(tokio_stream::iter(chunks))))
    }
}
