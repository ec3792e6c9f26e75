//! `tacit dataset delete-subject`: a version without a person, and which
//! checkpoints have seen that person.

use proto::artifact::v1::{Checkpoint, DatasetVersion};
use proto::finetune::v1::ListCheckpointsRequest;
use proto::ingest::v1::source::Place;
use proto::ingest::v1::{CreateIngestionJobRequest, IngestionSpec, Source};
use serde_json::json;
use uuid::Uuid;

use super::{show, version};
use crate::client::{pages, retry};
use crate::commands::Context;
use crate::error::Error;
use crate::job::{self, Jobs};
use crate::json as as_json;
use crate::name;

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit dataset delete-subject support --subject customer-1207
  tacit dataset delete-subject support@3 --subject customer-1207 --json

The subject's records are left out of the new version, and the names and numbers tagged in them are
replaced wherever else they stand. Older versions never change: they, and the checkpoints trained
on them, still hold the subject.";

/// Flags of `tacit dataset delete-subject`.
#[derive(clap::Args, Debug)]
pub(crate) struct DeleteSubject {
    /// NAME (its newest version) or NAME@VERSION
    name: String,
    /// Whom, as the records' subject field says
    #[arg(long)]
    subject: String,
}

/// Makes the version and tells what still holds the subject.
pub(super) async fn run(args: &DeleteSubject, cx: &Context) -> Result<(), Error> {
    let mut client = cx.connect.ingest().await?;
    let old = version(&mut client, &args.name).await?;
    let id = old.name.split('/').nth(1).unwrap_or_default().to_owned();
    let request = CreateIngestionJobRequest {
        spec: Some(IngestionSpec {
            dataset_id: id.clone(),
            source: Some(Source {
                place: Some(Place::DatasetVersion(old.name.clone())),
                ..Source::default()
            }),
            without_subject: args.subject.clone(),
            ..IngestionSpec::default()
        }),
        request_id: Uuid::new_v4().to_string(),
    };
    let job = retry(async || client.create_ingestion_job(request.clone()).await).await?;
    let jobs = Jobs::Ingest(client.clone());
    let last = job::wait(jobs, &job.into_inner().name, &cx.output).await?;
    let new = version(&mut client, &name::dataset_version(&last.output)?).await?;
    let trained = checkpoints(cx, &id, &new).await?;
    if cx.output.is_json() {
        let names: Vec<&str> = trained.iter().map(|c| c.name.as_str()).collect();
        let value = json!({ "datasetVersion": as_json::of(&new)?, "checkpoints": names });
        return cx.output.value(&value);
    }
    let mut text = show::version(&new);
    if trained.is_empty() {
        text.push_str("\nno checkpoint was trained on an older version\n");
    } else {
        text.push_str("\ntrained on an older version, which may hold the subject:\n");
        for checkpoint in trained {
            let (name, on) = (&checkpoint.name, &checkpoint.dataset_version);
            text.push_str(&format!("  {name} ({})\n", show::short(on)));
        }
    }
    cx.output.text(&text)
}

/// Checkpoints trained on another version of the dataset.
async fn checkpoints(
    cx: &Context,
    dataset: &str,
    new: &DatasetVersion,
) -> Result<Vec<Checkpoint>, Error> {
    let mut client = cx.connect.finetune().await?;
    let all = pages(usize::MAX, async |page_size, page_token| {
        let request = ListCheckpointsRequest {
            page_size,
            page_token,
        };
        let page = client.list_checkpoints(request).await?.into_inner();
        Ok((page.checkpoints, page.next_page_token))
    })
    .await?;
    let own = format!("datasets/{dataset}/versions/");
    let old = |c: &Checkpoint| c.dataset_version.starts_with(&own) && c.dataset_version != new.name;
    Ok(all.into_iter().filter(old).collect())
}
