//! What the audit found, in five lines.

use std::fmt::Write as _;

use anyhow::{Context, ensure};
use serde_json::Value;

/// The four losses in the order of reading.
const LOSSES: [(&str, &str, &str); 4] = [
    (
        "SPLIT_TRAIN",
        "TOKEN_GROUP_SENSITIVE",
        "train, sensitive (privacy)",
    ),
    (
        "SPLIT_HOLDOUT",
        "TOKEN_GROUP_NON_SENSITIVE",
        "holdout, non-sensitive (utility)",
    ),
    (
        "SPLIT_HOLDOUT",
        "TOKEN_GROUP_SENSITIVE",
        "holdout, sensitive",
    ),
    (
        "SPLIT_TRAIN",
        "TOKEN_GROUP_NON_SENSITIVE",
        "train, non-sensitive",
    ),
];

/// Base against tuned for the four losses, from the JSON of `tacit report show`.
///
/// # Errors
/// When a loss is missing, or when fine-tuning did not lower the loss on the secrets it was trained on: the
/// demo then shows nothing.
pub(super) fn summary(report: &str) -> anyhow::Result<String> {
    let report: Value = serde_json::from_str(report).context("the report is not JSON")?;
    let measures = report["measures"]
        .as_array()
        .context("the report holds no measures")?;
    let mut text = format!(
        "{:<34}{:>26}{:>26}{:>28}\n",
        "loss in nats per token", "base", "tuned", "change"
    );
    for (split, tokens, title) in LOSSES {
        let found = measures.iter().find(|measure| {
            measure["split"] == split
                && measure["tokens"] == tokens
                && measure["averaging"] == "AVERAGING_TOKEN_MICRO"
                && measure["entity_type"] == ""
        });
        let measure = found.with_context(|| format!("the report has no loss on {title}"))?;
        let change = interval(&measure["change"])?;
        if split == "SPLIT_TRAIN" && tokens == "TOKEN_GROUP_SENSITIVE" {
            ensure!(
                change.2 < 0.0,
                "the loss on trained secrets did not visibly fall: change {:.3} [{:.3}, {:.3}]",
                change.0,
                change.1,
                change.2
            );
        }
        let (base, tuned) = (interval(&measure["base"])?, interval(&measure["tuned"])?);
        let cell =
            |(value, low, high): (f64, f64, f64)| format!("{value:.3} [{low:.3}, {high:.3}]");
        let (base, tuned, change) = (cell(base), cell(tuned), cell(change));
        let _ = writeln!(text, "{title:<34}{base:>26}{tuned:>26}{change:>28}");
    }
    text.push_str("[low, high]: 95 % bootstrap intervals over records");
    Ok(text)
}

/// Value, low and high end.
fn interval(estimate: &Value) -> anyhow::Result<(f64, f64, f64)> {
    let number = |key: &str| {
        estimate[key]
            .as_f64()
            .context("an estimate of the report is not whole")
    };
    Ok((number("value")?, number("low")?, number("high")?))
}

#[cfg(test)]
mod tests;
