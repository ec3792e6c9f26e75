//! The judgement: every rule against its evidence, then all of them together.

mod holm;
mod rule;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::PolicyError;
use crate::metric::{Metric, Requirement};
use crate::policy::{Policy, Preconditions};
use crate::waiver::Waiver;
use crate::{Evidence, Measured};

/// Confidence at which a rule passes, and at which its limits are reported: each rule on its own.
pub(crate) const PASS_ALPHA: f64 = 0.05;

/// What is judged.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// By which policy.
    pub policy: &'a Policy,
    /// The digest of its text.
    pub policy_digest: &'a str,
    /// What was measured.
    pub measured: &'a [Measured],
    /// What was found of the preconditions.
    pub preconditions: &'a [Precondition],
    /// Decisions to live with a finding.
    pub waivers: &'a [Waiver],
    /// Whether the checkpoint claims differential privacy.
    pub claims_privacy: bool,
    /// The digest of the policy that the run was started under, where it names one.
    pub registered: Option<&'a str>,
    /// Now: waivers end.
    pub now: Timestamp,
}

impl Case<'_> {
    fn pre_registered(&self) -> bool {
        self.registered == Some(self.policy_digest)
    }
}

/// What was found of a precondition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precondition {
    /// Which.
    pub requirement: Requirement,
    /// The only method it is about (an attack's own null); `None` for all.
    pub method: Option<String>,
    /// Whether it can be asked at all: a score relative to the base model has no value on it.
    pub applies: bool,
    /// The estimate it is decided by; `None` where it could not be measured.
    pub estimate: Option<f64>,
    /// The confidence limit that is compared.
    pub bound: Option<f64>,
}

impl Precondition {
    /// Whether it holds under a policy's limits. One that applies and was not measured does not.
    pub fn holds(&self, limits: &Preconditions) -> bool {
        let within = |bound: f64| match self.requirement {
            Requirement::BlindBaseline => bound <= limits.blind_auroc_at_most,
            Requirement::BaseModelNull => bound <= limits.base_auroc_at_most,
            Requirement::TaggerRecall => limits
                .tagger_recall_at_least
                .is_none_or(|least| bound >= least),
        };
        !self.applies || self.bound.is_some_and(within)
    }
}

/// PASS, FAIL or INCONCLUSIVE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// Every limit is kept, and it could have been seen if it were not.
    Pass,
    /// A limit is broken.
    Fail,
    /// Neither can be said.
    Inconclusive,
    /// Of a rule only: it does not apply, or people decided to live with it.
    Skipped,
}

/// Why a rule has the verdict it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Why {
    /// The confidence limit keeps the limit.
    WithinLimit,
    /// The test rejects the limit.
    BeyondLimit,
    /// The interval holds the limit.
    Undecided,
    /// Too few observations to keep the limit even with nothing seen.
    TooFew,
    /// Too few to notice the alternative.
    Underpowered,
    /// Nothing of the kind was measured.
    NotMeasured,
    /// A precondition does not hold.
    Precondition,
    /// The policy was not fixed before training.
    NotPreRegistered,
    /// The claim lies above what as many canaries can refute.
    CannotRefute,
    /// The checkpoint claims no privacy.
    NothingClaimed,
    /// People decided to live with it.
    Waived,
}

/// A rule and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleOutcome {
    /// The rule's id.
    pub id: String,
    /// What it limits.
    pub metric: Metric,
    /// Whether PASS needs it.
    pub required: bool,
    /// The limit; for `dp.consistency` the claimed epsilon.
    pub limit: Option<f64>,
    /// The worst estimate.
    pub estimate: Option<f64>,
    /// One-sided 95 % lower limit of it.
    pub lower: Option<f64>,
    /// One-sided 95 % upper limit of the worst.
    pub upper: Option<f64>,
    /// Observations behind it.
    pub n: u64,
    /// The worst of several methods.
    pub method: Option<String>,
    /// Methods that were compared: the test pays for each.
    pub methods: u64,
    /// P value against the limit, corrected for the methods.
    pub p_value: Option<f64>,
    /// The same, corrected for the rules (Holm).
    pub adjusted_p_value: Option<f64>,
    /// Probability of noticing the rule's alternative; `None` where none is stated.
    pub power: Option<f64>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub why: Why,
}

/// What a policy says of a checkpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The verdict; never [`Verdict::Skipped`].
    pub verdict: Verdict,
    /// The policy's name.
    pub policy: String,
    /// Its version.
    pub policy_version: u32,
    /// Its digest.
    pub policy_digest: String,
    /// Whether it was fixed before training.
    pub pre_registered: bool,
    /// Family-wise probability that a checkpoint which keeps every limit fails.
    pub family_error: f64,
    /// Rules that could have failed: the family.
    pub tested: u64,
    /// The preconditions.
    pub preconditions: Vec<Precondition>,
    /// Every rule, in the policy's order.
    pub rules: Vec<RuleOutcome>,
    /// Waivers in force.
    pub waivers: Vec<Waiver>,
}

/// Judges a case.
///
/// # Errors
/// [`PolicyError`] for a waiver that the policy does not admit, and for evidence that nothing can have shown.
pub fn judge(case: &Case) -> Result<Judgement, PolicyError> {
    case.policy.admits(case.waivers)?;
    for (at, measured) in case.measured.iter().enumerate() {
        let path = format!("measured[{at}].evidence");
        measured.evidence.check(&path)?;
    }
    let mut rules: Vec<RuleOutcome> = case
        .policy
        .rules
        .iter()
        .map(|rule| rule::weigh(rule, case))
        .collect();
    let tested = holm::adjust(&mut rules);
    for (rule, outcome) in case.policy.rules.iter().zip(&mut rules) {
        rule::decide(rule, case, tested, outcome);
    }
    let in_force = case.waivers.iter().filter(|waiver| waiver.holds(case.now));
    let waivers: Vec<Waiver> = in_force.cloned().collect();
    for outcome in &mut rules {
        let waived = waivers.iter().any(|waiver| waiver.rule == outcome.id);
        if waived && outcome.verdict != Verdict::Pass {
            (outcome.verdict, outcome.why) = (Verdict::Skipped, Why::Waived);
        }
    }
    Ok(Judgement {
        verdict: overall(&rules),
        policy: case.policy.name.clone(),
        policy_version: case.policy.version,
        policy_digest: case.policy_digest.to_owned(),
        pre_registered: case.pre_registered(),
        family_error: case.policy.family_error,
        tested,
        preconditions: case.preconditions.to_vec(),
        rules,
        waivers,
    })
}

/// Any rule that fails fails the whole; any required one that is open leaves it open. A policy of
/// which nothing applied says nothing.
fn overall(rules: &[RuleOutcome]) -> Verdict {
    let any = |verdict, required: bool| {
        rules
            .iter()
            .any(|r| r.verdict == verdict && (r.required || !required))
    };
    if any(Verdict::Fail, false) {
        Verdict::Fail
    } else if any(Verdict::Inconclusive, true) || !any(Verdict::Pass, false) {
        Verdict::Inconclusive
    } else {
        Verdict::Pass
    }
}

impl Verdict {
    /// The exit code that a pipeline sees: 10 and 11 are apart from what a shell uses.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Pass | Self::Skipped => 0,
            Self::Fail => 10,
            Self::Inconclusive => 11,
        }
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Inconclusive => "INCONCLUSIVE",
            Self::Skipped => "SKIPPED",
        }
    }
}

impl Why {
    /// Its stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WithinLimit => "WITHIN_LIMIT",
            Self::BeyondLimit => "BEYOND_LIMIT",
            Self::Undecided => "UNDECIDED",
            Self::TooFew => "TOO_FEW",
            Self::Underpowered => "UNDERPOWERED",
            Self::NotMeasured => "NOT_MEASURED",
            Self::Precondition => "PRECONDITION",
            Self::NotPreRegistered => "NOT_PRE_REGISTERED",
            Self::CannotRefute => "CANNOT_REFUTE",
            Self::NothingClaimed => "NOTHING_CLAIMED",
            Self::Waived => "WAIVED",
        }
    }

    /// One sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::WithinLimit => "the confidence limit keeps the limit",
            Self::BeyondLimit => "the data contradict the limit",
            Self::Undecided => "the confidence interval holds the limit: more data would decide",
            Self::TooFew => "too few observations to keep the limit even if nothing were seen",
            Self::Underpowered => "too few observations to notice what the rule must notice",
            Self::NotMeasured => "nothing of the kind was measured",
            Self::Precondition => "a precondition does not hold, so the number proves nothing",
            Self::NotPreRegistered => "the policy was not fixed before training",
            Self::CannotRefute => "no result of this many canaries could refute the claim",
            Self::NothingClaimed => "the checkpoint claims no privacy",
            Self::Waived => "waived",
        }
    }
}

#[cfg(test)]
mod tests;
