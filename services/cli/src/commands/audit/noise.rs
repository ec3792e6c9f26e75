//! `tacit audit noise`: how far a report's memorisation gap hangs on the tagger.

use std::path::PathBuf;

use attacks::tagging::{Noise, corrected, spoil};
use attacks::{Bootstrap, Estimate, Findings, Observed};
use chassis::{Code, Failure};

use crate::commands::Context;
use crate::commands::audit::replay;
use crate::error::Error;
use crate::table::Table;

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit audit noise --dir reports/first --missed 0.2 --wrong 0.1
  tacit audit noise --dir reports/first --missed 0.5 --seed 3 --json

DIR holds report.json and observations.parquet. The labels of the report are taken as right, then spoiled: a
span loses its label, or gets a twin on other text. No model is asked.";

/// Flags of `tacit audit noise`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// Folder of the report
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Share of spans that lose their label
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    missed: f64,
    /// Wrong spans, as a share of the right ones
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    wrong: f64,
    /// Seed of the noise
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

pub(crate) fn run(args: &Args, cx: &Context) -> Result<(), Error> {
    let (report, records) = replay::read(&args.dir)?;
    let bootstrap = report.bootstrap();
    let noise = Noise {
        missed: args.missed,
        wrong: args.wrong,
        seed: args.seed,
    };
    let (spoiled, error) = spoil(&records, &noise).ok_or_else(no_gap)?;
    let tagged = gap(&find(&records, &bootstrap)?)?;
    let noisy = find(&spoiled, &bootstrap)?;
    let measured = gap(&noisy)?;
    let corrected = corrected(&noisy, &error).map(|found| found.gap);
    if cx.output.is_json() {
        return cx.output.value(&serde_json::json!({
            "precision": error.precision.value,
            "recall": error.recall.value,
            "gap": tagged,
            "gap_with_noise": measured,
            "gap_corrected": corrected,
        }));
    }
    let mut facts = Table::facts();
    let share = |estimate: Estimate| format!("{:.1} % of tokens", 100.0 * estimate.value);
    facts.fact("recall", share(error.recall));
    facts.fact("precision", share(error.precision));
    facts.fact("gap as tagged", interval(tagged));
    facts.fact("gap with noise", interval(measured));
    let without = corrected.map_or_else(|| "cannot be told".to_owned(), interval);
    facts.fact("noise taken out", without);
    cx.output.text(&facts.render())
}

fn interval(estimate: Estimate) -> String {
    format!(
        "{:+.3} [{:+.3}, {:+.3}] nats a token",
        estimate.value, estimate.low, estimate.high
    )
}

fn find(records: &[Observed], bootstrap: &Bootstrap) -> Result<Findings, Error> {
    attacks::find(records, bootstrap).map_err(|_| replay::damaged("observations.parquet"))
}

fn gap(findings: &Findings) -> Result<Estimate, Error> {
    let gap = findings.memorisation_gap.as_ref();
    gap.map(|gap| gap.overall().1).ok_or_else(no_gap)
}

fn no_gap() -> Error {
    let message = "with such labels the report has no memorisation gap";
    Failure::new(Code::FailedPrecondition, "NO_SENSITIVE_TOKENS", message)
        .action("take a report on a dataset with tagged spans in both splits, or less noise")
        .into()
}
