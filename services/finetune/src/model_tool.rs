//! `finetune model`: what can be asked of a model's directory without a service.
//!
//! It speaks to programs: a result is a JSON object on standard output, a failure one on standard
//! error. `tacit model` runs it and speaks to people.

mod files;
mod inspect;
mod merge;
mod score;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use chassis::Failure;
use clap::{Args, Parser, Subcommand};
use serde_json::{Value, json};

/// Look at, merge and score models; results and failures are JSON (`tacit model` tells people)
#[derive(Debug, Parser)]
#[command(
    name = "model",
    bin_name = "finetune model",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what a directory with a model or an adapter holds
    Inspect {
        /// The directory
        dir: PathBuf,
    },
    /// Write base model and adapter as one model
    Merge(Merge),
    /// Write logits, loss and gradients of given tokens
    Score(Score),
}

#[derive(Debug, Args)]
struct Merge {
    /// Directory of the base model
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// Directory of the adapter
    #[arg(long, value_name = "DIR")]
    adapter: PathBuf,
    /// Directory to write; must be absent or empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, Args)]
struct Score {
    /// Directory of the model
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// File with `input_ids`, (B, T) int64
    #[arg(long, value_name = "FILE")]
    ids: PathBuf,
    /// File to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Directory of an adapter to apply; gradients are then those of the adapter
    #[arg(long, value_name = "DIR")]
    adapter: Option<PathBuf>,
    /// Write the gradient of the loss by every trained parameter
    #[arg(long)]
    grads: bool,
    /// Write each example's gradient norm and the sum of gradients clipped to C
    #[arg(long, value_name = "C", value_parser = positive, allow_negative_numbers = true)]
    clip_norm: Option<f64>,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        _ => Err("must be a positive number".to_owned()),
    }
}

/// Does what the arguments ask, the first of which is `model`. Exit code 0, 1 for a failure, 2 for
/// wrong usage.
pub fn main(arguments: &[OsString]) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match &cli.command {
        Command::Inspect { dir } => inspect::run(dir),
        Command::Merge(args) => merge::run(args),
        Command::Score(args) => score::run(args),
    };
    match done.and_then(|result| print(&result)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Without a standard error there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{}", json!({ "error": failure }));
            ExitCode::FAILURE
        }
    }
}

fn print(result: &Value) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{result}")
        .and_then(|()| out.flush())
        .map_err(|error| files::failure("write", "standard output", &error))
}

/// A failure of the model in the directory that a flag names.
fn in_model(error: &model::Error, flag: &str) -> Failure {
    let action = match error.reason() {
        "MODEL_UNREADABLE" => {
            "name a directory that `transformers` or `peft` saved, with its configuration and safetensors"
        }
        "UNKNOWN_MODEL_TYPE" => "use a model of one of these families",
        "UNSUPPORTED_MODEL_CONFIG" => "see docs/errors/UNSUPPORTED_MODEL_CONFIG.md",
        "ADAPTER_MISMATCH" | "MISSING_TENSOR" | "MISSHAPEN_TENSOR" | "UNEXPECTED_TENSOR" => {
            "check that the files are complete and belong together"
        }
        "OUT_OF_MEMORY" => "use a smaller batch or a machine with more memory",
        "NO_DISK_SPACE" => "free some disk space and try again",
        _ => "",
    };
    crate::error::model(error).field(flag).action(action)
}
