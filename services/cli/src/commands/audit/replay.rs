//! `tacit audit replay`: a report's numbers anew from what the models said, without any model or service.

use std::fs::File;
use std::path::{Path, PathBuf};

use ::gate::{Case, Judgement, Measured, Metric, Policy, Precondition};
use artifacts::checkpoint::FileEntry;
use artifacts::report::ReportManifest;
use attacks::canary::{CanaryFindings, Seen};
use attacks::deep::{DeepFindings, DeepSeen, deep};
use attacks::tagging::{Corrected, TaggingError, corrected};
use attacks::{Bootstrap, Findings, Observed};
use chassis::{Code, Failure};
use serde::Deserialize;

use crate::commands::Context;
use crate::commands::audit::gate::{of_schema, parse};
use crate::commands::audit::refused;
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
    schema: String,
    created: jiff::Timestamp,
    settings: Settings,
    findings: Findings,
    canaries: Option<CanaryFindings>,
    #[serde(default)]
    deep: Option<DeepFindings>,
    #[serde(default)]
    tagging: Option<Tagging>,
    measured: Vec<Measured>,
    preconditions: Vec<Precondition>,
    claims_privacy: bool,
    #[serde(default)]
    registered_policy: Option<String>,
    #[serde(default)]
    policy: Option<Policy>,
    #[serde(default)]
    judgement: Option<Judgement>,
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
    /// The epsilon that the checkpoint claims, as the report says.
    fn claimed(&self) -> Option<f64> {
        let claim = |m: &&Measured| m.metric == Metric::ClaimedEpsilon;
        self.measured
            .iter()
            .find(claim)
            .map(|m| m.evidence.estimate())
    }

    /// Whether its verdict is what its policy says of its evidence.
    fn is_judged_right(&self) -> bool {
        let (policy, stated) = match (&self.policy, &self.judgement) {
            (Some(policy), Some(stated)) => (policy, stated),
            (None, None) => return true,
            _ => return false,
        };
        let judged = ::gate::judge(&Case {
            policy,
            policy_digest: &stated.policy_digest,
            measured: &self.measured,
            preconditions: &self.preconditions,
            waivers: &stated.waivers,
            claims_privacy: self.claims_privacy,
            registered: self.registered_policy.as_deref(),
            now: self.created,
        });
        policy.check().is_ok() && judged.is_ok_and(|judged| judged == *stated)
    }

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
    of_schema("report.json", &report.schema)?;
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
    let seen: Option<Seen> = beside(&args.dir, "canaries.json", report.canaries.is_some())?;
    let canaries = seen.map(|seen| {
        let found = attacks::canary::canaries(&seen.groups, &seen.observed, seen.claim);
        found.map_err(|_| damaged("canaries.json"))
    });
    let canaries = canaries.transpose()?;
    let seen: Option<DeepSeen> = beside(&args.dir, "deep.json", report.deep.is_some())?;
    let deep = seen.map(|seen| deep(&seen).map_err(|_| damaged("deep.json")));
    let deep = deep.transpose()?;
    let stated = report.tagging.as_ref();
    let corrected = stated.and_then(|tagging| corrected(&findings, &tagging.error));
    let measured = ::gate::measured(
        &findings,
        canaries.as_ref(),
        deep.as_ref(),
        report.claimed(),
    );
    let preconditions = ::gate::preconditions(&findings, stated.map(|tagging| &tagging.error));
    let mut differ: Vec<String> = [
        ("findings", findings != report.findings),
        ("canaries", canaries != report.canaries),
        ("deep", deep != report.deep),
        (
            "tagging",
            corrected != stated.and_then(|tagging| tagging.corrected),
        ),
        ("measured", measured != report.measured),
        ("preconditions", preconditions != report.preconditions),
        (
            "claims_privacy",
            report.claims_privacy != report.claimed().is_some(),
        ),
        ("judgement", !report.is_judged_right()),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(name, _)| name.to_owned())
    .collect();
    differ.extend(changed(&args.dir)?);
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
        "not what the audit wrote, or not what follows from the observations: {}",
        differ.join(", ")
    );
    Err(
        Failure::new(Code::FailedPrecondition, "REPLAY_DIFFERS", message)
            .action("audit again: the report, the observations or the program changed since")
            .into(),
    )
}

/// A file beside the report: of a probe that the report tells of, or that lies there although it does not.
fn beside<T: for<'a> Deserialize<'a>>(
    dir: &Path,
    name: &str,
    told: bool,
) -> Result<Option<T>, Error> {
    let path = dir.join(name);
    (told || path.exists()).then(|| json(&path)).transpose()
}

/// The files whose content is not what the folder's manifest says; none where it has no manifest.
fn changed(dir: &Path) -> Result<Vec<String>, Error> {
    let path = dir.join("manifest.json");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let manifest: ReportManifest = json(&path)?;
    let here = |entry: &&FileEntry| dir.join(&entry.path).exists();
    let mut changed = Vec::new();
    for entry in manifest.files.iter().filter(here) {
        let found =
            attestation::subject::digest_of(&dir.join(&entry.path)).map_err(|e| refused(&e))?;
        if found != entry.digest {
            changed.push(entry.path.clone());
        }
    }
    Ok(changed)
}

fn json<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T, Error> {
    let what = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| Error::io("read", &what, &e))?;
    parse(&what, &bytes)
}

pub(super) fn damaged(file: &str) -> Error {
    let message = format!("{file} is not what an audit wrote");
    Failure::new(Code::InvalidArgument, "OBSERVATIONS_UNREADABLE", message)
        .action("take the files from the report's folder, all of one report")
        .into()
}
