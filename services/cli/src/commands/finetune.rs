//! `tacit finetune`: jobs that make a checkpoint of a base model and a dataset.

mod create;

use proto::finetune::v1::{
    FineTuningJob, GetCheckpointRequest, GetFineTuningJobRequest, ListFineTuningJobsRequest,
};

use crate::args::{Listing, Watch};
use crate::client::{pages, retry};
use crate::commands::{Context, checkpoint};
use crate::error::Error;
use crate::job::{self, Jobs};
use crate::table::Table;
use crate::{format, name};

const EXAMPLES: &str = "\
Examples:
  tacit finetune list
  tacit finetune get JOB
  tacit finetune watch JOB --json
  tacit finetune cancel JOB";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Fine-tune a base model and write a checkpoint
    #[command(after_help = create::EXAMPLES)]
    Create(Box<create::Create>),
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
    /// Stop a job; what it learned so far is kept as a checkpoint
    #[command(after_help = EXAMPLES)]
    Cancel {
        /// The job, by name or id
        job: String,
    },
}

impl Command {
    /// The word typed after `finetune`.
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

/// Does one of them.
pub(crate) async fn run(command: Command, cx: &Context) -> Result<(), Error> {
    if let Command::Create(args) = &command {
        return create(args, cx).await;
    }
    let mut client = cx.connect.finetune().await?;
    match command {
        Command::Create(_) => Ok(()),
        Command::Get { job } => {
            let name = name::resource("fineTuningJobs", &job)?;
            let job = client
                .get_fine_tuning_job(GetFineTuningJobRequest { name })
                .await?;
            cx.output.message(&job.into_inner(), show)
        }
        Command::List(listing) => {
            let jobs = pages(listing.limit(), async |page_size, page_token| {
                let request = ListFineTuningJobsRequest {
                    page_size,
                    page_token,
                };
                let page = client.list_fine_tuning_jobs(request).await?.into_inner();
                Ok((page.fine_tuning_jobs, page.next_page_token))
            })
            .await?;
            cx.output.messages(&jobs, list)
        }
        Command::Watch(watch) => {
            job::watch(Jobs::FineTune(client), &watch.job, watch.cursor, &cx.output).await
        }
        Command::Cancel { job } => job::cancel(Jobs::FineTune(client), &job, &cx.output).await,
    }
}

async fn create(args: &create::Create, cx: &Context) -> Result<(), Error> {
    let request = args.request(&cx.connect.model_roots())?;
    let mut client = cx.connect.finetune().await?;
    let job = retry(async || client.create_fine_tuning_job(request.clone()).await).await?;
    let job = job.into_inner();
    let jobs = Jobs::FineTune(client.clone());
    if args.waiting.detach {
        job::detached(&jobs, &job.name, &cx.output);
        return cx.output.message(&job, show);
    }
    let last = job::wait(jobs, &job.name, &cx.output).await?;
    if cx.output.is_json() {
        let request = GetFineTuningJobRequest { name: job.name };
        let job = retry(async || client.get_fine_tuning_job(request.clone()).await).await?;
        return cx.output.message(&job.into_inner(), show);
    }
    let request = GetCheckpointRequest { name: last.output };
    let made = retry(async || client.get_checkpoint(request.clone()).await).await?;
    cx.output.text(&checkpoint::show(made.get_ref()))
}

fn list(jobs: &[FineTuningJob]) -> String {
    let mut table = Table::new(["JOB", "STATE", "METHOD", "DATASET", "CHECKPOINT", "CREATED"]);
    for job in jobs {
        let dataset = job.spec.as_ref().map(|spec| spec.dataset_version.clone());
        let dataset = dataset.unwrap_or_default();
        table.row([
            job.name.trim_start_matches("fineTuningJobs/").to_owned(),
            format::state(job.state()).to_owned(),
            job.method.clone(),
            dataset
                .trim_start_matches("datasets/")
                .replace("/versions/", "@"),
            job.checkpoint.trim_start_matches("checkpoints/").to_owned(),
            format::time(job.create_time.as_ref()),
        ]);
    }
    table.render()
}

fn show(job: &FineTuningJob) -> String {
    let mut facts = Table::facts();
    facts.fact("job", &job.name);
    facts.fact("state", format::state(job.state()));
    facts.fact("method", &job.method);
    if let Some(spec) = &job.spec {
        facts.fact("dataset", &spec.dataset_version);
        facts.fact("base model", &spec.base_model);
    }
    if let Some(progress) = job.progress.as_ref().filter(|p| p.total_steps > 0) {
        facts.fact(
            "steps",
            format!("{} of {}", progress.step, progress.total_steps),
        );
        let loss = progress
            .loss
            .map(|loss| format!("{loss:.4} nats per token"));
        facts.fact("loss", loss.unwrap_or_default());
    }
    facts.fact("checkpoint", &job.checkpoint);
    if let Some(error) = &job.error {
        facts.fact("error", job::job_failure(error, &job.name).sentence());
    }
    facts.fact("created", format::time(job.create_time.as_ref()));
    facts.fact("started", format::time(job.start_time.as_ref()));
    facts.fact("ended", format::time(job.end_time.as_ref()));
    facts.render()
}
