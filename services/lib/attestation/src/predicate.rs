//! The predicate: what an audit found, as numbers, digests and machine words.
//!
//! `docs/attestation.md` says it in words. There is no field that text, a canary
//! or a record's id would fit into, and unknown fields are refused: the readers of
//! this predicate must not overlook a condition that they do not know.

use std::collections::BTreeSet;
use std::fmt;

use artifacts::Digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::statement::Claim;
use crate::{Error, Word};

/// Type and version of the predicate. A change that a reader must know of gets
/// another version; readers refuse versions that they do not know.
pub const TYPE: &str = "https://tacit/privacy-audit/v0.1";

/// What git and model signing keep beside a model: no part of the subject, for
/// model signing leaves the same out.
pub const IGNORED: [&str; 4] = [".git", ".gitattributes", ".github", ".gitignore"];

/// A verdict, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verdict {
    /// The whole interval lies on the good side.
    Pass,
    /// Neither can be said, or a precondition or the power check failed.
    Inconclusive,
    /// The whole interval lies on the bad side.
    Fail,
}

impl Verdict {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Inconclusive => "INCONCLUSIVE",
            Self::Fail => "FAIL",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a rule asks of the interval of its metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Comparator {
    /// The upper end is at most the limit: leaks.
    UpperAtMost,
    /// The lower end is at most the limit: a bound that must not contradict a claim.
    LowerAtMost,
    /// The lower end is at least the limit: qualities.
    LowerAtLeast,
    /// The interval holds the limit: nulls.
    Contains,
}

/// What became of one rule of the policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleOutcome {
    /// The rule's name in the policy.
    pub id: Word,
    /// What was measured.
    pub metric: Word,
    /// How it was compared.
    pub comparator: Comparator,
    /// With what.
    pub limit: Option<f64>,
    /// The measurement, in the metric's own unit.
    pub estimate: Option<f64>,
    /// Lower end of its interval.
    pub lower: Option<f64>,
    /// Upper end of its interval.
    pub upper: Option<f64>,
    /// What was counted: records, canaries, spans.
    pub n: Option<u64>,
    /// How the interval was formed.
    pub method: Option<Word>,
    /// How the number of rules was corrected for.
    pub correction: Option<Word>,
    /// Whether the policy requires a PASS of it.
    pub required: bool,
    /// What came out.
    pub verdict: Verdict,
    /// Why, as a word of the gate.
    pub reason: Option<Word>,
}

/// The policy that was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// Its name.
    pub name: Word,
    /// Its version.
    pub version: Word,
    /// SHA-256 of its file.
    pub digest: Digest,
    /// When it was locked; null where it was not registered before training.
    pub locked_at: Option<Timestamp>,
}

/// What the training run claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DpClaim {
    /// Epsilon.
    pub epsilon: f64,
    /// Delta.
    pub delta: f64,
    /// The unit of privacy: `example`, `subject`.
    pub unit: Word,
    /// The neighbouring relation.
    pub adjacency: Word,
    /// The accountant.
    pub accountant: Word,
    /// Its version.
    pub accountant_version: Word,
    /// SHA-256 of the ledger; null where there is no file of it.
    pub ledger_digest: Option<Digest>,
}

/// What the audit found at least.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LowerBound {
    /// Epsilon is at least this, at the claim's delta.
    pub epsilon: f64,
    /// Significance.
    pub p: f64,
    /// Canaries in all.
    pub m: u64,
    /// Guesses.
    pub r: u64,
    /// Guesses that were right.
    pub v: u64,
    /// The largest epsilon that this many guesses could have shown.
    pub ceiling: f64,
}

/// A rule that was set aside by people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Waiver {
    /// The rule.
    pub rule: Word,
    /// How many approved it. Who did is in what the digest is of.
    pub approvers: u32,
    /// SHA-256 of the written approval.
    pub digest: Digest,
    /// Until when.
    pub expires_at: Timestamp,
}

/// How the model's files became the subject, in the words of model signing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serialization {
    /// Always `files`.
    pub method: Word,
    /// Always `sha256`.
    pub hash_type: Word,
    /// Always false: links are refused.
    pub allow_symlinks: bool,
    /// Paths that are no part of it.
    pub ignore_paths: BTreeSet<String>,
}

impl Serialization {
    /// Every file but what git keeps, the attestations themselves, and `also`.
    ///
    /// # Errors
    /// Never with these words.
    pub fn files<'a>(also: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        let ours = crate::generic::FILES.into_iter().chain([crate::FILE]);
        let all = IGNORED.into_iter().chain(ours).chain(also);
        Ok(Self {
            method: Word::new("files")?,
            hash_type: Word::new("sha256")?,
            allow_symlinks: false,
            ignore_paths: all.map(str::to_owned).collect(),
        })
    }

    pub(crate) fn ignored(&self) -> Vec<String> {
        self.ignore_paths.iter().cloned().collect()
    }
}

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Predicate {
    /// What the rules come to.
    pub verdict: Verdict,
    /// The policy that was applied.
    pub policy: Policy,
    /// What became of its rules, in its order.
    pub rules: Vec<RuleOutcome>,
    /// What the training run claims; null where it claims nothing.
    pub dp_claim: Option<DpClaim>,
    /// What the audit found at least; null where it did not look.
    pub lower_bound: Option<LowerBound>,
    /// Digest of the base model as `artifacts::checkpoint::model_digest` forms it.
    pub base_model_digest: Option<Digest>,
    /// SHA-256 of the dataset's manifest.
    pub dataset_manifest_digest: Option<Digest>,
    /// SHA-256 of the report.
    pub report_digest: Digest,
    /// Commitment to the seed that the canaries were drawn with.
    pub canary_seed_commitment: Option<Digest>,
    /// The program that probed, with its version.
    pub probes: Word,
    /// Element type of the model's arithmetic.
    pub precision: Word,
    /// Where it ran.
    pub hardware: Word,
    /// Rules that were set aside.
    pub waivers: Vec<Waiver>,
    /// How the model's files became the subject.
    pub model: Serialization,
    /// When the verdict was reached.
    pub created_at: Timestamp,
    /// Until when it may be relied on.
    pub expires_at: Timestamp,
}

impl Predicate {
    /// The best verdict that the rules allow at a time: FAIL where a rule failed,
    /// INCONCLUSIVE where a required one is, or where there is none. Waived rules do
    /// not count while the waiver lasts.
    pub fn allowed(&self, now: Timestamp) -> Verdict {
        let live = |w: &&Waiver| w.expires_at > now;
        let waived: BTreeSet<&Word> = self.waivers.iter().filter(live).map(|w| &w.rule).collect();
        let counting = |rule: &RuleOutcome| match rule.verdict {
            _ if waived.contains(&rule.id) => Verdict::Pass,
            Verdict::Inconclusive if !rule.required => Verdict::Pass,
            verdict => verdict,
        };
        let worst = self.rules.iter().map(counting).max();
        worst.unwrap_or(Verdict::Inconclusive)
    }

    fn numbers(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let rule = |r: &RuleOutcome| [r.limit, r.estimate, r.lower, r.upper];
        let rules = self.rules.iter().flat_map(rule).flatten();
        let claim = self.dp_claim.iter().flat_map(|c| [c.epsilon, c.delta]);
        let bound = self.lower_bound.iter();
        let bound = bound.flat_map(|b| [b.epsilon, b.p, b.ceiling]);
        let rules = rules.map(|x| ("rules", x));
        rules
            .chain(claim.map(|x| ("dpClaim", x)))
            .chain(bound.map(|x| ("lowerBound", x)))
    }

    fn digests(&self) -> impl Iterator<Item = (&'static str, &Digest)> {
        let ledger = self.dp_claim.iter().flat_map(|c| &c.ledger_digest);
        let optional = [
            ("baseModelDigest", &self.base_model_digest),
            ("datasetManifestDigest", &self.dataset_manifest_digest),
            ("canarySeedCommitment", &self.canary_seed_commitment),
        ];
        [
            ("policy.digest", &self.policy.digest),
            ("reportDigest", &self.report_digest),
        ]
        .into_iter()
        .chain(
            optional
                .into_iter()
                .filter_map(|(n, d)| Some((n, d.as_ref()?))),
        )
        .chain(ledger.map(|d| ("dpClaim.ledgerDigest", d)))
        .chain(self.waivers.iter().map(|w| ("waivers.digest", &w.digest)))
    }
}

impl Claim for Predicate {
    const TYPE: &'static str = TYPE;

    fn check(&self) -> Result<(), Error> {
        let wrong = |why: String| Err(Error::Predicate(why));
        if let Some((field, _)) = self.numbers().find(|(_, x)| !x.is_finite()) {
            return wrong(format!("{field}: a number is not finite"));
        }
        if let Some((field, _)) = self
            .digests()
            .find(|(_, d)| Digest::parse(d.as_str()).is_none())
        {
            return wrong(format!("{field}: not a digest"));
        }
        if self.expires_at <= self.created_at {
            return wrong("expiresAt: not after createdAt".to_owned());
        }
        let plain = self.model.method.as_str() == "files"
            && self.model.hash_type.as_str() == "sha256"
            && !self.model.allow_symlinks;
        if !plain {
            return wrong(
                "model: another serialisation than files, sha256, without links".to_owned(),
            );
        }
        if self.waivers.iter().any(|waiver| waiver.approvers == 0) {
            return wrong("waivers: one that nobody approved".to_owned());
        }
        let beyond = |rule: &RuleOutcome| {
            let upper = (rule.comparator == Comparator::UpperAtMost).then_some(rule.upper);
            let limits = upper.flatten().zip(rule.limit);
            rule.verdict == Verdict::Pass && limits.is_some_and(|(upper, limit)| upper > limit)
        };
        if let Some(rule) = self.rules.iter().find(|rule| beyond(rule)) {
            let id = rule.id.as_str();
            return wrong(format!(
                "rules.{id}: PASS with an upper limit above its limit"
            ));
        }
        let allowed = self.allowed(self.created_at);
        if self.verdict < allowed {
            return wrong(format!(
                "verdict: {} is better than {allowed}, the best that the rules allow",
                self.verdict,
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
