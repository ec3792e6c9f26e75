//! `tacit privacy calibrate`: the one of three that was left out.

use dp::Accountant;
use dp::calibrate::Target;

use super::answer::{self, Answer};
use super::{Name, Training};
use crate::error::Error;
use crate::output::Output;

/// Flags of `tacit privacy calibrate`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// Epsilon that must not be exceeded
    #[arg(long, value_name = "EPSILON")]
    epsilon: f64,
    /// Delta of the claim
    #[arg(long, value_name = "DELTA")]
    delta: f64,
    /// Probability that a record takes part in a step
    #[arg(long, value_name = "Q")]
    sampling_rate: Option<f64>,
    /// Standard deviation of the noise over the clipping norm
    #[arg(long, value_name = "SIGMA")]
    noise_multiplier: Option<f64>,
    /// Steps
    #[arg(long, value_name = "N", value_parser = answer::steps)]
    steps: Option<u64>,
    /// Records of the dataset: a sampling rate is told as a batch size too
    #[arg(long, value_name = "N")]
    records: Option<u64>,
    /// Accountant
    #[arg(long, value_enum, default_value_t, value_name = "NAME")]
    accountant: Name,
}

/// Searches, then evaluates what was found.
pub(super) fn run(args: &Args, output: &Output) -> Result<(), Error> {
    let accountant = Accountant::from(args.accountant);
    let target = Target {
        accountant,
        ..Target::new(args.epsilon, args.delta)
    };
    let (found, sampling_rate, noise_multiplier, steps) = match (
        args.sampling_rate,
        args.noise_multiplier,
        args.steps,
    ) {
        (Some(q), None, Some(n)) => ("noise_multiplier", q, target.noise_multiplier(q, n)?, n),
        (Some(q), Some(sigma), None) => ("steps", q, sigma, target.steps(q, sigma)?),
        (None, Some(sigma), Some(n)) => {
            ("sampling_rate", target.sampling_rate(sigma, n)?, sigma, n)
        }
        _ => {
            let sentence =
                "give two of --sampling-rate, --noise-multiplier and --steps; the third is found";
            return Err(Error::Usage(sentence.to_owned()));
        }
    };
    let training = Training {
        sampling_rate,
        noise_multiplier,
        steps,
    };
    let mut answer = Answer::epsilon(training, args.delta, accountant)?;
    answer.found = Some(found);
    // Rounded down: a larger batch would be sampled at a higher rate.
    answer.batch_size = args
        .records
        .map(|records| (records as f64 * sampling_rate) as u64);
    answer.print(output)
}
