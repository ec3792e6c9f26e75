//! `tacit audit`: jobs that probe a checkpoint for what it remembers.

use proto::audit::v1::{
    AuditJob, AuditSpec, CreateAuditJobRequest, GetAuditJobRequest, GetReportRequest,
    ListAuditJobsRequest,
};
use uuid::Uuid;

use crate::args::{Listing, Waiting, Watch};
use crate::client::{pages, retry};
use crate::commands::{Context, report};
use crate::error::Error;
use crate::job::{self, Jobs};
use crate::table::Table;
use crate::{format, name};

const CREATE_EXAMPLES: &str = "\
Examples:
  tacit audit create --checkpoint first
  tacit audit create --checkpoint first --max-records 500 --report-id first
  tacit audit create --checkpoint first --dataset support@2 --detach";

const EXAMPLES: &str = "\
Examples:
  tacit audit list
  tacit audit get JOB
  tacit audit watch JOB
  tacit audit cancel JOB";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Probe a checkpoint and write a report
    #[command(after_help = CREATE_EXAMPLES)]
    Create(Create),
    /// Show a job
    #[command(after_help = EXAMPLES)]
    Get {
        /// The job, by name or id
        job: String,
    },
    /// List jobs, newest first
    #[command(after_help = EXAMPLES)]
    List(Listing),
    /// Follow a job to its end
    #[command(after_help = EXAMPLES)]
    Watch(Watch),
    /// Stop a job; no report is written
    #[command(after_help = EXAMPLES)]
    Cancel {
        /// The job, by name or id
        job: String,
    },
}

impl Command {
    /// The word typed after `audit`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Get { .. } => "get",
            Self::List(_) => "list",
            Self::Watch(_) => "watch",
            Self::Cancel { .. } => "cancel",
        }
    }
}

/// Flags of `tacit audit create`.
#[derive(clap::Args, Debug)]
pub(crate) struct Create {
    /// The checkpoint to probe
    #[arg(long, value_name = "CHECKPOINT")]
    checkpoint: String,
    /// Probe with this dataset, NAME or NAME@VERSION [default: what the checkpoint was trained on]
    #[arg(long, value_name = "DATASET")]
    dataset: Option<String>,
    /// Records of each split at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 0)]
    max_records: u64,
    /// Seed of the draw of records and of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Bootstrap resamples; 0 for the service's default
    #[arg(long, value_name = "N", default_value_t = 0)]
    resamples: u32,
    /// Records shown token by token in the report [default: the service's]
    #[arg(long, value_name = "N")]
    shown_records: Option<u32>,
    /// Show the text of tagged spans in the report; otherwise they are masked
    #[arg(long)]
    reveal_spans: bool,
    /// Id of the report [default: made up]
    #[arg(long, value_name = "ID")]
    report_id: Option<String>,
    #[command(flatten)]
    waiting: Waiting,
}

impl Create {
    fn spec(&self) -> Result<AuditSpec, Error> {
        let dataset = self
            .dataset
            .as_deref()
            .map(name::dataset_version)
            .transpose()?;
        Ok(AuditSpec {
            checkpoint: name::resource("checkpoints", &self.checkpoint)?,
            dataset_version: dataset.unwrap_or_default(),
            max_records_per_split: self.max_records,
            seed: self.seed,
            bootstrap_resamples: self.resamples,
            shown_records: self.shown_records,
            reveal_spans: self.reveal_spans,
            report_id: self.report_id.clone().unwrap_or_default(),
        })
    }
}

/// Does one of them.
pub(crate) async fn run(command: Command, cx: &Context) -> Result<(), Error> {
    if let Command::Create(args) = &command {
        return create(args, cx).await;
    }
    let mut client = cx.connect.audit().await?;
    match command {
        Command::Create(_) => Ok(()),
        Command::Get { job } => {
            let name = name::resource("auditJobs", &job)?;
            let job = client.get_audit_job(GetAuditJobRequest { name }).await?;
            cx.output.message(&job.into_inner(), show)
        }
        Command::List(listing) => {
            let jobs = pages(listing.limit(), async |page_size, page_token| {
                let request = ListAuditJobsRequest {
                    page_size,
                    page_token,
                };
                let page = client.list_audit_jobs(request).await?.into_inner();
                Ok((page.audit_jobs, page.next_page_token))
            })
            .await?;
            cx.output.messages(&jobs, list)
        }
        Command::Watch(watch) => {
            job::watch(Jobs::Audit(client), &watch.job, watch.cursor, &cx.output).await
        }
        Command::Cancel { job } => job::cancel(Jobs::Audit(client), &job, &cx.output).await,
    }
}

async fn create(args: &Create, cx: &Context) -> Result<(), Error> {
    let request = CreateAuditJobRequest {
        spec: Some(args.spec()?),
        request_id: Uuid::new_v4().to_string(),
    };
    let mut client = cx.connect.audit().await?;
    let job = retry(async || client.create_audit_job(request.clone()).await)
        .await?
        .into_inner();
    let jobs = Jobs::Audit(client.clone());
    if args.waiting.detach {
        job::detached(&jobs, &job.name, &cx.output);
        return cx.output.message(&job, show);
    }
    let last = job::wait(jobs, &job.name, &cx.output).await?;
    if cx.output.is_json() {
        let request = GetAuditJobRequest { name: job.name };
        let job = retry(async || client.get_audit_job(request.clone()).await).await?;
        return cx.output.message(&job.into_inner(), show);
    }
    let request = GetReportRequest { name: last.output };
    let found = retry(async || client.get_report(request.clone()).await).await?;
    cx.output.text(&report::render::show(
        found.get_ref(),
        report::render::Wanted::default(),
    ))
}

fn list(jobs: &[AuditJob]) -> String {
    let mut table = Table::new(["JOB", "STATE", "CHECKPOINT", "REPORT", "CREATED"]);
    for job in jobs {
        let checkpoint = job.spec.as_ref().map(|spec| spec.checkpoint.clone());
        table.row([
            job.name.trim_start_matches("auditJobs/").to_owned(),
            format::state(job.state()).to_owned(),
            checkpoint
                .unwrap_or_default()
                .trim_start_matches("checkpoints/")
                .to_owned(),
            job.report.trim_start_matches("reports/").to_owned(),
            format::time(job.create_time.as_ref()),
        ]);
    }
    table.render()
}

fn show(job: &AuditJob) -> String {
    let mut facts = Table::facts();
    facts.fact("job", &job.name);
    facts.fact("state", format::state(job.state()));
    if let Some(spec) = &job.spec {
        facts.fact("checkpoint", &spec.checkpoint);
        facts.fact("dataset", &spec.dataset_version);
    }
    facts.fact("report", &job.report);
    if let Some(error) = &job.error {
        facts.fact("error", job::job_failure(error, &job.name).sentence());
    }
    facts.fact("created", format::time(job.create_time.as_ref()));
    facts.fact("started", format::time(job.start_time.as_ref()));
    facts.fact("ended", format::time(job.end_time.as_ref()));
    facts.render()
}
