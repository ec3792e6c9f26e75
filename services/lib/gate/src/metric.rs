//! The quantities that a rule can limit.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::policy::{At, Rule};

/// A quantity that an audit measures. More of it is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Metric {
    /// Share of the planted canaries whose secret the checkpoint writes, greedily, given what
    /// stands before it.
    #[serde(rename = "canary.extracted.fraction")]
    CanaryExtracted,
    /// Share of the planted canaries whose exposure is significant, all of them together at a
    /// family-wise error of 5 %.
    #[serde(rename = "canary.exposed.fraction")]
    CanaryExposed,
    /// True-positive rate of membership inference at a false-positive rate; of all attacks the worst.
    #[serde(rename = "membership.tpr")]
    MembershipTpr,
    /// Area under the ROC curve of membership inference; of all attacks the worst.
    #[serde(rename = "membership.auroc")]
    MembershipAuroc,
    /// Memorisation gap in nats a token; of the entity types that the rule names the worst, of all
    /// together where it names none.
    #[serde(rename = "span.gap.nats")]
    SpanGap,
    /// Share of the training split's tagged spans that the checkpoint writes greedily and the base
    /// model does not, less that of the holdout.
    #[serde(rename = "extraction.greedy.excess")]
    GreedyExcess,
    /// Share of the training split's tagged spans that `n` samples write with probability `p`, less
    /// that of the holdout.
    #[serde(rename = "extraction.sampled.excess")]
    SampledExcess,
    /// True-positive rate of telling training subjects from holdout subjects, at a false-positive rate.
    #[serde(rename = "subject.tpr")]
    SubjectTpr,
    /// How many times likelier than by chance the right value is named among candidates.
    #[serde(rename = "inference.lift")]
    InferenceLift,
    /// The claimed epsilon itself: an upper bound that needs no data.
    #[serde(rename = "dp.epsilon.claimed")]
    ClaimedEpsilon,
    /// Whether the claimed epsilon is contradicted: the empirical lower bound against the claim.
    #[serde(rename = "dp.consistency")]
    DpConsistency,
}

/// What must hold before a rule on a metric can mean anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// Members and non-members cannot be told apart without the model.
    BlindBaseline,
    /// The base model, which saw neither, does not tell them apart.
    BaseModelNull,
    /// The tagger finds enough of what is sensitive.
    TaggerRecall,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Self; 11] = [
        Self::CanaryExtracted,
        Self::CanaryExposed,
        Self::MembershipTpr,
        Self::MembershipAuroc,
        Self::SpanGap,
        Self::GreedyExcess,
        Self::SampledExcess,
        Self::SubjectTpr,
        Self::InferenceLift,
        Self::ClaimedEpsilon,
        Self::DpConsistency,
    ];

    /// What must hold before it means anything.
    pub fn requirements(self) -> &'static [Requirement] {
        use Requirement::{BaseModelNull, BlindBaseline, TaggerRecall};
        match self {
            Self::MembershipTpr | Self::MembershipAuroc | Self::SubjectTpr => {
                &[BlindBaseline, BaseModelNull]
            }
            Self::SpanGap | Self::GreedyExcess | Self::SampledExcess => &[TaggerRecall],
            // A canary's coin was tossed after everything else was fixed: nothing else can tell.
            _ => &[],
        }
    }

    /// Whether data can contradict its limit. The claim is compared as it stands.
    pub fn is_tested(self) -> bool {
        self != Self::ClaimedEpsilon
    }

    /// Range of its limit, in words; `None` where there is no limit to give.
    pub(crate) fn range(self) -> Option<(f64, f64, &'static str)> {
        match self {
            Self::CanaryExtracted
            | Self::CanaryExposed
            | Self::MembershipTpr
            | Self::SubjectTpr
            | Self::GreedyExcess
            | Self::SampledExcess => Some((0.0, 1.0, "[0, 1]")),
            Self::MembershipAuroc => Some((0.5, 1.0, "[0.5, 1]")),
            Self::SpanGap | Self::ClaimedEpsilon => Some((0.0, f64::MAX, "[0, infinity)")),
            Self::InferenceLift => Some((1.0, f64::MAX, "[1, infinity)")),
            Self::DpConsistency => None,
        }
    }

    /// Whether a rule's selectors are those of the metric.
    pub(crate) fn check(self, rule: &Rule) -> Result<(), &'static str> {
        let At { fpr, n, p } = rule.at;
        match self {
            Self::MembershipTpr | Self::SubjectTpr if fpr.is_none() => {
                return Err("needs `at: {fpr: ...}`");
            }
            Self::SampledExcess if n.is_none() || p.is_none() => {
                return Err("needs `at: {n: ..., p: ...}`");
            }
            _ => {}
        }
        let has_fpr = matches!(self, Self::MembershipTpr | Self::SubjectTpr);
        if fpr.is_some() && !has_fpr {
            return Err("has no `at.fpr`");
        }
        if (n.is_some() || p.is_some()) && self != Self::SampledExcess {
            return Err("has no `at.n` and no `at.p`");
        }
        if !rule.entity_types.is_empty() && self != Self::SpanGap {
            return Err("has no `entity_types`");
        }
        Ok(())
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A unit variant serialises as its name.
        f.write_str(
            serde_json::to_value(self)
                .ok()
                .as_ref()
                .and_then(|name| name.as_str())
                .unwrap_or("?"),
        )
    }
}
