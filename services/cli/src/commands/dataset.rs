//! `tacit dataset`: text in, a look at what came of it, and made-up text for
//! tests.

mod create;
mod erase;
mod plot;
mod prepare;
mod show;
mod synth;
mod upload;

use std::path::PathBuf;

use proto::artifact::v1::{Dataset, DatasetVersion};
use proto::ingest::v1::{
    GetDatasetRequest, GetDatasetVersionRequest, GetIngestionJobRequest, ListDatasetsRequest,
    ListIngestionJobsRequest,
};

use crate::args::{Listing, Watch};
use crate::client::{Ingest, pages, retry};
use crate::commands::Context;
use crate::error::Error;
use crate::job::{self, Jobs};
use crate::name;

const EXAMPLES: &str = "\
Examples:
  tacit dataset list
  tacit dataset get support
  tacit dataset get support@2 --json
  tacit dataset stats support
  tacit dataset stats support --html support.html";

const JOB_EXAMPLES: &str = "\
Examples:
  tacit dataset jobs
  tacit dataset watch JOB
  tacit dataset cancel JOB";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Read text, tag personal data, divide it, and write a version of a dataset
    #[command(after_help = create::EXAMPLES)]
    Create(Box<create::Create>),
    /// Show a dataset or, with NAME@VERSION, a version
    #[command(after_help = EXAMPLES)]
    Get {
        /// NAME or NAME@VERSION
        name: String,
    },
    /// List datasets
    #[command(after_help = EXAMPLES)]
    List(Listing),
    /// Count records, bytes and tagged spans by split and entity type
    #[command(after_help = EXAMPLES)]
    Stats {
        /// NAME (its newest version) or NAME@VERSION
        name: String,
        /// Write a page with plots instead
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
    },
    /// Make a version without a subject, and say who trained on the old ones
    #[command(after_help = erase::EXAMPLES)]
    DeleteSubject(erase::DeleteSubject),
    /// Write made-up records with exact spans and secrets of known entropy to a file
    #[command(after_help = synth::EXAMPLES)]
    Synth(synth::Synth),
    /// List the jobs that made versions, newest first
    #[command(after_help = JOB_EXAMPLES)]
    Jobs(Listing),
    /// Follow such a job to its end
    #[command(after_help = JOB_EXAMPLES)]
    Watch(Watch),
    /// Stop such a job; nothing it read becomes visible
    #[command(after_help = JOB_EXAMPLES)]
    Cancel {
        /// The job, by name or id
        job: String,
    },
}

impl Command {
    /// The word typed after `dataset`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Get { .. } => "get",
            Self::List(_) => "list",
            Self::Stats { .. } => "stats",
            Self::DeleteSubject(_) => "delete-subject",
            Self::Synth(_) => "synth",
            Self::Jobs(_) => "jobs",
            Self::Watch(_) => "watch",
            Self::Cancel { .. } => "cancel",
        }
    }
}

/// Does one of them.
pub(crate) async fn run(command: Command, cx: &Context) -> Result<(), Error> {
    match command {
        Command::Create(args) => make(&args, cx).await,
        Command::Synth(args) => synth::run(&args, cx),
        Command::Get { name } if name::has_version(&name) => {
            let found = version(&mut cx.connect.ingest().await?, &name).await?;
            cx.output.message(&found, show::version)
        }
        Command::Get { name } => {
            let request = GetDatasetRequest {
                name: name::dataset(&name)?,
            };
            let found: Dataset = cx
                .connect
                .ingest()
                .await?
                .get_dataset(request)
                .await?
                .into_inner();
            cx.output.message(&found, show::dataset)
        }
        Command::Stats { name, html } => {
            let found = version(&mut cx.connect.ingest().await?, &name).await?;
            match html {
                None => cx.output.message(&found, show::stats),
                Some(path) => std::fs::write(&path, plot::page(&found))
                    .map_err(|error| Error::io("write", &path.display().to_string(), &error)),
            }
        }
        Command::DeleteSubject(args) => erase::run(&args, cx).await,
        Command::List(listing) => list(listing, cx).await,
        Command::Jobs(listing) => jobs(listing, cx).await,
        Command::Watch(watch) => {
            let jobs = Jobs::Ingest(cx.connect.ingest().await?);
            job::watch(jobs, &watch.job, watch.cursor, &cx.output).await
        }
        Command::Cancel { job } => {
            let jobs = Jobs::Ingest(cx.connect.ingest().await?);
            job::cancel(jobs, &job, &cx.output).await
        }
    }
}

async fn version(client: &mut Ingest, given: &str) -> Result<DatasetVersion, Error> {
    let request = GetDatasetVersionRequest {
        name: name::dataset_version(given)?,
    };
    let found = retry(async || client.get_dataset_version(request.clone()).await).await?;
    Ok(found.into_inner())
}

async fn list(listing: Listing, cx: &Context) -> Result<(), Error> {
    let mut client = cx.connect.ingest().await?;
    let found = pages(listing.limit(), async |page_size, page_token| {
        let request = ListDatasetsRequest {
            page_size,
            page_token,
        };
        let page = client.list_datasets(request).await?.into_inner();
        Ok((page.datasets, page.next_page_token))
    })
    .await?;
    cx.output.messages(&found, show::datasets)
}

async fn jobs(listing: Listing, cx: &Context) -> Result<(), Error> {
    let mut client = cx.connect.ingest().await?;
    let found = pages(listing.limit(), async |page_size, page_token| {
        let request = ListIngestionJobsRequest {
            page_size,
            page_token,
        };
        let page = client.list_ingestion_jobs(request).await?.into_inner();
        Ok((page.ingestion_jobs, page.next_page_token))
    })
    .await?;
    cx.output.messages(&found, show::jobs)
}

/// Uploads where the text lies here, starts the job, and waits for it.
async fn make(args: &create::Create, cx: &Context) -> Result<(), Error> {
    let mut request = args.request()?;
    let mut client = cx.connect.ingest().await?;
    if let Some(path) = args.local_file() {
        let source = upload::Source {
            path,
            dataset: args.dataset(),
        };
        let upload = upload::send(&source, &mut client, &cx.output).await?;
        create::set_upload(&mut request, upload);
    }
    let job = retry(async || client.create_ingestion_job(request.clone()).await)
        .await?
        .into_inner();
    let jobs = Jobs::Ingest(client.clone());
    if args.waiting.detach {
        job::detached(&jobs, &job.name, &cx.output);
        return cx.output.message(&job, show::job);
    }
    let last = job::wait(jobs, &job.name, &cx.output).await?;
    if cx.output.is_json() {
        let request = GetIngestionJobRequest { name: job.name };
        let job = retry(async || client.get_ingestion_job(request.clone()).await).await?;
        return cx.output.message(&job.into_inner(), show::job);
    }
    let made = version(&mut client, &last.output).await?;
    cx.output.text(&show::stats(&made))
}
