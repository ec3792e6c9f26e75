//! `tacit privacy compose`: several events, one after another.

use std::io::Read;
use std::path::{Path, PathBuf};

use chassis::{Code, Failure};
use dp::DpEvent;
use serde::Deserialize;
use serde_json::Value;

use super::Name;
use super::answer::{self, Answer};
use crate::error::Error;
use crate::output::Output;

/// Flags of `tacit privacy compose`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// JSON list of events; `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Find epsilon at this delta
    #[arg(
        long,
        value_name = "DELTA",
        required_unless_present = "epsilon",
        conflicts_with = "epsilon"
    )]
    delta: Option<f64>,
    /// Find delta at this epsilon
    #[arg(long, value_name = "EPSILON")]
    epsilon: Option<f64>,
    /// Accountant
    #[arg(long, value_enum, default_value_t, value_name = "NAME")]
    accountant: Name,
}

/// An event as people write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flat {
    kind: Option<String>,
    #[serde(alias = "q")]
    sampling_rate: Option<f64>,
    #[serde(alias = "sigma")]
    noise_multiplier: f64,
    #[serde(alias = "count", default = "one", deserialize_with = "answer::whole")]
    steps: u64,
}

fn one() -> u64 {
    1
}

/// Reads, composes, prints.
pub(super) fn run(args: &Args, output: &Output) -> Result<(), Error> {
    let text = read(&args.file)?;
    let event = DpEvent::composed(events(&text)?);
    let answer = Answer::of_events(&event, args.epsilon, args.delta, args.accountant.into())?;
    answer.print(output)
}

fn read(file: &Path) -> Result<String, Error> {
    if file == Path::new("-") {
        let mut text = String::new();
        return match std::io::stdin().lock().read_to_string(&mut text) {
            Ok(_) => Ok(text),
            Err(error) => Err(Error::io("read", "standard input", &error)),
        };
    }
    std::fs::read_to_string(file).map_err(|e| Error::io("read", "the file of events", &e))
}

/// The events of a list, each flat or nested.
pub(super) fn events(text: &str) -> Result<Vec<DpEvent>, Error> {
    let list: Vec<Value> = serde_json::from_str(text).map_err(dp::Error::Json)?;
    list.into_iter()
        .enumerate()
        .map(|(index, value)| {
            event(value).map_err(|failure| failure.field(format!("events[{index}]")).into())
        })
        .collect()
}

fn event(value: Value) -> Result<DpEvent, Failure> {
    const NESTED: [&str; 4] = ["no_op", "poisson_sampled", "self_composed", "composed"];
    let kind = value.get("kind").and_then(Value::as_str);
    if kind.is_some_and(|kind| NESTED.contains(&kind)) {
        return Ok(serde_json::from_value(value).map_err(dp::Error::Json)?);
    }
    let sampled = match kind {
        None => value.get("sampling_rate").or(value.get("q")).is_some(),
        Some("gaussian") => false,
        Some("poisson_gaussian" | "poisson_sampled_gaussian") => true,
        Some(_) => return Err(dp::Error::UnsupportedEvent("an event of this kind").into()),
    };
    let flat: Flat = serde_json::from_value(value).map_err(dp::Error::Json)?;
    let step = match (sampled, flat.sampling_rate) {
        (true, Some(rate)) => DpEvent::poisson_sampled_gaussian(rate, flat.noise_multiplier),
        (false, None) => DpEvent::Gaussian {
            noise_multiplier: flat.noise_multiplier,
        },
        _ => {
            let kind = flat.kind.unwrap_or_default();
            let sentence = format!("sampling_rate does not go with the kind {kind}, or is missing");
            return Err(Failure::new(
                Code::InvalidArgument,
                "PRIVACY_JSON_INVALID",
                sentence,
            ));
        }
    };
    Ok(step.repeated(flat.steps))
}
