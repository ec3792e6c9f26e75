//! What the tagging policy does to a record beside tagging it.

use chassis::{Code, Failure};
use corpus::{EntityType, Record, Redacted, Span};
use pii::{Action, Actions, Key, Policy};

/// The reason under which records that the policy drops are counted.
pub(super) const DROPPED: &str = "DROPPED_BY_POLICY";

/// The actions of a policy. The key of its pseudonyms lives as long as the job
/// and is kept nowhere: within a version the same value of the same subject has
/// the same pseudonym, and nobody can tell whose it was.
pub(super) struct Acts<'a> {
    policy: &'a Policy,
    key: Key,
    only_tags: bool,
}

impl<'a> Acts<'a> {
    /// Those of a policy, with a key of their own.
    pub(super) fn new(policy: &'a Policy) -> Result<Self, Failure> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| no_entropy())?;
        let tags = |action: &Action| *action == Action::Tag;
        let rules = policy.types.values().filter_map(|rule| rule.action);
        Ok(Self {
            policy,
            key: Key::new(bytes),
            only_tags: tags(&policy.action) && rules.into_iter().all(|action| tags(&action)),
        })
    }

    /// Acts on a record. False when it is to be left out. A span over what stands in place of a value is no
    /// span any more: whoever learns a placeholder learns nothing of anybody.
    pub(super) fn on(&self, record: &mut Record) -> bool {
        if self.only_tags {
            return true;
        }
        let sensitive = std::mem::take(&mut record.spans);
        let uncertain = std::mem::take(&mut record.uncertain);
        let spans = apart(sensitive, uncertain);
        let all: Vec<Span> = spans.iter().map(|(span, _)| span.clone()).collect();
        let subject = record.subject.as_deref().unwrap_or_default();
        let actions = Actions::new(self.policy, &self.key);
        let before = std::mem::take(&mut record.text);
        let Some(changed) = actions.apply(subject, before.expose(), &all) else {
            return false;
        };
        let now = |span: &Span| changed.text.get(span.start..span.end);
        let was = |span: &Span| before.expose().get(span.start..span.end);
        for (span, (old, unsure)) in changed.spans.into_iter().zip(spans) {
            if now(&span) != was(&old) {
                continue;
            }
            if unsure {
                record.uncertain.push(span);
            } else {
                record.spans.push(span);
            }
        }
        record.text = Redacted::new(changed.text);
        true
    }
}

/// Spans in order that do not overlap, each with whether it is uncertain.
/// Overlapping ones, which a record may bring, become one as wide as both, so
/// that nothing of either stays.
fn apart(sensitive: Vec<Span>, uncertain: Vec<Span>) -> Vec<(Span, bool)> {
    let sensitive = sensitive.into_iter().map(|span| (span, false));
    let mut spans: Vec<(Span, bool)> = sensitive
        .chain(uncertain.into_iter().map(|span| (span, true)))
        .collect();
    spans.sort_by_key(|(span, unsure)| (span.start, *unsure));
    let mut apart: Vec<(Span, bool)> = Vec::new();
    for (span, unsure) in spans {
        match apart.last_mut() {
            Some((last, sure)) if span.start < last.end => {
                last.end = last.end.max(span.end);
                *sure = *sure && unsure;
            }
            _ => apart.push((span, unsure)),
        }
    }
    apart
}

/// Whether the policy leaves nothing of a value of this type in the text, so
/// that it cannot tie records.
pub(super) fn hides(policy: &Policy, entity: &EntityType) -> bool {
    matches!(policy.action_of(entity), Action::Redact | Action::Mask)
}

/// The system gives no random bytes.
pub(super) fn no_entropy() -> Failure {
    Failure::new(
        Code::Unavailable,
        "ENTROPY_UNAVAILABLE",
        "the system gives no random bytes",
    )
}
