//! `tacit budget`: what may be spent on a dataset in all, and what is spent.

use proto::privacy::v1::{
    Budget, BudgetAction, BudgetEntry, CreateBudgetRequest, GetBudgetRequest,
    ListBudgetEntriesRequest, ListBudgetsRequest, SubjectGroupBudget,
};

use crate::args::Listing;
use crate::client::pages;
use crate::commands::Context;
use crate::error::Error;
use crate::table::Table;
use crate::{format, name};

const EXAMPLES: &str = "\
Examples:
  tacit budget set support --epsilon 8 --delta 1e-6
  tacit budget set support --epsilon 8 --delta 1e-6 --group minors=1 --group staff=4
  tacit budget set support-short --epsilon 8 --delta 1e-6 --parent support
  tacit budget get support
  tacit budget list
  tacit budget history support --json

A budget holds for all versions of a dataset, for ever, and is opened before the first job learns from it.
Each job's spend is reserved when it is admitted and settled to what it released when it ends.";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Open a dataset's budget
    #[command(after_help = EXAMPLES)]
    Set(Set),
    /// Show a budget, and what is spent of it
    #[command(after_help = EXAMPLES)]
    Get {
        /// The dataset, or dataset/subjectGroups/group
        dataset: String,
    },
    /// List budgets
    #[command(after_help = EXAMPLES)]
    List(Listing),
    /// Show the entries of a budget's ledger, verified, oldest first
    #[command(after_help = EXAMPLES)]
    History(History),
}

impl Command {
    /// The word typed after `budget`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Set(_) => "set",
            Self::Get { .. } => "get",
            Self::List(_) => "list",
            Self::History(_) => "history",
        }
    }
}

/// Flags of `tacit budget set`.
#[derive(clap::Args, Debug)]
pub(crate) struct Set {
    /// The dataset
    dataset: String,
    /// Epsilon that may be spent in all
    #[arg(long, value_name = "EPSILON")]
    epsilon: f64,
    /// Delta of the budget
    #[arg(long, value_name = "DELTA")]
    delta: f64,
    /// A dataset that this one was derived from; may be given more than once
    #[arg(long, value_name = "DATASET")]
    parent: Vec<String>,
    /// A group of subjects with an epsilon of its own; may be given more than once
    #[arg(long, value_name = "GROUP=EPSILON", value_parser = group)]
    group: Vec<(String, f64)>,
}

/// Flags of `tacit budget history`.
#[derive(clap::Args, Debug)]
pub(crate) struct History {
    /// The dataset, or dataset/subjectGroups/group
    dataset: String,
    #[command(flatten)]
    listing: Listing,
}

/// Does one of them.
pub(crate) async fn run(command: Command, cx: &Context) -> Result<(), Error> {
    let mut client = cx.connect.budgets().await?;
    match command {
        Command::Set(args) => {
            let parents = args.parent.iter().map(|parent| name::dataset(parent));
            let groups = args
                .group
                .into_iter()
                .map(|(group, epsilon)| SubjectGroupBudget {
                    group,
                    epsilon,
                    delta: 0.0,
                });
            let request = CreateBudgetRequest {
                dataset: name::dataset(&args.dataset)?,
                epsilon: args.epsilon,
                delta: args.delta,
                parents: parents.collect::<Result<_, _>>()?,
                subject_groups: groups.collect(),
            };
            let made = client.create_budget(request).await?;
            cx.output.message(made.get_ref(), show)
        }
        Command::Get { dataset } => {
            let name = name::budget(&dataset)?;
            let found = client.get_budget(GetBudgetRequest { name }).await?;
            cx.output.message(found.get_ref(), show)
        }
        Command::List(listing) => {
            let found = pages(listing.limit(), async |page_size, page_token| {
                let request = ListBudgetsRequest {
                    page_size,
                    page_token,
                };
                let page = client.list_budgets(request).await?.into_inner();
                Ok((page.budgets, page.next_page_token))
            })
            .await?;
            cx.output.messages(&found, list)
        }
        Command::History(args) => {
            let parent = name::budget(&args.dataset)?;
            let found = pages(args.listing.limit(), async |page_size, page_token| {
                let request = ListBudgetEntriesRequest {
                    parent: parent.clone(),
                    page_size,
                    page_token,
                };
                let page = client.list_budget_entries(request).await?.into_inner();
                Ok((page.entries, page.next_page_token))
            })
            .await?;
            cx.output.messages(&found, history)
        }
    }
}

fn group(text: &str) -> Result<(String, f64), String> {
    let (group, epsilon) = text.split_once('=').ok_or("expected GROUP=EPSILON")?;
    let epsilon = epsilon.parse().map_err(|_| "expected a number after =")?;
    Ok((group.to_owned(), epsilon))
}

fn show(budget: &Budget) -> String {
    let mut facts = Table::facts();
    facts.fact("budget", &budget.name);
    facts.fact("epsilon", budget.epsilon.to_string());
    facts.fact("delta", format!("{:e}", budget.delta));
    facts.fact("spent", budget.spent_epsilon.to_string());
    facts.fact("spent and reserved", budget.committed_epsilon.to_string());
    facts.fact("open jobs", budget.open_jobs.join(", "));
    facts.fact("parents", budget.parents.join(", "));
    facts.fact("entries", budget.entries.to_string());
    facts.fact("head", &budget.head_digest);
    facts.render()
}

fn list(budgets: &[Budget]) -> String {
    let heading = [
        "BUDGET",
        "EPSILON",
        "DELTA",
        "SPENT",
        "AND RESERVED",
        "OPEN JOBS",
    ];
    let mut table = Table::new(heading).right([1, 3, 4, 5]);
    for budget in budgets {
        table.row([
            budget.name.trim_start_matches("budgets/").to_owned(),
            budget.epsilon.to_string(),
            format!("{:e}", budget.delta),
            format::rounded_up(budget.spent_epsilon),
            format::rounded_up(budget.committed_epsilon),
            budget.open_jobs.len().to_string(),
        ]);
    }
    table.render()
}

fn history(entries: &[BudgetEntry]) -> String {
    let mut table = Table::new(["#", "TIME", "ACTION", "EPSILON", "JOB", "DIGEST"]).right([0, 3]);
    for entry in entries {
        let action = match entry.action() {
            BudgetAction::Unspecified => "unknown",
            BudgetAction::Open => "open",
            BudgetAction::Reserve => "reserve",
            BudgetAction::Settle => "settle",
            BudgetAction::Release => "release",
            BudgetAction::Refuse => "refuse",
        };
        table.row([
            entry.sequence.to_string(),
            format::time(entry.time.as_ref()),
            action.to_owned(),
            entry.epsilon.map(format::rounded_up).unwrap_or_default(),
            entry.job.trim_start_matches("fineTuningJobs/").to_owned(),
            entry.digest.chars().take(12).collect(),
        ]);
    }
    table.render()
}
