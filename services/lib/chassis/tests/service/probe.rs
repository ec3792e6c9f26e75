//! The service under test: the audit contract over jobs that count, wait, fail
//! or panic. What a job does is in `report_id`, how often in `seed`.

use std::io::Write;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use chassis::{
    Code, Context, Deployable, Failure, Job, Jobs, Opening, Outcome, Progress, Spend, StartError,
    Stop, Worker, wire,
};
use dp::DpEvent;
use dp::ledger::Budget;
use proto::audit::v1 as api;
use proto::audit::v1::audit_service_server::{AuditService, AuditServiceServer};
use proto::job::v1::JobEvent;
use serde::{Deserialize, Serialize};
use tokio_stream::{Stream, StreamExt};
use tonic::{Request, Response, Status};

/// Stands for a record's text: it must never leave the worker.
pub(crate) const MARKER: &str = "planted-7f3a9c";

/// What jobs learn from.
const DATASET: &str = "datasets/people";

/// Delta of its budget.
pub(crate) const BUDGET_DELTA: f64 = 1e-5;

/// Steps that a job reserves.
pub(crate) const PLANNED: u64 = 40;

/// File in a job's folder: the step that was saved last.
pub(crate) const STATE: &str = "state";

/// File in a job's folder: a line for each worker, the step it began after.
pub(crate) const STARTS: &str = "starts";

/// The event of a number of steps.
pub(crate) fn spent(steps: u64) -> DpEvent {
    let step = DpEvent::Gaussian {
        noise_multiplier: 30.0,
    };
    step.repeated(steps)
}

/// The service; with `RESUMES`, one whose jobs go on with another worker.
pub(crate) struct Probe<const RESUMES: bool>;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Options {
    /// Milliseconds between two steps of a job.
    pub(crate) pause_ms: u64,
    /// A list, to be read from one variable.
    pub(crate) roots: Vec<String>,
    /// Epsilon of the dataset's budget; without one where 0.
    pub(crate) budget: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pause_ms: 5,
            roots: Vec::new(),
            budget: 0.0,
        }
    }
}

impl chassis::Options for Options {
    fn validate(&self) -> Result<(), Failure> {
        if self.pause_ms <= 10_000 {
            return Ok(());
        }
        let message = "configuration key probe.pause_ms: must be at most 10000";
        Err(Failure::new(Code::InvalidArgument, "CONFIG_INVALID", message).field("probe.pause_ms"))
    }
}

#[derive(Serialize, Deserialize)]
struct Spec {
    what: String,
    times: u64,
    text: String,
}

impl<const R: bool> Deployable for Probe<R> {
    const NAME: &'static str = "probe";
    const SERVICE: &'static str = "tacit.audit.v1.AuditService";
    const DESCRIPTORS: &'static [u8] = proto::DESCRIPTORS;
    const RESUMES: bool = R;
    type Options = Options;

    async fn build(options: Options, cx: Context) -> Result<tonic::service::Routes, StartError> {
        if options.budget > 0.0 && cx.jobs.budgets().await?.is_empty() {
            let opening = Opening {
                dataset: DATASET.into(),
                budget: Budget {
                    epsilon: options.budget,
                    delta: BUDGET_DELTA,
                },
                parents: Vec::new(),
                groups: Vec::new(),
            };
            cx.jobs.open_budget(opening).await?;
        }
        let face = AuditServiceServer::new(Face { jobs: cx.jobs });
        Ok(tonic::service::Routes::new(face))
    }

    fn work(options: Options, worker: &mut Worker) -> Result<Outcome, Failure> {
        let spec: Spec = worker.spec()?;
        let span = tracing::info_span!("counting", times = spec.times);
        let _inside = span.enter();
        let _staged = worker.store().stage(worker.job_id())?;
        if let Some(way) = Way::of(&spec.what) {
            return training(&options, worker, spec.times, way);
        }
        match spec.what.as_str() {
            "panic" => panic!("{}", spec.text),
            "fail" => {
                return Err(
                    Failure::new(Code::InvalidArgument, "PROBE_FAILED", "asked to fail")
                        .with("line", 12),
                );
            }
            _ => {}
        }
        for step in 1..=spec.times {
            if worker.cancelled() {
                return Ok(Outcome::Cancelled {
                    output: Some("reports/partial".into()),
                });
            }
            if spec.what == "spend" {
                worker.spend(&spent(step))?;
            }
            worker.progress(&Progress {
                phase: "counting".into(),
                step,
                total_steps: spec.times,
                ..Progress::default()
            });
            std::thread::sleep(Duration::from_millis(options.pause_ms));
        }
        Ok(Outcome::Succeeded {
            output: "reports/whole".into(),
        })
    }
}

/// How a job trains, in steps that it saves.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// Step after step.
    On,
    /// Dies at the second step.
    Stuck,
    /// Dies after every second step.
    Stumbling,
    /// Never comes to its first step, and does not listen.
    Deaf,
}

impl Way {
    fn of(what: &str) -> Option<Self> {
        match what {
            "train" => Some(Self::On),
            "stuck" => Some(Self::Stuck),
            "stumble" => Some(Self::Stumbling),
            "deaf" => Some(Self::Deaf),
            _ => None,
        }
    }
}

/// Steps from the last one saved on. Each tenth is saved, and the one before a
/// stop; those in between are repeated by the next worker.
fn training(options: &Options, worker: &Worker, times: u64, way: Way) -> Result<Outcome, Failure> {
    let state = worker.job_dir().join(STATE);
    let mut starts = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(worker.job_dir().join(STARTS))
        .unwrap();
    let first = saved(&state);
    writeln!(starts, "{first}").unwrap();
    for step in first + 1..=times {
        match worker.stop() {
            Some(Stop::Cancel) => {
                let output = Some("reports/partial".into());
                return Ok(Outcome::Cancelled { output });
            }
            Some(Stop::Suspend) => {
                std::fs::write(&state, (step - 1).to_string()).unwrap();
                return Ok(Outcome::Suspended);
            }
            None => {}
        }
        worker.spend(&spent(step))?;
        match way {
            Way::Stuck if step == 2 => die(),
            Way::Deaf => std::thread::sleep(Duration::from_mins(1)),
            _ => {}
        }
        worker.progress(&Progress {
            phase: "train".into(),
            step,
            total_steps: times,
            ..Progress::default()
        });
        if way == Way::Stumbling {
            std::fs::write(&state, step.to_string()).unwrap();
            if step == first + 2 {
                die();
            }
        }
        if step % 10 == 0 {
            std::fs::write(&state, step.to_string()).unwrap();
        }
        std::thread::sleep(Duration::from_millis(options.pause_ms));
    }
    Ok(Outcome::Succeeded {
        output: "reports/whole".into(),
    })
}

/// The step that a job saved last.
pub(crate) fn saved(state: &Path) -> u64 {
    let text = std::fs::read_to_string(state).unwrap_or_default();
    text.parse().unwrap_or(0)
}

fn die() -> ! {
    let own = rustix::process::getpid();
    rustix::process::kill_process(own, rustix::process::Signal::KILL).unwrap();
    unreachable!()
}

struct Face {
    jobs: Jobs,
}

fn encode(job: Job) -> Response<api::AuditJob> {
    Response::new(api::AuditJob {
        name: job.id,
        spec: None,
        state: proto::job::v1::JobState::from(job.state).into(),
        progress: Some(job.progress.into()),
        error: job.failure.map(Into::into),
        report: job.output.unwrap_or_default(),
        create_time: Some(wire::timestamp(job.create_time)),
        start_time: job.start_time.map(wire::timestamp),
        end_time: job.end_time.map(wire::timestamp),
    })
}

#[tonic::async_trait]
impl AuditService for Face {
    async fn create_audit_job(
        &self,
        request: Request<api::CreateAuditJobRequest>,
    ) -> Result<Response<api::AuditJob>, Status> {
        let request = request.into_inner();
        let spec = request.spec.unwrap_or_default();
        let spec = Spec {
            what: spec.report_id,
            times: spec.seed,
            text: MARKER.to_owned(),
        };
        let learns = |event| Spend {
            dataset: DATASET.into(),
            event,
        };
        let spend = match spec.what.as_str() {
            "spend" | "train" | "stuck" => Some(learns(Some(spent(PLANNED)))),
            "learn" => Some(learns(None)),
            _ => None,
        };
        let spec = serde_json::to_value(spec).unwrap();
        let job = self.jobs.create(&request.request_id, spec, spend).await?;
        Ok(encode(job))
    }

    async fn get_audit_job(
        &self,
        request: Request<api::GetAuditJobRequest>,
    ) -> Result<Response<api::AuditJob>, Status> {
        Ok(encode(self.jobs.get(&request.into_inner().name).await?))
    }

    async fn list_audit_jobs(
        &self,
        request: Request<api::ListAuditJobsRequest>,
    ) -> Result<Response<api::ListAuditJobsResponse>, Status> {
        let request = request.into_inner();
        let (jobs, next_page_token) = self
            .jobs
            .list(request.page_size, &request.page_token)
            .await?;
        let audit_jobs = jobs.into_iter().map(|j| encode(j).into_inner()).collect();
        Ok(Response::new(api::ListAuditJobsResponse {
            audit_jobs,
            next_page_token,
        }))
    }

    async fn cancel_audit_job(
        &self,
        request: Request<api::CancelAuditJobRequest>,
    ) -> Result<Response<api::AuditJob>, Status> {
        Ok(encode(self.jobs.cancel(&request.into_inner().name).await?))
    }

    type WatchAuditJobStream = Pin<Box<dyn Stream<Item = Result<JobEvent, Status>> + Send>>;

    async fn watch_audit_job(
        &self,
        request: Request<api::WatchAuditJobRequest>,
    ) -> Result<Response<Self::WatchAuditJobStream>, Status> {
        let request = request.into_inner();
        let events = self.jobs.watch(&request.name, request.cursor);
        Ok(Response::new(Box::pin(
            events.map(|event| Ok(event?.into())),
        )))
    }

    async fn get_report(
        &self,
        _: Request<api::GetReportRequest>,
    ) -> Result<Response<proto::artifact::v1::Report>, Status> {
        panic!("{MARKER}")
    }

    async fn list_reports(
        &self,
        _: Request<api::ListReportsRequest>,
    ) -> Result<Response<api::ListReportsResponse>, Status> {
        tokio::time::sleep(Duration::from_secs(3)).await;
        Ok(Response::new(api::ListReportsResponse::default()))
    }

    type ExportReportStream =
        Pin<Box<dyn Stream<Item = Result<api::ExportReportResponse, Status>> + Send>>;

    async fn export_report(
        &self,
        request: Request<api::ExportReportRequest>,
    ) -> Result<Response<Self::ExportReportStream>, Status> {
        if request.into_inner().name == "history" {
            let entries = self.jobs.history(DATASET).await?.into_iter();
            let entries: Vec<_> = entries.map(|(_, entry)| entry).collect();
            let pieces = serde_json::to_vec(&entries).unwrap();
            let pieces: Vec<_> = pieces.chunks(1 << 20).map(<[u8]>::to_vec).collect();
            let pieces = pieces
                .into_iter()
                .map(|chunk| Ok(api::ExportReportResponse { chunk }));
            return Ok(Response::new(Box::pin(tokio_stream::iter(pieces))));
        }
        Err(Failure::new(Code::NotFound, "ARTIFACT_NOT_FOUND", "no such artifact").into())
    }
}
