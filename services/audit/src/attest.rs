//! What a judged audit says to readers other than people at a page: the verdict as Markdown and JUnit, and
//! the signed statement.

use std::path::Path;

use artifacts::{Digest, Staged};
use attestation::predicate::{self, DpClaim, LowerBound, Serialization};
use attestation::{Comparator, Form, Predicate, PrivateKey, Word};
use chassis::{Code, Failure};
use dp::PrivacyStatement;
use gate::{Judgement, Metric, RuleOutcome, Verdict, Waiver, Why};
use jiff::ToSpan;

use crate::config::AuditOptions;
use crate::error;
use crate::report::gate::GateSummary;
use crate::report::{
    ATTESTATION_FILE, Body, JUNIT_FILE, MARKDOWN_FILE, PREDICATE_FILE, junit, markdown,
};
use crate::subject::Subject;
use crate::worker::put;

/// Writes what belongs beside a judged report; nothing where no policy was asked.
pub(crate) fn write(
    options: &AuditOptions,
    subject: &Subject,
    staged: &Staged,
    body: &Body,
    report: &Digest,
    commitment: Option<&str>,
) -> Result<(), Failure> {
    let Some(judgement) = &body.judgement else {
        return Ok(());
    };
    let rules = judgement.rules.iter().map(rule);
    let summary = GateSummary {
        verdict: verdict(judgement.verdict),
        rules: rules.collect::<Result<_, Failure>>()?,
    };
    put(
        staged,
        MARKDOWN_FILE,
        markdown::summary(&summary).as_bytes(),
    )?;
    put(staged, JUNIT_FILE, junit::xml(&summary).as_bytes())?;
    let statement = predicate(subject, body, judgement, summary.rules, report, commitment)?;
    let unsigned = serde_json::to_vec_pretty(&statement);
    let unsigned = unsigned.map_err(|_| error::internal("the statement has no JSON form"))?;
    put(staged, PREDICATE_FILE, &unsigned)?;
    let Some(path) = &options.signing_key else {
        return Ok(());
    };
    let key = key(path, options.signing_passphrase_file.as_deref())?;
    let envelope =
        attestation::attest(&statement, &subject.checkpoint_dir, &key).map_err(refused)?;
    put(
        staged,
        ATTESTATION_FILE,
        &envelope.to_json(Form::Bundle).map_err(refused)?,
    )
}

fn refused(error: attestation::Error) -> Failure {
    Failure::new(Code::FailedPrecondition, error.reason(), error.to_string())
}

/// The key that signs. Its passphrase is the first line of a file of its own, such as a mounted secret.
fn key(path: &Path, passphrase: Option<&Path>) -> Result<PrivateKey, Failure> {
    let unreadable = |_| {
        let message = "the passphrase of the signing key cannot be read";
        Failure::new(Code::FailedPrecondition, "PASSPHRASE_MISSING", message)
            .field("audit.signing_passphrase_file")
    };
    let passphrase = passphrase
        .map(std::fs::read_to_string)
        .transpose()
        .map_err(unreadable)?;
    let passphrase = passphrase.as_deref().and_then(|text| text.lines().next());
    PrivateKey::read(path, passphrase).map_err(|e| refused(e).field("audit.signing_key"))
}

fn predicate(
    subject: &Subject,
    body: &Body,
    judgement: &Judgement,
    rules: Vec<attestation::RuleOutcome>,
    report: &Digest,
    commitment: Option<&str>,
) -> Result<Predicate, Failure> {
    let policy = body.policy.as_ref().map_or(1, |policy| policy.fresh_days);
    let hours = i64::from(policy) * 24;
    let expires = body.created.checked_add(hours.hours());
    let epsilon = body.canaries.as_ref().and_then(|c| c.epsilon.as_ref());
    Ok(Predicate {
        verdict: verdict(judgement.verdict),
        policy: predicate::Policy {
            name: word(&judgement.policy)?,
            version: word(&judgement.policy_version.to_string())?,
            digest: digest(&judgement.policy_digest)?,
            locked_at: judgement
                .pre_registered
                .then_some(subject.checkpoint.created),
        },
        rules,
        dp_claim: claim(&subject.checkpoint.privacy)?,
        lower_bound: epsilon.map(|found| LowerBound {
            epsilon: found.one_run.eps,
            // Of each test: the family's, by the number of guess counts that were tried.
            p: found.one_run.p,
            m: found.one_run.m,
            r: found.one_run.r,
            v: found.one_run.v,
            ceiling: found.one_run.ceiling,
        }),
        base_model_digest: Some(subject.checkpoint.base_model.digest.clone()),
        dataset_manifest_digest: Some(subject.dataset_ref.digest.clone()),
        report_digest: report.clone(),
        canary_seed_commitment: commitment.map(digest).transpose()?,
        probes: word(&format!("tacit@{}", body.provenance.program))?,
        precision: word(&body.settings.precision)?,
        hardware: word(std::env::consts::ARCH)?,
        waivers: judgement
            .waivers
            .iter()
            .map(waiver)
            .collect::<Result<_, _>>()?,
        model: Serialization::files([]).map_err(refused)?,
        created_at: body.created,
        expires_at: expires.map_err(|_| error::internal("a policy holds longer than time"))?,
    })
}

fn claim(statement: &PrivacyStatement) -> Result<Option<DpClaim>, Failure> {
    let PrivacyStatement::DifferentialPrivacy(claimed) = statement else {
        return Ok(None);
    };
    Ok(Some(DpClaim {
        epsilon: claimed.epsilon,
        delta: claimed.delta,
        unit: named(&claimed.unit)?,
        adjacency: named(&claimed.relation)?,
        accountant: named(&claimed.accountant)?,
        accountant_version: word(&claimed.accountant_version.to_string())?,
        ledger_digest: None,
    }))
}

/// The word by which a value goes in JSON.
fn named(value: &impl serde::Serialize) -> Result<Word, Failure> {
    let json = serde_json::to_value(value).unwrap_or_default();
    word(json.as_str().unwrap_or_default())
}

fn waiver(waiver: &Waiver) -> Result<predicate::Waiver, Failure> {
    let written =
        serde_json::to_vec(waiver).map_err(|_| error::internal("a waiver has no JSON form"))?;
    Ok(predicate::Waiver {
        rule: word(&waiver.rule)?,
        approvers: waiver.approvers.len() as u32,
        digest: Digest::of(&written),
        expires_at: waiver.until,
    })
}

fn rule(rule: &RuleOutcome) -> Result<attestation::RuleOutcome, Failure> {
    let comparator = match rule.metric {
        Metric::DpConsistency => Comparator::LowerAtMost,
        _ => Comparator::UpperAtMost,
    };
    // A rule that does not apply asks for nothing; a waived one is told apart by its waiver.
    let asks = rule.verdict != Verdict::Skipped || rule.why == Why::Waived;
    Ok(attestation::RuleOutcome {
        id: word(&rule.id)?,
        metric: word(&rule.metric.to_string())?,
        comparator,
        limit: rule.limit,
        estimate: rule.estimate,
        lower: rule.lower,
        upper: rule.upper,
        n: Some(rule.n),
        method: rule.method.as_deref().map(word).transpose()?,
        correction: rule.adjusted_p_value.map(|_| word("holm")).transpose()?,
        // Without its waiver the verdict would be another one.
        required: asks && (rule.required || rule.why == Why::Waived),
        verdict: verdict(rule.verdict),
        reason: Some(word(rule.why.as_str())?),
    })
}

fn verdict(verdict: Verdict) -> attestation::Verdict {
    match verdict {
        Verdict::Pass => attestation::Verdict::Pass,
        Verdict::Fail => attestation::Verdict::Fail,
        Verdict::Inconclusive | Verdict::Skipped => attestation::Verdict::Inconclusive,
    }
}

fn word(text: &str) -> Result<Word, Failure> {
    Word::new(text).map_err(|_| error::internal("a name of the audit is no machine word"))
}

fn digest(text: &str) -> Result<Digest, Failure> {
    Digest::parse(text).ok_or_else(|| error::internal("a digest of the audit is malformed"))
}
