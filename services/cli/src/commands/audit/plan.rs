//! `tacit audit plan`: before training, what a policy needs, what canaries can show, and what it costs.

use std::path::PathBuf;

use attacks::canary::ceiling;
use proto::artifact::v1::Split;
use proto::ingest::v1::GetDatasetVersionRequest;
use serde::Deserialize;

use crate::commands::Context;
use crate::commands::audit::gate;
use crate::error::Error;
use crate::table::Table;
use crate::{format, name};

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit audit plan
  tacit audit plan --policy mine.yaml --canaries 1000
  tacit audit plan --policy standard --dataset support@2 --report first --deep --json";

/// Flags of `tacit audit plan`.
#[derive(clap::Args, Debug)]
pub(crate) struct Plan {
    /// The policy: a file, or `standard`
    #[arg(long, value_name = "FILE", default_value = "standard")]
    policy: PathBuf,
    /// Canaries to plant, of which about half go in
    #[arg(long, value_name = "N", default_value_t = 700)]
    canaries: u64,
    /// The dataset that will be probed: says how many tokens that is
    #[arg(long, value_name = "DATASET")]
    dataset: Option<String>,
    /// With deep probes
    #[arg(long)]
    deep: bool,
    /// Reference checkpoints to compare with
    #[arg(long, value_name = "N", default_value_t = 0)]
    references: u64,
    /// An earlier report on a model of the kind: its speed says how long it takes
    #[arg(long, value_name = "REPORT", requires = "dataset")]
    report: Option<String>,
}

/// Bytes of English text in a token, about.
const BYTES_PER_TOKEN: u64 = 4;

/// What a plan needs of an earlier `report.json`.
#[derive(Deserialize)]
struct Earlier {
    cost: Cost,
}

#[derive(Deserialize)]
struct Cost {
    forward_tokens: u64,
    scoring_seconds: f64,
}

pub(crate) async fn run(args: &Plan, cx: &Context) -> Result<(), Error> {
    let (policy, digest) = gate::policy(&args.policy)?;
    let needs = ::gate::plan::needs(&policy);
    let ceiling = ceiling(args.canaries).map_err(|_| usage())?;
    let included = included(args.canaries);
    let tokens = match &args.dataset {
        Some(dataset) => Some(forward_tokens(dataset, args, cx).await?),
        None => None,
    };
    let speed = match &args.report {
        Some(report) => Some(speed(report, cx).await?),
        None => None,
    };
    let seconds = tokens
        .zip(speed)
        .map(|(tokens, speed)| tokens as f64 / speed);
    if cx.output.is_json() {
        return cx.output.value(&serde_json::json!({
            "policy": policy.name,
            "policy_version": policy.version,
            "policy_digest": digest,
            "needs": needs,
            "canaries": args.canaries,
            "included_at_least": included,
            "epsilon_ceiling": ceiling,
            "forward_tokens": tokens,
            "seconds": seconds,
        }));
    }
    let mut facts = Table::facts();
    facts.fact(
        "policy",
        format!("{} version {}", policy.name, policy.version),
    );
    facts.fact("digest", &digest);
    facts.fact(
        "canaries",
        format!(
            "{}, of which a coin each puts {included} in or more, but for one time in a hundred",
            args.canaries
        ),
    );
    let refutes = match ceiling > 0.0 {
        true => format!("{ceiling:.2}, if every guess is right"),
        false => "none: too few canaries".to_owned(),
    };
    facts.fact("highest epsilon refuted", refutes);
    if let Some(tokens) = tokens {
        facts.fact("forward tokens", format!("about {}", format::count(tokens)));
    }
    if let Some(seconds) = seconds {
        facts.fact(
            "time",
            format!("about {seconds:.0} s at that report's speed"),
        );
    }
    let mut table = Table::new(["RULE", "METRIC", "TO PASS", "FOR POWER"]).right([2, 3]);
    let number = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), format::count);
    for need in &needs {
        table.row([
            need.rule.clone(),
            need.metric.to_string(),
            number(need.to_pass),
            number(need.for_power),
        ]);
    }
    cx.output.text(&format!(
        "{}\n{}\nTO PASS: observations with which a rule passes if nothing is seen. FOR POWER: with which it \
         notices its alternative with probability {}. For canary rules, canaries that were put in count.\n",
        facts.render(),
        table.render(),
        policy.power.at_least,
    ))
}

/// Canaries that are put in at least, but for one time in a hundred: the binomial as normal.
fn included(canaries: u64) -> u64 {
    let mean = canaries as f64 / 2.0;
    let spread = mean.sqrt() / f64::sqrt(2.0);
    (mean - 2.326 * spread).max(0.0) as u64
}

fn usage() -> Error {
    Error::Usage("--canaries: from 1 to 100,000,000".to_owned())
}

/// Passes over the records that every audit makes: both models, and lower case.
const PASSES: u64 = 3;
/// Those of deep probes: ten neighbours, and after shots.
const DEEP_PASSES: u64 = 11;
/// Tokens of deep probes whatever the records are: under both models 120 spans with 20 candidates of about 30
/// tokens and 60 spans with 16 draws of about 60, and 200 texts of 66 under the checkpoint.
const DEEP_TOKENS: u64 = 2 * (120 * 20 * 30 + 60 * 16 * 60) + 200 * 66;

/// Tokens that go through a model for the records, about: canaries come on top.
async fn forward_tokens(dataset: &str, args: &Plan, cx: &Context) -> Result<u64, Error> {
    let request = GetDatasetVersionRequest {
        name: name::dataset_version(dataset)?,
    };
    let mut client = cx.connect.ingest().await?;
    let version = client.get_dataset_version(request).await?.into_inner();
    let splits = version
        .counts
        .map(|counts| counts.splits)
        .unwrap_or_default();
    let probed = splits
        .iter()
        .filter(|split| matches!(split.split(), Split::Train | Split::Holdout));
    let once = probed.map(|split| split.bytes).sum::<u64>() / BYTES_PER_TOKEN;
    let (passes, more) = match args.deep {
        true => (PASSES + DEEP_PASSES, DEEP_TOKENS),
        false => (PASSES, 0),
    };
    Ok(once * (passes + args.references) + more)
}

/// Tokens a second of an earlier audit.
async fn speed(report: &str, cx: &Context) -> Result<f64, Error> {
    let bytes = gate::bytes(report, cx).await?;
    let earlier: Earlier = gate::parse(report, &bytes)?;
    Ok(earlier.cost.forward_tokens as f64 / earlier.cost.scoring_seconds.max(1e-3))
}
