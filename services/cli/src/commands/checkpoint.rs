//! `tacit checkpoint`: what fine-tuning left, and what each claims about
//! privacy.

use proto::artifact::v1::Checkpoint;
use proto::finetune::v1::{GetCheckpointRequest, ListCheckpointsRequest};
use proto::privacy::v1::{NeighboringRelation, PrivacyStatement, PrivacyUnit};

use crate::args::Listing;
use crate::client::pages;
use crate::commands::Context;
use crate::error::Error;
use crate::table::Table;
use crate::{format, name};

const EXAMPLES: &str = "\
Examples:
  tacit checkpoint list
  tacit checkpoint get first
  tacit checkpoint get first --json | jq -r .path";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// List checkpoints
    #[command(after_help = EXAMPLES)]
    List(Listing),
    /// Show a checkpoint: where its files are, what made it, what it claims
    #[command(after_help = EXAMPLES)]
    Get {
        /// The checkpoint, by name or id
        checkpoint: String,
    },
}

impl Command {
    /// The word typed after `checkpoint`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::List(_) => "list",
            Self::Get { .. } => "get",
        }
    }
}

/// Does one of them.
pub(crate) async fn run(command: Command, cx: &Context) -> Result<(), Error> {
    let mut client = cx.connect.finetune().await?;
    match command {
        Command::List(listing) => {
            let found = pages(listing.limit(), async |page_size, page_token| {
                let request = ListCheckpointsRequest {
                    page_size,
                    page_token,
                };
                let page = client.list_checkpoints(request).await?.into_inner();
                Ok((page.checkpoints, page.next_page_token))
            })
            .await?;
            cx.output.messages(&found, list)
        }
        Command::Get { checkpoint } => {
            let name = name::resource("checkpoints", &checkpoint)?;
            let found = client.get_checkpoint(GetCheckpointRequest { name }).await?;
            cx.output.message(&found.into_inner(), show)
        }
    }
}

fn list(checkpoints: &[Checkpoint]) -> String {
    let mut table = Table::new([
        "CHECKPOINT",
        "METHOD",
        "ENDED",
        "STEPS",
        "LOSS",
        "PRIVACY",
        "CREATED",
    ])
    .right([3, 4]);
    for checkpoint in checkpoints {
        table.row([
            checkpoint
                .name
                .trim_start_matches("checkpoints/")
                .to_owned(),
            checkpoint.method.clone(),
            checkpoint.ended.clone(),
            format::count(checkpoint.steps),
            loss(checkpoint, 3),
            privacy(checkpoint.privacy.as_ref()),
            format::time(checkpoint.create_time.as_ref()),
        ]);
    }
    table.render()
}

/// A checkpoint as names and values.
pub(crate) fn show(checkpoint: &Checkpoint) -> String {
    let mut facts = Table::facts();
    facts.fact("checkpoint", &checkpoint.name);
    facts.fact("method", &checkpoint.method);
    facts.fact("ended", &checkpoint.ended);
    facts.fact("steps", format::count(checkpoint.steps));
    facts.fact(
        "final loss",
        match loss(checkpoint, 4) {
            loss if loss.is_empty() => loss,
            loss => format!("{loss} nats per token"),
        },
    );
    facts.fact("privacy", privacy(checkpoint.privacy.as_ref()));
    if let Some(statement) = checkpoint.privacy.as_ref().filter(|one| one.guaranteed) {
        facts.fact("protects", protects(statement));
        facts.fact("accountant", &statement.accountant);
        facts.fact("random numbers", &statement.rng);
        facts.fact("taken as public", statement.public_values.join(", "));
    }
    facts.fact("base model", &checkpoint.base_model);
    facts.fact("dataset", &checkpoint.dataset_version);
    facts.fact("digest", &checkpoint.digest);
    facts.fact("job", &checkpoint.job);
    facts.fact("created", format::time(checkpoint.create_time.as_ref()));
    facts.fact("files", &checkpoint.path);
    facts.render()
}

fn privacy(statement: Option<&PrivacyStatement>) -> String {
    match statement {
        Some(statement) if statement.guaranteed => {
            let epsilon = format::rounded_up(statement.epsilon);
            format!("epsilon {epsilon} at delta {:e}", statement.delta)
        }
        _ => "no guarantee".to_owned(),
    }
}

/// The last training loss; empty for a private run, which tells none.
fn loss(checkpoint: &Checkpoint, digits: usize) -> String {
    match checkpoint.privacy.as_ref() {
        Some(statement) if statement.guaranteed => String::new(),
        _ => format!("{:.digits$}", checkpoint.final_loss),
    }
}

/// Whom a guarantee protects, and in which sense.
fn protects(statement: &PrivacyStatement) -> String {
    let unit = match statement.unit() {
        PrivacyUnit::User => "all examples of a subject of the training split",
        _ => "one example of the training split",
    };
    let relation = match statement.relation() {
        NeighboringRelation::ReplaceOne => "exchanged for another",
        NeighboringRelation::ZeroOut => "exchanged for an empty one",
        _ => "added or removed",
    };
    format!("{unit}, {relation}")
}
