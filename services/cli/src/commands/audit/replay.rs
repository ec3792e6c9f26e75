//! `tacit audit replay`: a report's numbers anew from what the models said, without any model or service.

use std::fs::File;
use std::path::{Path, PathBuf};

use attacks::canary::{CanaryFindings, Seen};
use attacks::deep::{DeepFindings, DeepSeen, deep};
use attacks::tagging::{Corrected, TaggingError, corrected};
use attacks::{Bootstrap, Findings, Observed};
use chassis::{Code, Failure};
use serde::Deserialize;

use crate::commands::Context;
use crate::commands::audit::gate::unreadable;
use crate::error::Error;

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit audit replay --dir reports/first
  tacit audit replay --dir reports/first --json | jq .same

DIR holds report.json, observations.parquet and, where there are canaries or deep probes, canaries.json and
deep.json: a report's own folder, or a copy of it. Exit codes: 0 the same to the last digit, 1 not.";

/// Flags of `tacit audit replay`.
#[derive(clap::Args, Debug)]
pub(crate) struct Replay {
    /// Folder of the report
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

/// What a replay needs of `report.json`.
#[derive(Deserialize)]
pub(super) struct Report {
    settings: Settings,
    findings: Findings,
    canaries: Option<CanaryFindings>,
    #[serde(default)]
    deep: Option<DeepFindings>,
    #[serde(default)]
    tagging: Option<Tagging>,
}

#[derive(Deserialize)]
struct Tagging {
    error: TaggingError,
    corrected: Option<Corrected>,
}

#[derive(Deserialize)]
struct Settings {
    seed: u64,
    bootstrap_resamples: u32,
}

impl Report {
    /// How its intervals were drawn.
    pub(super) fn bootstrap(&self) -> Bootstrap {
        Bootstrap {
            seed: self.settings.seed,
            resamples: self.settings.bootstrap_resamples,
        }
    }
}

/// A report and its observations, from its folder.
pub(super) fn read(dir: &Path) -> Result<(Report, Vec<Observed>), Error> {
    let report: Report = json(&dir.join("report.json"))?;
    let path = dir.join("observations.parquet");
    let what = path.display().to_string();
    let file = File::open(&path).map_err(|e| Error::io("read", &what, &e))?;
    let records = attacks::store::read(file).map_err(|_| damaged("observations.parquet"))?;
    Ok((report, records))
}

pub(crate) fn run(args: &Replay, cx: &Context) -> Result<(), Error> {
    let (report, records) = read(&args.dir)?;
    let findings = attacks::find(&records, &report.bootstrap())
        .map_err(|_| damaged("observations.parquet"))?;
    let canaries = match &report.canaries {
        None => None,
        Some(_) => {
            let seen: Seen = json(&args.dir.join("canaries.json"))?;
            let found = attacks::canary::canaries(&seen.groups, &seen.observed, seen.claim);
            Some(found.map_err(|_| damaged("canaries.json"))?)
        }
    };
    let deep = match &report.deep {
        None => None,
        Some(_) => {
            let seen: DeepSeen = json(&args.dir.join("deep.json"))?;
            Some(deep(&seen).map_err(|_| damaged("deep.json"))?)
        }
    };
    let stated = report.tagging.as_ref();
    let corrected = stated.and_then(|tagging| corrected(&findings, &tagging.error));
    let differ: Vec<&str> = [
        ("findings", findings != report.findings),
        ("canaries", canaries != report.canaries),
        ("deep", deep != report.deep),
        (
            "tagging",
            corrected != stated.and_then(|tagging| tagging.corrected),
        ),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect();
    if cx.output.is_json() {
        cx.output.value(&serde_json::json!({
            "same": differ.is_empty(),
            "differ": differ,
            "records": records.len(),
        }))?;
    } else if differ.is_empty() {
        let text = format!(
            "the same to the last digit, from {} records\n",
            records.len()
        );
        cx.output.text(&text)?;
    }
    if differ.is_empty() {
        return Ok(());
    }
    let message = format!(
        "the report's {} do not follow from the observations",
        differ.join(" and ")
    );
    Err(
        Failure::new(Code::FailedPrecondition, "REPLAY_DIFFERS", message)
            .action("audit again: the report, the observations or the program changed since")
            .into(),
    )
}

fn json<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T, Error> {
    let what = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", &what, &e))?;
    serde_json::from_slice(&bytes).map_err(|_| unreadable())
}

pub(super) fn damaged(file: &str) -> Error {
    let message = format!("{file} is not what an audit wrote");
    Failure::new(Code::InvalidArgument, "OBSERVATIONS_UNREADABLE", message)
        .action("take the files from the report's folder, all of one report")
        .into()
}
