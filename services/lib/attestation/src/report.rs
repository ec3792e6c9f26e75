//! What a report says of itself, so that nobody signs one model's verdict for another.

use std::path::Path;

use artifacts::Digest;
use serde::Deserialize;

use crate::subject::digest_of;
use crate::{Error, Predicate};

/// What is read of `report.json`.
#[derive(Deserialize)]
struct Report {
    provenance: Provenance,
    judgement: Option<Judgement>,
}

#[derive(Deserialize)]
struct Provenance {
    checkpoint_digest: Digest,
}

#[derive(Deserialize)]
struct Judgement {
    verdict: String,
    policy_digest: String,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    id: String,
    verdict: String,
}

/// The verdict of a rule that was set aside; the predicate has no word for it.
const SKIPPED: &str = "SKIPPED";

/// Whether a report is about the model in a folder, and says what the predicate says.
///
/// # Errors
/// [`Error::AnotherModel`]; [`Error::ReportDisagrees`] with what differs; [`Error::Io`].
pub fn agrees(report: &Path, model: &Path, predicate: &Predicate) -> Result<(), Error> {
    let bytes = std::fs::read(report).map_err(|e| Error::io("read", report, e))?;
    let report: Report =
        serde_json::from_slice(&bytes).map_err(|_| Error::ReportDisagrees("form"))?;
    // A folder without a manifest is told by its files' digests alone.
    let manifest = model.join("manifest.json");
    if manifest.exists() && digest_of(&manifest)? != report.provenance.checkpoint_digest {
        return Err(Error::AnotherModel);
    }
    let Some(judged) = report.judgement else {
        return Err(Error::ReportDisagrees("verdict"));
    };
    let same = |found: &str, stated: &str| {
        found == stated || (found == SKIPPED && stated == "INCONCLUSIVE")
    };
    if !same(&judged.verdict, predicate.verdict.as_str()) {
        return Err(Error::ReportDisagrees("verdict"));
    }
    if judged.policy_digest != predicate.policy.digest.as_str() {
        return Err(Error::ReportDisagrees("policy"));
    }
    let rules_agree = judged.rules.len() == predicate.rules.len()
        && judged
            .rules
            .iter()
            .zip(&predicate.rules)
            .all(|(found, stated)| {
                found.id == stated.id.as_str() && same(&found.verdict, stated.verdict.as_str())
            });
    match rules_agree {
        true => Ok(()),
        false => Err(Error::ReportDisagrees("list of rules")),
    }
}
