//! `tacit audit verify`: is this the model that was audited, and what came out?
//! Offline, from files: it works as an init container.

use std::path::PathBuf;

use artifacts::Digest;
use attestation::verify::State;
use attestation::{Expected, PublicKey, Verdict, Verification, Verifier};
use chassis::{Code, Failure};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::refused;
use crate::commands::Context;
use crate::error::Error;
use crate::table::Table;

/// The exit code of a FAIL.
const FAIL: u8 = 10;
/// The exit code of an INCONCLUSIVE.
const INCONCLUSIVE: u8 = 11;

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit audit verify --attestation privacy-audit.sigstore.json --model /models/support --key audit.pub.pem
  tacit audit verify --attestation privacy-audit.sigstore.json --model /models/support --key audit.pub.pem \\
    --require PASS --max-age 30d --policy-digest sha256:... --report report.json --json

Reads files only: no service, no network. Every file of the model is hashed again. What is not given is not \
compared, and the table says so.

Exit codes:
  0   believed, and the verdict is the one asked for
  1   not believed: wrong key, expired, or something is not what was attested
  2   wrong usage, or a file or key that cannot be read
  10  believed, and the verdict is FAIL
  11  believed, and the verdict is INCONCLUSIVE";

/// Flags of `tacit audit verify`.
#[derive(clap::Args, Debug)]
pub(crate) struct Verify {
    /// The attestation: a Sigstore bundle or a DSSE envelope
    #[arg(long, value_name = "FILE")]
    attestation: PathBuf,
    /// Folder of the model
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// Public key, PEM; one of several when given more than once
    #[arg(long, value_name = "FILE", required = true)]
    key: Vec<PathBuf>,
    /// The report
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The policy
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Manifest of the dataset
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Ledger of the training run
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Folder of the base model
    #[arg(long, value_name = "DIR")]
    base_model: Option<PathBuf>,
    /// The worst verdict that will do
    #[arg(
        long,
        value_enum,
        ignore_case = true,
        default_value_t,
        value_name = "VERDICT"
    )]
    require: Require,
    /// How long ago the verdict may have been reached, such as 30d, 12h or 90m
    #[arg(long, value_name = "AGE", value_parser = age)]
    max_age: Option<SignedDuration>,
    /// Digest of a policy that is accepted; may be given more than once
    #[arg(long, value_name = "DIGEST", value_parser = digest)]
    policy_digest: Vec<Digest>,
}

/// Verdicts that can be asked for.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default)]
#[value(rename_all = "UPPER")]
enum Require {
    /// PASS
    #[default]
    Pass,
    /// PASS or INCONCLUSIVE
    Inconclusive,
    /// Any: only the binding is checked
    Any,
}

impl From<Require> for Verdict {
    fn from(require: Require) -> Self {
        match require {
            Require::Pass => Self::Pass,
            Require::Inconclusive => Self::Inconclusive,
            Require::Any => Self::Fail,
        }
    }
}

/// Verifies.
pub(crate) fn run(args: &Verify, cx: &Context) -> Result<(), Error> {
    let keys: Result<Vec<PublicKey>, _> = args.key.iter().map(|p| PublicKey::read(p)).collect();
    let keys = keys.map_err(|e| refused(&e))?;
    let keys: Vec<&dyn Verifier> = keys.iter().map(|key| key as &dyn Verifier).collect();
    let envelope = attestation::dsse::read(&args.attestation).map_err(|e| refused(&e))?;
    let found = attestation::verify(
        &envelope,
        &Expected {
            keys: &keys,
            model: &args.model,
            report: args.report.as_deref(),
            policy: args.policy.as_deref(),
            dataset_manifest: args.manifest.as_deref(),
            ledger: args.ledger.as_deref(),
            base_model: args.base_model.as_deref(),
            policy_digests: &args.policy_digest,
            require: args.require.into(),
            max_age: args.max_age,
            now: Timestamp::now(),
        },
    );
    if cx.output.is_json() {
        cx.output.value(&as_json(&found))?;
    } else {
        cx.output.text(&as_text(&found))?;
    }
    match found.failure() {
        None => Ok(()),
        Some(error) => Err(refused(error)),
    }
}

fn as_json(found: &Verification) -> Value {
    let checks = found.checks.iter().map(|check| {
        let (state, error) = match &check.state {
            State::Verified => ("verified", Value::Null),
            State::NotGiven => ("not_given", Value::Null),
            State::NotReached => ("not_reached", Value::Null),
            State::Failed(error) => {
                let error = json!({ "reason": error.reason(), "message": error.to_string() });
                ("failed", error)
            }
        };
        json!({ "check": check.name, "state": state, "error": error })
    });
    let checks: Vec<Value> = checks.collect();
    json!({
        "verified": found.failure().is_none(),
        "verdict": found.predicate.as_ref().map(|p| p.verdict),
        "key_id": found.key_id,
        "files": found.files,
        "checks": checks,
        "predicate": found.predicate,
    })
}

fn as_text(found: &Verification) -> String {
    let mut table = Table::new(["CHECK", "STATE", "DETAIL"]);
    for check in &found.checks {
        let (state, detail) = match &check.state {
            State::Verified => ("verified", detail(check.name, found)),
            State::NotGiven => ("not given", String::new()),
            State::NotReached => ("not reached", String::new()),
            State::Failed(error) => ("FAILED", error.to_string()),
        };
        table.row([check.name.to_owned(), state.to_owned(), detail]);
    }
    let mut text = table.render();
    if let Some(predicate) = &found.predicate {
        let rules = predicate.rules.iter();
        let mut table = Table::new(["RULE", "VERDICT", "REQUIRED"]);
        for rule in rules {
            let required = if rule.required { "yes" } else { "no" };
            table.row([
                rule.id.to_string(),
                rule.verdict.to_string(),
                required.to_owned(),
            ]);
        }
        text.push_str(&format!(
            "\nverdict {}\n\n{}",
            predicate.verdict,
            table.render()
        ));
    }
    text
}

/// What a check looked at, where there is more to say than its name.
fn detail(name: &str, found: &Verification) -> String {
    let Some(predicate) = &found.predicate else {
        return String::new();
    };
    match name {
        "signature" => found.key_id.clone().unwrap_or_default(),
        "type" => attestation::predicate::TYPE.to_owned(),
        "validity" => format!("{} to {}", predicate.created_at, predicate.expires_at),
        "model" => format!("{} files", found.files),
        "accepted policy" => predicate.policy.digest.to_string(),
        "verdict" => predicate.verdict.to_string(),
        _ => String::new(),
    }
}

fn digest(text: &str) -> Result<Digest, String> {
    Digest::parse(text).ok_or_else(|| "expected sha256: and 64 hexadecimal digits".to_owned())
}

/// A whole number and a unit.
fn age(text: &str) -> Result<SignedDuration, String> {
    let wrong = || "expected a number of days, hours, minutes or seconds: 30d, 12h, 90m, 45s";
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds: i64 = match unit {
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => return Err(wrong().to_owned()),
    };
    let number: u32 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    Ok(SignedDuration::from_secs(i64::from(number) * seconds))
}

/// Why, with the exit code that stands in `--help`.
pub(super) fn coded(error: &attestation::Error, failure: Failure) -> Error {
    let code = match error {
        attestation::Error::Verdict(Verdict::Fail) => FAIL,
        attestation::Error::Verdict(_) => INCONCLUSIVE,
        error if error.is_bad_input() => 2,
        _ => 1,
    };
    Error::Coded(code, Box::new(failure))
}

/// The canonical code of an error.
pub(super) fn code(error: &attestation::Error) -> Code {
    match error.reason() {
        "FILE_NOT_FOUND" => Code::NotFound,
        "KEY_EXISTS" => Code::AlreadyExists,
        "ENTROPY_UNAVAILABLE" | "SIGNER_FAILED" => Code::Unavailable,
        _ if error.is_bad_input() => Code::InvalidArgument,
        _ => Code::FailedPrecondition,
    }
}

#[cfg(test)]
mod tests;
