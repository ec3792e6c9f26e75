//! A gate's summary for the tests of its renderers.

use attestation::{Comparator, RuleOutcome, Verdict, Word};

use super::gate::GateSummary;

pub(super) fn rule(id: &str, verdict: Verdict, required: bool) -> RuleOutcome {
    let word = |text: &str| Word::new(text).unwrap();
    RuleOutcome {
        id: word(id),
        metric: word("mia.tpr@fpr=0.01"),
        comparator: Comparator::UpperAtMost,
        limit: Some(0.03),
        estimate: Some(0.012_345_678),
        lower: Some(0.004_8),
        upper: Some(0.04),
        n: Some(1000),
        method: Some(word("clopper-pearson")),
        correction: Some(word("holm")),
        required,
        verdict,
        reason: Some(word("beyond_limit")),
    }
}

/// One rule of each kind.
pub(super) fn summary() -> GateSummary {
    let mut unmeasured = rule("user-mi", Verdict::Inconclusive, false);
    (unmeasured.estimate, unmeasured.lower, unmeasured.upper) = (None, None, None);
    unmeasured.limit = None;
    GateSummary {
        verdict: Verdict::Fail,
        rules: vec![
            rule("canary-extraction", Verdict::Pass, true),
            rule("mia-tpr", Verdict::Fail, true),
            rule("span-gap", Verdict::Inconclusive, true),
            unmeasured,
        ],
    }
}
