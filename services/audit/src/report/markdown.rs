//! The gate as Markdown, for the summary of a pipeline's run.

use attestation::Verdict;

use super::gate::{self, GateSummary};

/// The document. Numbers have four significant digits; `report.json` has them in full.
pub fn summary(summary: &GateSummary) -> String {
    let mut text = format!(
        "## Privacy audit: {}\n\n{}\n",
        summary.verdict,
        reading(summary)
    );
    if summary.rules.is_empty() {
        return text;
    }
    text.push_str("\n| rule | verdict | required | measured | asked | n | reason |\n");
    text.push_str("|---|---|---|---|---|---:|---|\n");
    for rule in &summary.rules {
        let verdict = match rule.verdict {
            Verdict::Pass => "PASS",
            Verdict::Fail => "**FAIL**",
            Verdict::Inconclusive => "*INCONCLUSIVE*",
        };
        text.push_str(&format!(
            "| `{}` | {verdict} | {} | {} | {} | {} | {} |\n",
            rule.id,
            if rule.required { "yes" } else { "no" },
            gate::measured(rule, number),
            gate::asked(rule, number),
            rule.n.map(|n| n.to_string()).unwrap_or_default(),
            rule.reason
                .as_ref()
                .map(|r| format!("`{r}`"))
                .unwrap_or_default(),
        ));
    }
    text
}

/// The verdict in a sentence.
fn reading(summary: &GateSummary) -> String {
    let (failed, doubtful) = (
        summary.count(Verdict::Fail),
        summary.count(Verdict::Inconclusive),
    );
    let rules = summary.rules.len();
    let meaning = match summary.verdict {
        Verdict::Pass => "Every required rule's whole interval lies on the good side.",
        Verdict::Fail => "At least one rule's whole interval lies on the bad side.",
        Verdict::Inconclusive => {
            "It cannot be decided: a required rule, a precondition or the power check leaves it open."
        }
    };
    format!("{meaning} Of {rules} rules {failed} failed and {doubtful} could not be decided.")
}

/// Four significant digits, without zeros that say nothing.
fn number(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    let magnitude = x.abs().log10().floor();
    if !(-4.0..6.0).contains(&magnitude) {
        return format!("{x:.3e}");
    }
    // Between 0 and 7.
    let decimals = (3.0 - magnitude).max(0.0) as usize;
    let text = format!("{x:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests;
