//! What a report says of itself, so that nobody signs one model's verdict for another.

use std::path::Path;

use artifacts::Digest;
use artifacts::checkpoint::FileEntry;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;

use crate::{Error, Predicate, Subject};

/// What is read of `report.json`.
#[derive(Deserialize)]
struct Report {
    created: Timestamp,
    provenance: Provenance,
    policy: Option<Policy>,
    judgement: Option<Judgement>,
}

#[derive(Deserialize)]
struct Provenance {
    checkpoint_digest: Digest,
}

#[derive(Deserialize)]
struct Policy {
    fresh_days: u32,
}

#[derive(Deserialize)]
struct Judgement {
    verdict: String,
    policy_digest: String,
    pre_registered: bool,
    rules: Vec<Rule>,
    waivers: Vec<Waiver>,
}

#[derive(Deserialize)]
struct Rule {
    id: String,
    verdict: String,
}

#[derive(Deserialize)]
struct Waiver {
    rule: String,
    until: Timestamp,
    approvers: Vec<String>,
}

/// What is read of a checkpoint's manifest.
#[derive(Deserialize)]
struct Manifest {
    files: Vec<FileEntry>,
}

/// Name of a checkpoint's manifest in its folder.
const MANIFEST: &str = "manifest.json";

/// The verdict of a rule that was set aside; the predicate has no word for it.
const SKIPPED: &str = "SKIPPED";

/// Whether a report is about a model, and says what the predicate says. `subject` is the model as it is or was
/// attested, `folder` where it lies.
///
/// # Errors
/// [`Error::AnotherModel`]; [`Error::ReportDisagrees`] with what differs; [`Error::Io`].
pub fn agrees(
    report: &Path,
    folder: &Path,
    subject: &Subject,
    predicate: &Predicate,
) -> Result<(), Error> {
    let bytes = std::fs::read(report).map_err(|e| Error::io("read", report, e))?;
    let report: Report =
        serde_json::from_slice(&bytes).map_err(|_| Error::ReportDisagrees("form"))?;
    is_about(&report.provenance.checkpoint_digest, folder, subject)?;
    let Some(judged) = report.judgement else {
        return Err(Error::ReportDisagrees("verdict"));
    };
    let hours = report
        .policy
        .map(|policy| i64::from(policy.fresh_days) * 24);
    let expires = hours.and_then(|hours| report.created.checked_add(hours.hours()).ok());
    let found = [
        ("verdict", same(&judged.verdict, predicate.verdict.as_str())),
        (
            "policy",
            judged.policy_digest == predicate.policy.digest.as_str(),
        ),
        (
            "time of its policy",
            judged.pre_registered == predicate.policy.locked_at.is_some(),
        ),
        ("list of rules", same_rules(&judged.rules, predicate)),
        ("list of waivers", same_waivers(&judged.waivers, predicate)),
        (
            "time",
            report.created == predicate.created_at && expires == Some(predicate.expires_at),
        ),
    ];
    match found.into_iter().find(|(_, agrees)| !agrees) {
        None => Ok(()),
        Some((what, _)) => Err(Error::ReportDisagrees(what)),
    }
}

/// Whether the subject is the checkpoint of a manifest with this digest: the manifest and the files that it lists.
fn is_about(digest: &Digest, folder: &Path, subject: &Subject) -> Result<(), Error> {
    let of = |path: &str| {
        let mut files = subject.files().iter();
        files
            .find(|(name, _)| name == path)
            .map(|(_, digest)| digest)
    };
    if of(MANIFEST) != Some(digest) {
        return Err(Error::AnotherModel);
    }
    let path = folder.join(MANIFEST);
    let bytes = std::fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
    if Digest::of(&bytes) != *digest {
        // It was changed since it was attested, which is found where files are compared.
        return Ok(());
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|_| Error::AnotherModel)?;
    let listed = manifest.files.iter();
    let all = listed
        .clone()
        .all(|file| of(&file.path) == Some(&file.digest));
    match all && subject.files().len() == listed.count() + 1 {
        true => Ok(()),
        false => Err(Error::AnotherModel),
    }
}

fn same(found: &str, stated: &str) -> bool {
    found == stated || (found == SKIPPED && stated == "INCONCLUSIVE")
}

fn same_rules(found: &[Rule], predicate: &Predicate) -> bool {
    let pairs = found.iter().zip(&predicate.rules);
    found.len() == predicate.rules.len()
        && pairs.into_iter().all(|(found, stated)| {
            found.id == stated.id.as_str() && same(&found.verdict, stated.verdict.as_str())
        })
}

fn same_waivers(found: &[Waiver], predicate: &Predicate) -> bool {
    let pairs = found.iter().zip(&predicate.waivers);
    found.len() == predicate.waivers.len()
        && pairs.into_iter().all(|(found, stated)| {
            found.rule == stated.rule.as_str()
                && found.until == stated.expires_at
                && found.approvers.len() as u32 == stated.approvers
        })
}
