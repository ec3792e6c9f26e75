//! `tacit privacy`: differential-privacy accounting, on this machine and without services.

mod answer;
mod batch;
mod calibrate;
mod compose;
mod curve;

use std::path::PathBuf;

use dp::{Accountant, DpEvent};

use crate::commands::Context;
use crate::error::Error;
use answer::Answer;

const EPSILON_EXAMPLES: &str = "\
Examples:
  tacit privacy epsilon --sampling-rate 0.01 --noise-multiplier 0.8 --steps 10000 --delta 1e-6
  tacit privacy epsilon --sampling-rate 0.01 --noise-multiplier 0.8 --steps 10000 --delta 1e-6 --accountant rdp --json
  tacit privacy epsilon --batch settings.jsonl

A line of the batch file, and what comes back for it:
  {\"sampling_rate\": 0.01, \"noise_multiplier\": 0.8, \"steps\": 10000, \"delta\": 1e-6}
  {\"epsilon\": ..., \"delta\": 1e-6, \"accountant\": \"pld\", ...}";

const DELTA_EXAMPLES: &str = "\
Examples:
  tacit privacy delta --sampling-rate 0.01 --noise-multiplier 0.8 --steps 10000 --epsilon 8";

const CALIBRATE_EXAMPLES: &str = "\
Examples:
  tacit privacy calibrate --epsilon 8 --delta 1e-6 --sampling-rate 0.01 --steps 10000
  tacit privacy calibrate --epsilon 8 --delta 1e-6 --sampling-rate 0.01 --noise-multiplier 0.8
  tacit privacy calibrate --epsilon 8 --delta 1e-6 --noise-multiplier 0.8 --steps 10000 --records 50000

What is left out is found: the noise multiplier, the steps or the sampling rate.";

const COMPOSE_EXAMPLES: &str = "\
Examples:
  tacit privacy compose events.json --delta 1e-6
  tacit privacy compose events.json --epsilon 8

The file holds a JSON list; `-` reads standard input. An event is flat, or nested as in a privacy statement:
  [{\"noise_multiplier\": 8.0, \"steps\": 200},
   {\"sampling_rate\": 0.005, \"noise_multiplier\": 0.8, \"steps\": 100},
   {\"kind\": \"self_composed\", \"count\": 10, \"event\": {\"kind\": \"gaussian\", \"noise_multiplier\": 4.0}}]";

const CURVE_EXAMPLES: &str = "\
Examples:
  tacit privacy curve --sampling-rate 0.01 --noise-multiplier 0.8 --steps 10000 --delta 1e-6 --out curve.svg
  tacit privacy curve --sampling-rate 0.01 --noise-multiplier 0.8 --steps 10000 --delta 1e-6 --accountant pld --accountant rdp --out curve.svg";

/// The commands of the group.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    /// Epsilon of private training, from its delta
    #[command(after_help = EPSILON_EXAMPLES)]
    Epsilon(Epsilon),
    /// Delta of private training, from its epsilon
    #[command(after_help = DELTA_EXAMPLES)]
    Delta(Delta),
    /// Least noise, most steps or largest sampling rate within a target
    #[command(after_help = CALIBRATE_EXAMPLES)]
    Calibrate(calibrate::Args),
    /// Epsilon (or delta) of several events together
    #[command(after_help = COMPOSE_EXAMPLES)]
    Compose(compose::Args),
    /// Epsilon against steps, as an SVG
    #[command(after_help = CURVE_EXAMPLES)]
    Curve(curve::Args),
}

impl Command {
    /// The word typed after `privacy`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Epsilon(_) => "epsilon",
            Self::Delta(_) => "delta",
            Self::Calibrate(_) => "calibrate",
            Self::Compose(_) => "compose",
            Self::Curve(_) => "curve",
        }
    }
}

/// The accountants by their names in flags.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Name {
    /// Privacy loss distributions: tight
    #[default]
    Pld,
    /// Renyi differential privacy: looser
    Rdp,
}

impl From<Name> for Accountant {
    fn from(name: Name) -> Self {
        match name {
            Name::Pld => Self::Pld,
            Name::Rdp => Self::Rdp,
        }
    }
}

/// Poisson-sampled Gaussian steps.
#[derive(clap::Args, Clone, Copy, Debug, serde::Deserialize)]
struct Training {
    /// Probability that a record takes part in a step: expected batch size over dataset size
    #[arg(long, value_name = "Q")]
    sampling_rate: f64,
    /// Standard deviation of the noise over the clipping norm
    #[arg(long, value_name = "SIGMA")]
    noise_multiplier: f64,
    /// Steps; `1e6` is understood
    #[arg(long, value_name = "N", value_parser = answer::steps)]
    #[serde(deserialize_with = "answer::whole")]
    steps: u64,
}

impl Training {
    fn event(self) -> DpEvent {
        DpEvent::poisson_sampled_gaussian(self.sampling_rate, self.noise_multiplier)
            .repeated(self.steps)
    }
}

/// Flags of `tacit privacy epsilon`.
#[derive(clap::Args, Debug)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["batch", "sampling_rate"]))]
pub(crate) struct Epsilon {
    #[command(flatten)]
    training: Option<Training>,
    /// Probability of the worst that the claim leaves open
    #[arg(long, value_name = "DELTA", required_unless_present = "batch")]
    delta: Option<f64>,
    /// Accountant
    #[arg(long, value_enum, default_value_t, value_name = "NAME")]
    accountant: Name,
    /// Many settings: a file with a JSON object a line; `-` for standard input
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["sampling_rate", "noise_multiplier", "steps", "delta"]
    )]
    batch: Option<PathBuf>,
}

/// Flags of `tacit privacy delta`.
#[derive(clap::Args, Debug)]
pub(crate) struct Delta {
    #[command(flatten)]
    training: Training,
    /// Epsilon of the claim
    #[arg(long, value_name = "EPSILON")]
    epsilon: f64,
    /// Accountant
    #[arg(long, value_enum, default_value_t, value_name = "NAME")]
    accountant: Name,
}

/// Does one of them.
pub(crate) fn run(command: &Command, cx: &Context) -> Result<(), Error> {
    match command {
        Command::Epsilon(args) => epsilon(args, cx),
        Command::Delta(args) => {
            let found = Answer::delta(args.training, args.epsilon, args.accountant.into())?;
            found.print(&cx.output)
        }
        Command::Calibrate(args) => calibrate::run(args, &cx.output),
        Command::Compose(args) => compose::run(args, &cx.output),
        Command::Curve(args) => curve::run(args, &cx.output),
    }
}

fn epsilon(args: &Epsilon, cx: &Context) -> Result<(), Error> {
    match (&args.batch, args.training, args.delta) {
        (Some(file), ..) => batch::run(file, args.accountant, &cx.output),
        (None, Some(training), Some(delta)) => {
            Answer::epsilon(training, delta, args.accountant.into())?.print(&cx.output)
        }
        _ => Err(Error::Usage(
            "give --sampling-rate, --noise-multiplier, --steps and --delta, or --batch".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests;
