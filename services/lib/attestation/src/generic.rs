//! The same finding in two predicates that generic readers know: in-toto's
//! `test-result/v0.1` and `svr/v0.2` (simple verification result). They say less:
//! neither knows the word inconclusive, so that it counts as not passed.

use jiff::Timestamp;
use serde::Serialize;

use crate::statement::Claim;
use crate::subject::DigestSet;
use crate::{Error, Predicate, Verdict};

/// File names of the two, beside [`crate::FILE`].
pub const FILES: [&str; 2] = [
    "privacy-audit.test-result.sigstore.json",
    "privacy-audit.svr.sigstore.json",
];

const SECONDS_A_DAY: i64 = 86_400;

/// A file or document by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Descriptor {
    name: String,
    digest: DigestSet,
}

fn policy(predicate: &Predicate) -> Vec<Descriptor> {
    vec![Descriptor {
        name: predicate.policy.name.to_string(),
        digest: DigestSet::of(&predicate.policy.digest),
    }]
}

/// `https://in-toto.io/attestation/test-result/v0.1`: a rule is a test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TestResult {
    result: &'static str,
    configuration: Vec<Descriptor>,
    passed_tests: Vec<String>,
    warned_tests: Vec<String>,
    failed_tests: Vec<String>,
}

impl From<&Predicate> for TestResult {
    fn from(predicate: &Predicate) -> Self {
        let mut result = Self {
            result: "FAILED",
            configuration: policy(predicate),
            passed_tests: Vec::new(),
            warned_tests: Vec::new(),
            failed_tests: Vec::new(),
        };
        for rule in &predicate.rules {
            let list = match (rule.verdict, rule.required) {
                (Verdict::Pass, _) => &mut result.passed_tests,
                (Verdict::Inconclusive, false) => &mut result.warned_tests,
                _ => &mut result.failed_tests,
            };
            list.push(rule.id.to_string());
        }
        if predicate.verdict == Verdict::Pass {
            let warned = !result.warned_tests.is_empty() || !result.failed_tests.is_empty();
            result.result = if warned { "WARNED" } else { "PASSED" };
        }
        result
    }
}

impl Claim for TestResult {
    const TYPE: &'static str = "https://in-toto.io/attestation/test-result/v0.1";
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// `https://in-toto.io/attestation/svr/v0.2`: what was verified, and until when it
/// counts, in the names of properties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Svr {
    verifier: SvrVerifier,
    time_created: Timestamp,
    properties: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct SvrVerifier {
    id: String,
    policies: Vec<Descriptor>,
}

impl From<&Predicate> for Svr {
    fn from(predicate: &Predicate) -> Self {
        let mut properties = Vec::new();
        if predicate.verdict == Verdict::Pass {
            let seconds = predicate.expires_at.as_second() - predicate.created_at.as_second();
            // Whole days, never more than there are: the name is a promise.
            let days = seconds / SECONDS_A_DAY;
            properties.push(format!("PRIVAUDIT_PASS_{days}"));
            if let Some(claim) = &predicate.dp_claim {
                let (epsilon, delta) = (claim.epsilon, claim.delta);
                properties.push(format!("PRIVAUDIT_DP_EPS_LE_{epsilon}_DELTA_{delta:E}"));
            }
        }
        Self {
            verifier: SvrVerifier {
                id: crate::predicate::TYPE.to_owned(),
                policies: policy(predicate),
            },
            time_created: predicate.created_at,
            properties,
        }
    }
}

impl Claim for Svr {
    const TYPE: &'static str = "https://in-toto.io/attestation/svr/v0.2";
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
