//! `tacit model`: look at, merge and score models on this machine, without services. The work is
//! done by the `finetune` program, which computes with models; this one does not link a tensor
//! library.

mod show;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;

use chassis::{Code, Failure};
use serde_json::Value;
use tokio::process::Command as Process;

use crate::commands::Context;
use crate::error::Error;
use crate::program;

const INSPECT_EXAMPLES: &str = "\
Examples:
  tacit model inspect .tacit/models/smollm2-135m-instruct
  tacit model inspect CHECKPOINT --json | jq .parameters";

const MERGE_EXAMPLES: &str = "\
Examples:
  tacit model merge --model MODEL --adapter CHECKPOINT --out merged

The merged model is in float32, so that nothing is rounded; `transformers` loads it unchanged.";

const SCORE_EXAMPLES: &str = "\
Examples:
  tacit model score --model MODEL --ids ids.safetensors --out scores.safetensors
  tacit model score --model MODEL --ids ids.safetensors --out scores.safetensors --grads --clip-norm 1.0
  tacit model score --model MODEL --adapter CHECKPOINT --ids ids.safetensors --out scores.safetensors --grads

The file of ids holds `input_ids` (B, T) int64. What is written is float32:
  logits (B, T, V), loss: mean cross entropy of the next token over all B (T - 1) of them
  --grads: grad.NAME for each parameter, by the name `transformers` has for it in memory
  --clip-norm C: example_norm (B), clip_norm, and clipped_sum.NAME: the sum over the examples of the
  gradient of an example's own mean loss, scaled to a norm of C at most; without noise";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Say what a directory with a model or an adapter holds
    #[command(after_help = INSPECT_EXAMPLES)]
    Inspect(Inspect),
    /// Write a base model and an adapter as one model
    #[command(after_help = MERGE_EXAMPLES)]
    Merge(Merge),
    /// Write logits, loss and gradients of given tokens
    #[command(after_help = SCORE_EXAMPLES)]
    Score(Score),
}

/// Where the program that does the work is.
#[derive(clap::Args, Debug)]
pub(crate) struct Place {
    /// Folder with the program `finetune` [default: where tacit is]
    #[arg(long, value_name = "DIR")]
    bin_dir: Option<PathBuf>,
}

/// Flags of `inspect`.
#[derive(clap::Args, Debug)]
pub(crate) struct Inspect {
    /// The directory of a model or of an adapter
    dir: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Flags of `merge`.
#[derive(clap::Args, Debug)]
pub(crate) struct Merge {
    /// Directory of the base model
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// Directory of the adapter
    #[arg(long, value_name = "DIR")]
    adapter: PathBuf,
    /// Directory to write; must be absent or empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Flags of `score`.
#[derive(clap::Args, Debug)]
pub(crate) struct Score {
    /// Directory of the model
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// Safetensors file with `input_ids`
    #[arg(long, value_name = "FILE")]
    ids: PathBuf,
    /// Safetensors file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Directory of an adapter to apply; gradients are then those of the adapter
    #[arg(long, value_name = "DIR")]
    adapter: Option<PathBuf>,
    /// Write the gradient of the loss by every parameter
    #[arg(long)]
    grads: bool,
    /// Write each example's gradient norm and the sum of gradients clipped to C
    #[arg(long, value_name = "C", value_parser = positive, allow_negative_numbers = true)]
    clip_norm: Option<f64>,
    #[command(flatten)]
    place: Place,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        _ => Err("must be a positive number".to_owned()),
    }
}

impl Command {
    /// The word typed after `model`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Inspect(_) => "inspect",
            Self::Merge(_) => "merge",
            Self::Score(_) => "score",
        }
    }

    fn place(&self) -> &Place {
        match self {
            Self::Inspect(args) => &args.place,
            Self::Merge(args) => &args.place,
            Self::Score(args) => &args.place,
        }
    }

    /// What the other program is asked.
    fn arguments(&self) -> Vec<OsString> {
        let flag = |name: &str, path: &PathBuf| [name.into(), path.into()];
        let mut arguments: Vec<OsString> = vec!["model".into(), self.verb().into()];
        match self {
            Self::Inspect(args) => arguments.extend(["--".into(), args.dir.clone().into()]),
            Self::Merge(args) => {
                arguments.extend(flag("--model", &args.model));
                arguments.extend(flag("--adapter", &args.adapter));
                arguments.extend(flag("--out", &args.out));
            }
            Self::Score(args) => {
                arguments.extend(flag("--model", &args.model));
                arguments.extend(flag("--ids", &args.ids));
                arguments.extend(flag("--out", &args.out));
                arguments.extend(args.adapter.iter().flat_map(|dir| flag("--adapter", dir)));
                arguments.extend(args.grads.then(|| "--grads".into()));
                if let Some(clip_norm) = args.clip_norm {
                    arguments.extend(["--clip-norm".into(), format!("{clip_norm:e}").into()]);
                }
            }
        }
        arguments
    }
}

/// Has one of them done and tells the outcome.
pub(crate) async fn run(command: Command, cx: &Context) -> Result<(), Error> {
    let folder = match &command.place().bin_dir {
        Some(folder) => folder.clone(),
        None => program::home()?,
    };
    let program = program::find(&folder, "finetune")?;
    let done = Process::new(&program)
        .args(command.arguments())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| Error::io("start", &program.display().to_string(), &error))?;
    if !done.status.success() {
        return Err(failure(&done));
    }
    let result: Value = serde_json::from_slice(&done.stdout).map_err(|_| failure(&done))?;
    if cx.output.is_json() {
        return cx.output.value(&result);
    }
    cx.output.text(&show::render(&result, &command))
}

/// What the program said went wrong, or how it ended without a word.
fn failure(done: &std::process::Output) -> Error {
    let said = String::from_utf8_lossy(&done.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    let told = last
        .and_then(|line| serde_json::from_str::<Value>(line).ok())
        .and_then(|mut value| serde_json::from_value::<Failure>(value["error"].take()).ok());
    if let Some(told) = told {
        return told.into();
    }
    let message = format!("the finetune program ended ({})", done.status);
    let failure = Failure::new(Code::Internal, "PROGRAM_EXITED", message).action(
        "check that it is of the same version as tacit; one killed by a signal often ran out of memory",
    );
    match last {
        Some(line) => failure.with("last line", line).into(),
        None => failure.into(),
    }
}
