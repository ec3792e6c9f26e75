//! `tacit audit gate`: a report against a policy, anew and without a service where the report is a file.

use std::path::{Path, PathBuf};

use ::gate::{Case, Judgement, Measured, Policy, PolicyError, Precondition, Verdict, Waiver};
use chassis::{Code, Failure};
use proto::audit::v1::{ExportReportRequest, ReportFormat};
use serde::Deserialize;

use crate::commands::Context;
use crate::error::Error;
use crate::name;
use crate::table::Table;

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit audit gate first --policy standard
  tacit audit gate report.json --policy mine.yaml --waivers waivers.yaml
  tacit audit gate report.json --json | jq '.rules[] | select(.verdict == \"FAIL\")'

Exit codes: 0 PASS, 10 FAIL, 11 INCONCLUSIVE, 2 bad input or policy, 1 anything else.";

/// Flags of `tacit audit gate`.
#[derive(clap::Args, Debug)]
pub(crate) struct Gate {
    /// The report: a name or id, or the file `report.json`
    report: String,
    /// Judge by this policy: a file, or `standard` [default: what the report was judged by, which cannot pass
    /// unless it is `standard`]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Waivers of its rules, a YAML list
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
}

/// What the gate needs of `report.json`.
#[derive(Deserialize)]
struct Evidence {
    schema: String,
    name: String,
    measured: Vec<Measured>,
    preconditions: Vec<Precondition>,
    claims_privacy: bool,
    #[serde(default)]
    registered_policy: Option<String>,
    #[serde(default)]
    policy: Option<Policy>,
    #[serde(default)]
    judgement: Option<Judged>,
}

/// By what it was judged.
#[derive(Deserialize)]
struct Judged {
    policy_digest: String,
}

pub(crate) async fn run(args: &Gate, cx: &Context) -> Result<(), Error> {
    let evidence = read(&args.report, cx).await?;
    let (policy, policy_digest, checked) = match (&args.policy, evidence.policy, evidence.judgement)
    {
        (Some(path), _, _) => {
            let (policy, digest) = self::policy(path)?;
            (policy, digest, true)
        }
        (None, Some(policy), Some(judged)) => {
            policy.check().map_err(|error| refused(&error))?;
            let checked = is_standard(&policy, &judged.policy_digest);
            (policy, judged.policy_digest, checked)
        }
        _ => {
            let message = "the report was judged by no policy: name one with --policy";
            return Err(Error::Usage(message.to_owned()));
        }
    };
    let waivers = args.waivers.as_deref().map(self::waivers).transpose()?;
    let mut judgement = ::gate::judge(&Case {
        policy: &policy,
        policy_digest: &policy_digest,
        measured: &evidence.measured,
        preconditions: &evidence.preconditions,
        waivers: waivers.as_deref().unwrap_or_default(),
        claims_privacy: evidence.claims_privacy,
        // A digest that is only the report's word says nothing of when its text was fixed.
        registered: evidence.registered_policy.as_deref().filter(|_| checked),
        now: jiff::Timestamp::now(),
    })
    .map_err(|error| match error.field.starts_with("measured") {
        true => impossible(&error),
        false => refused(&error),
    })?;
    // Whoever can write the report could have written limits that it keeps.
    if !checked && judgement.verdict == Verdict::Pass {
        judgement.verdict = Verdict::Inconclusive;
    }
    if cx.output.is_json() {
        cx.output.value(&serde_json::json!({
            "report": evidence.name,
            "verdict": judgement.verdict,
            "policy": judgement.policy,
            "policy_version": judgement.policy_version,
            "policy_digest": judgement.policy_digest,
            "policy_checked": checked,
            "pre_registered": judgement.pre_registered,
            "family_error": judgement.family_error,
            "tested": judgement.tested,
            "preconditions": judgement.preconditions,
            "rules": judgement.rules,
            "waivers": judgement.waivers,
        }))?;
    } else {
        cx.output.text(&show(&judgement))?;
        if !checked {
            cx.output.text(UNCHECKED)?;
        }
    }
    ends(judgement.verdict)
}

/// What is said of a policy that only the report tells.
const UNCHECKED: &str = "The policy is the report's copy and its digest was not checked, so it cannot pass: give its file with --policy.\n";

/// Whether a report's copy of a policy is the one that ships, so that its digest is known.
fn is_standard(policy: &Policy, digest: &str) -> bool {
    let standard = ::gate::policy::STANDARD;
    let same = Policy::parse(standard).is_ok_and(|known| known == *policy);
    same && ::gate::policy::digest(standard) == digest
}

/// Ends as a verdict does; without one, well.
pub(super) fn exit(verdict: proto::artifact::v1::Verdict) -> Result<(), Error> {
    use proto::artifact::v1::Verdict as Wire;
    ends(match verdict {
        Wire::Fail => Verdict::Fail,
        Wire::Inconclusive => Verdict::Inconclusive,
        Wire::Unspecified | Wire::Pass | Wire::Skipped => Verdict::Pass,
    })
}

fn ends(verdict: Verdict) -> Result<(), Error> {
    match verdict.exit_code() {
        0 => Ok(()),
        code => Err(Error::Verdict(code)),
    }
}

/// The evidence of a report, from a file or from the service.
async fn read(report: &str, cx: &Context) -> Result<Evidence, Error> {
    let evidence: Evidence = parse(report, &bytes(report, cx).await?)?;
    of_schema(report, &evidence.schema)?;
    Ok(evidence)
}

/// What a command needs of a `report.json`.
pub(super) fn parse<T: for<'a> Deserialize<'a>>(report: &str, bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|_| unreadable(report))
}

/// Refuses a report of another version.
pub(super) fn of_schema(report: &str, schema: &str) -> Result<(), Error> {
    match schema == artifacts::report::SCHEMA {
        true => Ok(()),
        false => Err(unreadable(report)),
    }
}

/// The bytes of a `report.json`: of a file, or exported by the service.
pub(super) async fn bytes(report: &str, cx: &Context) -> Result<Vec<u8>, Error> {
    let path = Path::new(report);
    if path.is_file() || path.extension().is_some_and(|e| e == "json") {
        return std::fs::read(path).map_err(|e| bad_input(Error::io("read", report, &e)));
    }
    let request = ExportReportRequest {
        name: name::resource("reports", report)?,
        format: ReportFormat::Json.into(),
    };
    let mut client = cx.connect.audit().await?;
    let mut pieces = client.export_report(request).await?.into_inner();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.message().await? {
        bytes.extend(piece.chunk);
    }
    Ok(bytes)
}

/// A file that is no report of ours.
pub(super) fn unreadable(report: &str) -> Error {
    let message = format!("{report} is no report.json of this version");
    let failure = Failure::new(Code::InvalidArgument, "REPORT_UNREADABLE", message)
        .action("export it anew: tacit report export REPORT --format json --out report.json");
    Error::Coded(2, Box::new(failure))
}

/// The same error with the exit code of bad input.
pub(super) fn bad_input(error: Error) -> Error {
    match error {
        Error::Failure(failure) => Error::Coded(2, failure),
        other => other,
    }
}

/// The text of a policy that was checked: of the one that ships, or of a file.
pub(super) fn checked(path: &Path) -> Result<String, Error> {
    let text = if path == Path::new("standard") {
        ::gate::policy::STANDARD.to_owned()
    } else {
        text(path)?
    };
    Policy::parse(&text).map_err(|error| refused(&error))?;
    Ok(text)
}

/// A policy, read and checked, and its digest.
pub(super) fn policy(path: &Path) -> Result<(Policy, String), Error> {
    let text = checked(path)?;
    let policy = Policy::parse(&text).map_err(|error| refused(&error))?;
    Ok((policy, ::gate::policy::digest(&text)))
}

/// A file's text.
pub(super) fn text(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path)
        .map_err(|e| bad_input(Error::io("read", &path.display().to_string(), &e)))
}

fn waivers(path: &Path) -> Result<Vec<Waiver>, Error> {
    Waiver::parse_all(&text(path)?).map_err(|error| refused(&error))
}

/// A policy that is wrong is bad input: exit code 2.
fn refused(error: &PolicyError) -> Error {
    let failure = Failure::new(
        Code::InvalidArgument,
        PolicyError::REASON,
        error.to_string(),
    );
    Error::Coded(
        2,
        Box::new(
            failure
                .field(error.field.clone())
                .action("tacit audit policy show standard prints one that is right"),
        ),
    )
}

/// Evidence that nobody can have seen: no audit wrote it.
fn impossible(error: &PolicyError) -> Error {
    let message = format!("the report's {} {}", error.field, error.problem);
    let failure = Failure::new(Code::InvalidArgument, "REPORT_UNREADABLE", message)
        .field(error.field.clone())
        .action("take the report as the audit wrote it");
    Error::Coded(2, Box::new(failure))
}

/// A judgement for people.
pub(super) fn show(judgement: &Judgement) -> String {
    let mut facts = Table::facts();
    facts.fact("verdict", judgement.verdict.as_str());
    let policy = format!("{} version {}", judgement.policy, judgement.policy_version);
    facts.fact("policy", policy);
    facts.fact("digest", &judgement.policy_digest);
    let fixed = if judgement.pre_registered {
        "yes"
    } else {
        "no"
    };
    facts.fact("fixed before training", fixed);
    let mut table = Table::new([
        "RULE", "VERDICT", "LIMIT", "ESTIMATE", "LOWER", "UPPER", "N", "P (HOLM)", "WHY",
    ])
    .right([2, 3, 4, 5, 6, 7]);
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| format!("{v:.4}"));
    for rule in &judgement.rules {
        let id = match rule.required {
            true => format!("{}*", rule.id),
            false => rule.id.clone(),
        };
        table.row([
            id,
            rule.verdict.as_str().to_owned(),
            number(rule.limit),
            number(rule.estimate),
            number(rule.lower),
            number(rule.upper),
            rule.n.to_string(),
            number(rule.adjusted_p_value),
            rule.why.sentence().to_owned(),
        ]);
    }
    format!(
        "{}\n{}\n* PASS needs it. Limits are one-sided, at 95 % each; a checkpoint that keeps every limit \
         fails with a probability of at most {} over all {} tested rules.\n",
        facts.render(),
        table.render(),
        judgement.family_error,
        judgement.tested,
    )
}
