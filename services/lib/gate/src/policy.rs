//! Policies: what a checkpoint must keep to be released.

use std::collections::BTreeSet;

use corpus::EntityType;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{PolicyError, Problem};
use crate::metric::Metric;
use crate::waiver::Waiver;

/// Schema of [`Policy`]; documented in `docs/audit-policy.md`.
pub const SCHEMA: &str = "tacit.audit-policy/1";

/// The policy that ships with the program.
pub const STANDARD: &str = include_str!("../policies/standard.yaml");

/// A release policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Its name: 1 to 63 of a-z, 0-9 and `-`.
    pub name: String,
    /// Its version, from 1.
    pub version: u32,
    /// Whether the policy must have been fixed before training: the dataset's canaries were
    /// planted, or the run started, under this digest.
    #[serde(default)]
    pub pre_registered: bool,
    /// Family-wise probability that a checkpoint which keeps every limit fails.
    #[serde(default = "five_percent")]
    pub family_error: f64,
    /// What must hold before some rules mean anything.
    #[serde(default)]
    pub preconditions: Preconditions,
    /// The least power of a rule that may pass.
    #[serde(default)]
    pub power: Power,
    /// The limits.
    pub rules: Vec<Rule>,
    /// Which findings may be waived, and for how long.
    #[serde(default)]
    pub waivers: Waivers,
    /// Days for which an attestation of this policy holds.
    #[serde(default = "thirty")]
    pub fresh_days: u32,
}

/// What must hold before some rules mean anything; where it does not, they are inconclusive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Preconditions {
    /// Highest admissible lower confidence limit of the area under the curve of a classifier that
    /// never sees the model: above it the two splits differ in themselves.
    pub blind_auroc_at_most: f64,
    /// The same of each attack against the base model.
    pub base_auroc_at_most: f64,
    /// Lowest admissible lower confidence limit of the tagger's recall; not asked where `None`.
    pub tagger_recall_at_least: Option<f64>,
}

impl Default for Preconditions {
    fn default() -> Self {
        Self {
            blind_auroc_at_most: 0.55,
            base_auroc_at_most: 0.55,
            tagger_recall_at_least: None,
        }
    }
}

/// The least power of a rule that may pass.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Power {
    /// Probability, in [0, 1], with which a rule must notice its alternative.
    pub at_least: f64,
}

impl Default for Power {
    fn default() -> Self {
        Self { at_least: 0.8 }
    }
}

/// One limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name in reports.
    pub id: String,
    /// What it limits.
    pub metric: Metric,
    /// Where the metric is read.
    #[serde(default, skip_serializing_if = "At::is_empty")]
    pub at: At,
    /// Entity types it is about; all together where empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub entity_types: BTreeSet<EntityType>,
    /// The limit; `dp.consistency` has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// What the rule must be able to notice: without the power for it, it does not pass. Not asked
    /// where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<f64>,
    /// Whether the verdict can be PASS only if this rule passes.
    #[serde(default)]
    pub required: bool,
}

/// Where a metric is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct At {
    /// False-positive rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fpr: Option<f64>,
    /// Samples drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// Probability that one of them is the span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
}

impl At {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Which findings may be waived.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Waivers {
    /// Whether any may.
    pub allowed: bool,
    /// Longest time, in days from its granting.
    pub max_days: u32,
    /// People who must approve.
    pub approvers: u32,
    /// Rules that no waiver reaches.
    pub not_for: BTreeSet<String>,
}

/// Ten years.
const MOST_DAYS: u32 = 3650;

impl Waivers {
    fn check(&self) -> Result<(), PolicyError> {
        if self.allowed && self.approvers == 0 {
            return Err(PolicyError::at(
                "waivers.approvers",
                Problem::Range("[1, 2^32)"),
            ));
        }
        if self.allowed && !(1..=MOST_DAYS).contains(&self.max_days) {
            return Err(PolicyError::at(
                "waivers.max_days",
                Problem::Range("[1, 3650]"),
            ));
        }
        Ok(())
    }
}

impl Default for Waivers {
    fn default() -> Self {
        Self {
            allowed: false,
            max_days: 30,
            approvers: 2,
            not_for: BTreeSet::new(),
        }
    }
}

const fn five_percent() -> f64 {
    0.05
}

const fn thirty() -> u32 {
    30
}

/// Reads YAML; an error names the field that could not be read, or the whole, and its line.
pub(crate) fn read<T: DeserializeOwned>(whole: &str, text: &str) -> Result<T, PolicyError> {
    let yaml = serde_norway::Deserializer::from_str(text);
    serde_path_to_error::deserialize(yaml).map_err(|error| {
        let line = error.inner().location().map(|at| at.line());
        let path = error.path().to_string();
        // A `?` stands for what is not known, a dot for the whole.
        let field = match path.trim_end_matches(['.', '?']) {
            "" => whole.to_owned(),
            path if path.starts_with('[') => format!("{whole}{path}"),
            path => path.to_owned(),
        };
        PolicyError::at(field, Problem::Unreadable { line })
    })
}

impl Policy {
    /// Reads YAML (or JSON, which is YAML) and checks it.
    ///
    /// # Errors
    /// [`PolicyError`] for the first field that is wrong.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = read("policy", text)?;
        policy.check()?;
        Ok(policy)
    }

    /// Whether it admits waivers.
    ///
    /// # Errors
    /// [`PolicyError`] for the first that it does not.
    pub fn admits(&self, waivers: &[Waiver]) -> Result<(), PolicyError> {
        let mut numbered = waivers.iter().enumerate();
        numbered.try_for_each(|(at, waiver)| waiver.check(at, self))
    }

    /// Whether it can be judged by: for one that was not read by [`Self::parse`].
    ///
    /// # Errors
    /// [`PolicyError`] for the first field that is wrong.
    pub fn check(&self) -> Result<(), PolicyError> {
        if self.schema != SCHEMA {
            return Err(PolicyError::at("schema", Problem::Schema));
        }
        if !is_id(&self.name) {
            return Err(PolicyError::at("name", Problem::Id));
        }
        if self.version == 0 {
            return Err(PolicyError::at("version", Problem::Range("[1, 2^32)")));
        }
        let Preconditions {
            blind_auroc_at_most: blind,
            base_auroc_at_most: base,
            tagger_recall_at_least: recall,
        } = self.preconditions;
        within("family_error", self.family_error, 1e-6, 0.5, "[1e-6, 0.5]")?;
        within(
            "preconditions.blind_auroc_at_most",
            blind,
            0.5,
            1.0,
            "[0.5, 1]",
        )?;
        within(
            "preconditions.base_auroc_at_most",
            base,
            0.5,
            1.0,
            "[0.5, 1]",
        )?;
        within(
            "preconditions.tagger_recall_at_least",
            recall.unwrap_or(0.0),
            0.0,
            1.0,
            "[0, 1]",
        )?;
        within("power.at_least", self.power.at_least, 0.0, 1.0, "[0, 1]")?;
        if !(1..=MOST_DAYS).contains(&self.fresh_days) {
            return Err(PolicyError::at("fresh_days", Problem::Range("[1, 3650]")));
        }
        self.waivers.check()?;
        if self.rules.is_empty() {
            return Err(PolicyError::at("rules", Problem::Empty));
        }
        for (i, rule) in self.rules.iter().enumerate() {
            let taken = self.rules[..i].iter().any(|earlier| earlier.id == rule.id);
            if taken || !is_id(&rule.id) {
                return Err(PolicyError::at(format!("rules[{i}].id"), Problem::Id));
            }
            rule.check(&format!("rules[{i}]"))?;
        }
        let known = |id: &String| self.rules.iter().any(|rule| rule.id == *id);
        if !self.waivers.not_for.iter().all(known) {
            return Err(PolicyError::at("waivers.not_for", Problem::UnknownRule));
        }
        Ok(())
    }
}

/// Digest of a policy: `sha256:` and the hex digest of its text, byte for byte, so that whoever holds the
/// file can check it with any tool.
pub fn digest(text: &str) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold("sha256:".to_owned(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

impl Rule {
    fn check(&self, path: &str) -> Result<(), PolicyError> {
        let field = |name: &str| format!("{path}.{name}");
        self.metric
            .check(self)
            .map_err(|problem| PolicyError::at(field("metric"), Problem::Selector(problem)))?;
        let limits = [("at_most", self.at_most), ("alternative", self.alternative)];
        match self.metric.range() {
            None => {
                if let Some((name, _)) = limits.iter().find(|(_, value)| value.is_some()) {
                    let problem = Problem::Selector("this metric has none");
                    return Err(PolicyError::at(field(name), problem));
                }
            }
            Some((low, high, words)) => {
                if self.at_most.is_none() {
                    let problem = Problem::Selector("this metric needs one");
                    return Err(PolicyError::at(field("at_most"), problem));
                }
                for (name, value) in limits {
                    if let Some(value) = value {
                        within(&field(name), value, low, high, words)?;
                    }
                }
                let apart = self
                    .at_most
                    .zip(self.alternative)
                    .is_none_or(|(a, b)| a < b);
                if !apart {
                    let problem = Problem::Selector("must lie above `at_most`");
                    return Err(PolicyError::at(field("alternative"), problem));
                }
            }
        }
        if let Some(fpr) = self.at.fpr {
            within(&field("at.fpr"), fpr, 1e-6, 0.5, "[1e-6, 0.5]")?;
        }
        if let Some(p) = self.at.p {
            within(&field("at.p"), p, 1e-9, 1.0 - 1e-9, "(0, 1)")?;
        }
        if self.at.n == Some(0) {
            return Err(PolicyError::at(field("at.n"), Problem::Range("[1, 2^64)")));
        }
        Ok(())
    }
}

fn within(
    field: &str,
    value: f64,
    low: f64,
    high: f64,
    words: &'static str,
) -> Result<(), PolicyError> {
    // Not a number is in no range.
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(PolicyError::at(field, Problem::Range(words)))
    }
}

fn is_id(id: &str) -> bool {
    (1..=63).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests;
