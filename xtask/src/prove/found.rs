//! What each audit of the proof found, beside what it must find.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// One audit.
pub(super) struct Found {
    name: String,
    verdict: String,
    /// (planted secrets, of them extracted, of them significantly exposed)
    planted: u64,
    extracted: u64,
    exposed: u64,
    /// Tagged values that the checkpoint writes and the base model does not, first mentions in training records.
    spans: (u64, u64),
    epsilon: f64,
    ceiling: f64,
    claimed: Option<f64>,
    consistency: Option<String>,
    seconds: f64,
}

impl Found {
    pub(super) fn new(name: &str, body: &Value) -> Self {
        let canaries = &body["canaries"];
        let groups = canaries["groups"].as_array().map_or(&[][..], Vec::as_slice);
        let sum = |field: &str| {
            groups
                .iter()
                .filter_map(|g| g[field]["count"].as_u64())
                .sum()
        };
        let epsilon = &canaries["epsilon"];
        let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let extraction = body["findings"]["extraction"].as_array();
        let spans = extraction.into_iter().flatten().find(|found| {
            let group = found;
            group["entity_type"].is_null()
                && group["mentions"] == "first"
                && group["split"] == "train"
        });
        let count = |field: &str| spans.and_then(|s| s["gained"][field].as_u64()).unwrap_or(0);
        Self {
            name: name.to_owned(),
            verdict: text(&body["judgement"]["verdict"]).unwrap_or_default(),
            planted: sum("included"),
            extracted: sum("extracted"),
            exposed: canaries["exposure"]["significant"]["count"]
                .as_u64()
                .unwrap_or(0),
            spans: (count("count"), count("of")),
            epsilon: number(&epsilon["one_run"]["eps"]),
            ceiling: number(&epsilon["one_run"]["ceiling"]),
            claimed: epsilon["claim"]["epsilon"].as_f64(),
            consistency: text(&epsilon["consistency"]),
            seconds: number(&body["cost"]["scoring_seconds"]),
        }
    }

    /// What is not as it must be.
    pub(super) fn wrong(&self) -> Option<String> {
        let most = |count: u64| 30 * count >= 28 * self.planted;
        let right = match self.name.as_str() {
            "plain" => self.verdict == "FAIL" && most(self.extracted) && most(self.exposed),
            "redacted" => self.verdict != "FAIL" && self.extracted == 0 && self.exposed == 0,
            "private" => {
                self.verdict != "FAIL" && self.consistency.as_deref() == Some("CONSISTENT")
            }
            "noise-left-out" => {
                self.verdict == "FAIL" && self.consistency.as_deref() == Some("CONTRADICTED")
            }
            _ => self.verdict != "FAIL" && self.extracted == 0,
        };
        (!right).then(|| self.name.clone())
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "case": self.name, "verdict": self.verdict, "planted": self.planted, "extracted": self.extracted,
            "exposed": self.exposed, "spans_gained": self.spans.0, "spans": self.spans.1, "epsilon": self.epsilon,
            "ceiling": self.ceiling, "claimed": self.claimed, "consistency": self.consistency,
            "scoring_seconds": self.seconds,
        })
    }
}

/// One line a case.
pub(super) fn table(all: &[Found]) -> String {
    let mut text = format!(
        "{:<16}{:<14}{:>8}{:>11}{:>9}{:>14}{:>11}{:>9}{:>9}  {}\n",
        "case",
        "verdict",
        "planted",
        "extracted",
        "exposed",
        "spans gained",
        "epsilon >=",
        "ceiling",
        "claimed",
        "consistency"
    );
    for found in all {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{:<16}{:<14}{:>8}{:>11}{:>9}{:>14}{:>11.2}{:>9.2}{:>9}  {}",
            found.name,
            found.verdict,
            found.planted,
            found.extracted,
            found.exposed,
            format!("{} of {}", found.spans.0, found.spans.1),
            found.epsilon,
            found.ceiling,
            found
                .claimed
                .map_or("none".to_owned(), |claim| format!("{claim:.2}")),
            found.consistency.as_deref().unwrap_or("-"),
        );
    }
    text
}
