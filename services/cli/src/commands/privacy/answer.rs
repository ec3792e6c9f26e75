//! What an accountant said about one setting, for people and for programs.

use dp::{Accountant, DpEvent};
use serde::{Deserialize, Deserializer, Serialize};

use super::Training;
use crate::error::Error;
use crate::output::Output;
use crate::table::Table;

/// The relation under which every number here holds.
const RELATION: &str = "add_or_remove_one";

/// A claim with everything that it depends on.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    pub(super) epsilon: f64,
    pub(super) delta: f64,
    accountant: &'static str,
    accountant_version: u32,
    relation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) noise_multiplier: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) steps: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sampling_rate: Option<f64>,
    /// What a search was for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) found: Option<&'static str>,
    /// Expected batch size, where the number of records is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) batch_size: Option<u64>,
}

impl Answer {
    /// Epsilon of training at a delta.
    pub(super) fn epsilon(
        training: Training,
        delta: f64,
        accountant: Accountant,
    ) -> Result<Self, Error> {
        Ok(Self::of_events(&training.event(), None, Some(delta), accountant)?.with(training))
    }

    /// Delta of training at an epsilon.
    pub(super) fn delta(
        training: Training,
        epsilon: f64,
        accountant: Accountant,
    ) -> Result<Self, Error> {
        Ok(Self::of_events(&training.event(), Some(epsilon), None, accountant)?.with(training))
    }

    /// The missing one of epsilon and delta.
    pub(super) fn of_events(
        event: &DpEvent,
        epsilon: Option<f64>,
        delta: Option<f64>,
        accountant: Accountant,
    ) -> Result<Self, Error> {
        let (epsilon, delta) = match (epsilon, delta) {
            (None, Some(delta)) => (accountant.epsilon(event, delta)?, delta),
            (Some(epsilon), None) => (epsilon, accountant.delta(event, epsilon)?),
            _ => {
                let sentence = "give one of --epsilon and --delta; the other is found";
                return Err(Error::Usage(sentence.to_owned()));
            }
        };
        Ok(Self {
            epsilon,
            delta,
            accountant: accountant.name(),
            accountant_version: Accountant::VERSION,
            relation: RELATION,
            noise_multiplier: None,
            steps: None,
            sampling_rate: None,
            found: None,
            batch_size: None,
        })
    }

    fn with(self, training: Training) -> Self {
        Self {
            noise_multiplier: Some(training.noise_multiplier),
            steps: Some(training.steps),
            sampling_rate: Some(training.sampling_rate),
            ..self
        }
    }

    /// As a JSON object or as a list of facts. Numbers are printed in full: rounding
    /// could claim more privacy than there is.
    pub(super) fn print(&self, output: &Output) -> Result<(), Error> {
        if output.is_json() {
            return output.value(&serde_json::to_value(self).map_err(dp::Error::Json)?);
        }
        let mut facts = Table::facts();
        facts.fact("epsilon", self.epsilon.to_string());
        facts.fact("delta", format!("{:e}", self.delta));
        let number = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
        let whole = |value: Option<u64>| value.map(|v| v.to_string()).unwrap_or_default();
        facts.fact("noise multiplier", number(self.noise_multiplier));
        facts.fact("steps", whole(self.steps));
        facts.fact("sampling rate", number(self.sampling_rate));
        facts.fact("batch size", whole(self.batch_size));
        facts.fact(
            "accountant",
            format!("{}, version {}", self.accountant, self.accountant_version),
        );
        facts.fact("relation", "add or remove one record; Poisson sampling");
        output.text(&facts.render())
    }
}

/// A number of steps as typed: `10000` or `1e4`.
pub(super) fn steps(text: &str) -> Result<u64, String> {
    match (text.parse(), text.parse()) {
        (Ok(whole), _) => Ok(whole),
        (_, Ok(number)) => integral(number),
        _ => Err("a whole number is needed".to_owned()),
    }
}

/// A number of steps in JSON: `10000` or `1e4`.
pub(super) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let number = serde_json::Number::deserialize(deserializer)?;
    match (number.as_u64(), number.as_f64()) {
        (Some(whole), _) => Ok(whole),
        (_, Some(number)) => integral(number).map_err(serde::de::Error::custom),
        _ => Err(serde::de::Error::custom("a whole number is needed")),
    }
}

fn integral(number: f64) -> Result<u64, String> {
    // Up to here every whole number is a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number >= 0.0 && number.fract() == 0.0 && number <= EXACT {
        Ok(number as u64)
    } else {
        Err("a whole number of at least 0 is needed".to_owned())
    }
}
