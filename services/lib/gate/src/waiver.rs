//! Waivers: findings that people decided to live with, for a time.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::error::{PolicyError, Problem};
use crate::policy::Policy;

/// A decision to release in spite of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The rule's id.
    pub rule: String,
    /// When it was granted.
    pub granted: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// Who approved, by the names that the organisation uses.
    pub approvers: BTreeSet<String>,
    /// Why, for whoever reads the report.
    pub reason: String,
}

impl Waiver {
    /// Reads a YAML or JSON list.
    ///
    /// # Errors
    /// [`PolicyError`] for what is no such list.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, PolicyError> {
        crate::policy::read("waivers", text)
    }

    /// Whether the policy admits it.
    ///
    /// # Errors
    /// [`PolicyError`] naming the field of `waivers[at]` that is wrong.
    pub(crate) fn check(&self, at: usize, policy: &Policy) -> Result<(), PolicyError> {
        let refuse =
            |name: &str, problem| Err(PolicyError::at(format!("waivers[{at}].{name}"), problem));
        let rules = &policy.waivers;
        if !policy.rules.iter().any(|rule| rule.id == self.rule) {
            return refuse("rule", Problem::UnknownRule);
        }
        if !rules.allowed {
            return refuse("rule", Problem::Waiver("the policy allows no waivers"));
        }
        if rules.not_for.contains(&self.rule) {
            return refuse(
                "rule",
                Problem::Waiver("the policy lets nobody waive this rule"),
            );
        }
        let names: BTreeSet<&str> = self.approvers.iter().map(|name| name.trim()).collect();
        if names.contains("") {
            return refuse("approvers", Problem::Waiver("must have names"));
        }
        if names.len() < rules.approvers as usize {
            return refuse("approvers", Problem::Waiver("too few for the policy"));
        }
        let hours = i64::from(rules.max_days) * 24;
        let latest = self.granted.checked_add(hours.hours());
        if self.until <= self.granted || latest.is_ok_and(|latest| self.until > latest) {
            return refuse(
                "until",
                Problem::Waiver("not within the time the policy allows"),
            );
        }
        if self.reason.trim().is_empty() {
            return refuse("reason", Problem::Waiver("must say why"));
        }
        Ok(())
    }

    /// Whether it is in force.
    pub(crate) fn holds(&self, now: Timestamp) -> bool {
        self.granted <= now && now < self.until
    }
}
