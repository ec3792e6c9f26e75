//! `tacit audit`: plan an audit, run it, judge what it found, compare and verify.

mod bound;
mod compare;
mod gate;
mod keys;
mod noise;
mod plan;
mod policy;
mod replay;
mod sign;
mod tagging;
mod verify;

use std::path::PathBuf;

use chassis::Failure;
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
  tacit audit create --checkpoint first --dataset support@2 --detach
  tacit audit run --checkpoint first --policy standard; echo $?
  tacit audit run --checkpoint first --deep --reference other-1 --reference other-2 --tagging-error rates.json

Exit codes with a policy: 0 PASS, 10 FAIL, 11 INCONCLUSIVE, 2 bad input or policy, 1 no report was written.";

const EXAMPLES: &str = "\
Examples:
  tacit audit list
  tacit audit get JOB
  tacit audit watch JOB
  tacit audit cancel JOB";

/// The digest of a release policy that was checked: a file, or `standard`.
pub(super) fn policy_digest(path: &std::path::Path) -> Result<String, Error> {
    gate::policy(path).map(|(_, digest)| digest)
}

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Before training: what a policy needs, what canaries can show, what it costs
    #[command(after_help = plan::EXAMPLES)]
    Plan(plan::Plan),
    /// Probe a checkpoint and write a report; with a policy, judge it
    #[command(visible_alias = "run", after_help = CREATE_EXAMPLES)]
    Create(Create),
    /// Judge a report by a policy
    #[command(after_help = gate::EXAMPLES)]
    Gate(gate::Gate),
    /// Reports side by side
    #[command(after_help = compare::EXAMPLES)]
    Compare(compare::Compare),
    /// A report's numbers anew from what the models said, without any model
    #[command(after_help = replay::EXAMPLES)]
    Replay(replay::Replay),
    /// A report's memorisation gap if its labels were worse, at set rates, without any model
    #[command(after_help = noise::EXAMPLES)]
    Noise(noise::Args),
    /// Release policies: show, check, digest
    #[command(subcommand)]
    Policy(policy::Command),
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
    /// Lower bound on epsilon from counted guesses, without services
    #[command(after_help = bound::EXAMPLES)]
    Bound(bound::Args),
    /// Stop a job; no report is written
    #[command(after_help = EXAMPLES)]
    Cancel {
        /// The job, by name or id
        job: String,
    },
    /// Check offline that a model is the one that was audited, and what came out
    #[command(after_help = verify::EXAMPLES)]
    Verify(verify::Verify),
    /// Sign what an audit wrote down
    #[command(after_help = sign::EXAMPLES)]
    Sign(Box<sign::Sign>),
    /// Make and show keys that sign audits
    #[command(subcommand)]
    Keys(keys::Command),
}

impl Command {
    /// The word typed after `audit`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Plan(_) => "plan",
            Self::Create(_) => "create",
            Self::Gate(_) => "gate",
            Self::Compare(_) => "compare",
            Self::Replay(_) => "replay",
            Self::Noise(_) => "noise",
            Self::Policy(_) => "policy",
            Self::Get { .. } => "get",
            Self::List(_) => "list",
            Self::Watch(_) => "watch",
            Self::Bound(_) => "bound",
            Self::Cancel { .. } => "cancel",
            Self::Verify(_) => "verify",
            Self::Sign(_) => "sign",
            Self::Keys(_) => "keys",
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
    /// Judge by this release policy: a file, or `standard`
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Waivers of its rules, a YAML list
    #[arg(long, value_name = "FILE", requires = "policy")]
    waivers: Option<PathBuf>,
    /// References that a canary's secret is ranked among; 0 for as many as its rank needs
    #[arg(long, value_name = "N", default_value_t = 0)]
    canary_references: u32,
    /// Also make the probes that read every record many times, put other values into it or let the checkpoint
    /// write: about five times as long, and a quarter of an hour at least on a CPU
    #[arg(long)]
    deep: bool,
    /// A checkpoint fine-tuned alike on other data, to compare with (RMIA; LiRA from two on); repeat for more
    #[arg(long = "reference", value_name = "CHECKPOINT")]
    references: Vec<String>,
    /// How well the records are tagged: what `tacit pii review estimate --json` printed
    #[arg(long, value_name = "FILE")]
    tagging_error: Option<PathBuf>,
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
        let policy = self.policy.as_deref().map(gate::checked).transpose()?;
        let waivers = self.waivers.as_deref().map(gate::text).transpose()?;
        Ok(AuditSpec {
            policy: policy.unwrap_or_default(),
            waivers: waivers.unwrap_or_default(),
            canary_references: self.canary_references,
            deep: self.deep,
            reference_checkpoints: self
                .references
                .iter()
                .map(|checkpoint| name::resource("checkpoints", checkpoint))
                .collect::<Result<_, _>>()?,
            tagging_error: self
                .tagging_error
                .as_deref()
                .map(tagging::read)
                .transpose()?,
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
    match &command {
        Command::Plan(args) => return plan::run(args, cx).await,
        Command::Create(args) => return create(args, cx).await,
        Command::Gate(args) => return gate::run(args, cx).await,
        Command::Compare(args) => return compare::run(args, cx).await,
        Command::Replay(args) => return replay::run(args, cx),
        Command::Noise(args) => return noise::run(args, cx),
        Command::Bound(args) => return bound::run(args, &cx.output),
        Command::Policy(command) => return policy::run(command, cx),
        Command::Verify(args) => return verify::run(args, cx),
        Command::Sign(args) => return sign::run(args, cx),
        Command::Keys(command) => return keys::run(command, cx),
        _ => {}
    }
    let mut client = cx.connect.audit().await?;
    match command {
        Command::Plan(_)
        | Command::Create(_)
        | Command::Gate(_)
        | Command::Compare(_)
        | Command::Replay(_)
        | Command::Noise(_)
        | Command::Policy(_)
        | Command::Bound(_)
        | Command::Verify(_)
        | Command::Sign(_)
        | Command::Keys(_) => Ok(()),
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

/// A failure of the attestation library, in the command line's terms.
fn refused(error: &attestation::Error) -> Error {
    let failure = Failure::new(verify::code(error), error.reason(), error.to_string());
    let action = match error.reason() {
        "FILE_NOT_FOUND" => "check the path",
        "PASSPHRASE_MISSING" => "give --passphrase-file or $TACIT_KEY_PASSPHRASE",
        "SIGNED_BY_ANOTHER_KEY" => "give the public key of the auditor that you trust",
        "ATTESTATION_EXPIRED" | "ATTESTATION_TOO_OLD" => "audit the model again",
        "MODEL_FILE_CHANGED" | "MODEL_FILE_ADDED" | "MODEL_FILE_MISSING" => {
            "use the files that were audited, or audit these"
        }
        _ => "",
    };
    verify::coded(error, failure.action(action))
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
    let request = GetReportRequest { name: last.output };
    let found = retry(async || client.get_report(request.clone()).await).await?;
    let found = found.into_inner();
    if cx.output.is_json() {
        let request = GetAuditJobRequest { name: job.name };
        let job = retry(async || client.get_audit_job(request.clone()).await).await?;
        cx.output.message(&job.into_inner(), show)?;
    } else {
        cx.output.text(&report::render::show(
            &found,
            report::render::Wanted::default(),
        ))?;
    }
    gate::exit(found.verdict())
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
