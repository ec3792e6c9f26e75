//! What can be typed: the global flags and the command groups. The flags of a
//! command stand in its own file.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    audit, budget, checkpoint, completions, dataset, finetune, model, pii, privacy, report, up,
};

const HEADING: &str = "Global options";

const EXAMPLES: &str = "\
Examples, from text to verdict on one machine:
  tacit up
  tacit dataset synth --out support.jsonl --records 300
  tacit dataset create --name support --from support.jsonl --split-unit entity
  tacit finetune create --dataset support --base-model MODEL --method lora --checkpoint-id first
  tacit audit create --checkpoint first --report-id first
  tacit report export first --format html --out report.html

Exit codes: 0 done, 1 failed, 2 wrong usage, 10 verdict FAIL, 11 verdict INCONCLUSIVE, 130 interrupted.
Every reason in brackets after `error` has a page in docs/errors.";

/// Fine-tune language models on text with personal data, and see what they remember
#[derive(Debug, Parser)]
#[command(name = "tacit", version, after_help = EXAMPLES, arg_required_else_help = true)]
#[command(disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags that every command takes.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Global {
    /// Folder of a local suite [default: $TACIT_DATA_DIR, else tacit in the user's data folder]
    #[arg(long, global = true, value_name = "DIR", help_heading = HEADING)]
    pub(crate) data_dir: Option<PathBuf>,
    /// Print results and errors as JSON
    #[arg(long, global = true, help_heading = HEADING)]
    pub(crate) json: bool,
    /// Log more on standard error; twice for debugging
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = HEADING)]
    pub(crate) verbose: u8,
    /// Ingest service [default: $TACIT_INGEST_ENDPOINT, else what `tacit up` wrote]
    #[arg(long, global = true, value_name = "URL", help_heading = HEADING)]
    pub(crate) ingest_endpoint: Option<String>,
    /// Finetune service [default: $TACIT_FINETUNE_ENDPOINT, else what `tacit up` wrote]
    #[arg(long, global = true, value_name = "URL", help_heading = HEADING)]
    pub(crate) finetune_endpoint: Option<String>,
    /// Audit service [default: $TACIT_AUDIT_ENDPOINT, else what `tacit up` wrote]
    #[arg(long, global = true, value_name = "URL", help_heading = HEADING)]
    pub(crate) audit_endpoint: Option<String>,
    /// File whose first line is the bearer token [default: $TACIT_TOKEN_FILE]
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    pub(crate) token_file: Option<PathBuf>,
    /// Authority of the services' certificates, PEM; turns TLS on [default: $TACIT_TLS_CA]
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING)]
    pub(crate) tls_ca: Option<PathBuf>,
    /// Client certificate for mutual TLS, PEM
    #[arg(long, global = true, value_name = "FILE", requires = "tls_key", help_heading = HEADING)]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Key of the client certificate, PEM
    #[arg(long, global = true, value_name = "FILE", requires = "tls_cert", help_heading = HEADING)]
    pub(crate) tls_key: Option<PathBuf>,
    /// Where traces go (OTLP over gRPC) [default: $OTEL_EXPORTER_OTLP_ENDPOINT, else nowhere]
    #[arg(long, global = true, value_name = "URL", help_heading = HEADING)]
    pub(crate) otlp_endpoint: Option<String>,
}

/// The command groups.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the three services on this machine
    Up(up::Args),
    /// Bring text in, look at it, make test data
    #[command(subcommand)]
    Dataset(dataset::Command),
    /// Fine-tune a base model on a dataset
    #[command(subcommand)]
    Finetune(finetune::Command),
    /// Look at what fine-tuning left
    #[command(subcommand)]
    Checkpoint(checkpoint::Command),
    /// Probe a checkpoint for what it remembers
    #[command(subcommand)]
    Audit(audit::Command),
    /// Read what audits found
    #[command(subcommand)]
    Report(report::Command),
    /// See and limit what is spent on a dataset in all
    #[command(subcommand)]
    Budget(budget::Command),
    /// Look at, merge and score models, without services
    #[command(subcommand)]
    Model(model::Command),
    /// Find personal data, without services
    #[command(subcommand)]
    Pii(pii::Command),
    /// Work out privacy guarantees, without services
    #[command(subcommand)]
    Privacy(privacy::Command),
    /// Print a completion script for a shell
    Completions(completions::Args),
}

impl Command {
    /// The words of the command, for the name of its span.
    pub(crate) fn name(&self) -> String {
        let (group, verb) = match self {
            Self::Up(_) => ("up", ""),
            Self::Dataset(command) => ("dataset", command.verb()),
            Self::Finetune(command) => ("finetune", command.verb()),
            Self::Checkpoint(command) => ("checkpoint", command.verb()),
            Self::Audit(command) => ("audit", command.verb()),
            Self::Report(command) => ("report", command.verb()),
            Self::Budget(command) => ("budget", command.verb()),
            Self::Model(command) => ("model", command.verb()),
            Self::Pii(command) => ("pii", command.verb()),
            Self::Privacy(command) => ("privacy", command.verb()),
            Self::Completions(_) => ("completions", ""),
        };
        format!("{group} {verb}").trim_end().to_owned()
    }
}

/// Whether a command that starts a job waits for its end.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Waiting {
    /// Wait for the end of the job and show its progress (the default)
    #[arg(long, overrides_with = "detach")]
    wait: bool,
    /// Return as soon as the job is accepted
    #[arg(long, overrides_with = "wait")]
    pub(crate) detach: bool,
}

/// How much a listing shows.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Listing {
    /// At most this many; 0 for all
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,
}

impl Listing {
    /// The limit as a number of items.
    pub(crate) fn limit(self) -> usize {
        if self.limit == 0 {
            usize::MAX
        } else {
            self.limit
        }
    }
}

/// Which job, and from where.
#[derive(Args, Clone, Debug)]
pub(crate) struct Watch {
    /// The job, by name or id
    pub(crate) job: String,
    /// Go on after this event
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) cursor: u64,
}

#[cfg(test)]
mod tests;
