//! The gate as JUnit XML, for pipelines: each rule is a test.
//!
//! FAIL is a failure. INCONCLUSIVE is an error where the policy requires the rule,
//! for then it stops the release, and a skipped test where it does not. One more
//! test has the verdict as a whole, which a precondition can make worse than any
//! rule is.

use attestation::{RuleOutcome, Verdict};

use super::gate::{self, GateSummary};

/// The document.
pub fn xml(summary: &GateSummary) -> String {
    let whole = summary.verdict;
    let mut cases = vec![case(
        "verdict",
        "privacy-audit",
        whole,
        true,
        &whole.to_string(),
    )];
    for rule in &summary.rules {
        let (name, class) = (rule.id.as_str(), format!("privacy-audit.{}", rule.metric));
        let text = sentence(rule);
        cases.push(case(name, &class, rule.verdict, rule.required, &text));
    }
    let count = |tag: &str| cases.iter().filter(|c| c.contains(tag)).count();
    let counts = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
        cases.len(),
        count("<failure "),
        count("<error "),
        count("<skipped "),
    );
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites {counts}>\n  <testsuite name=\"privacy-audit\" {counts}>\n{}  </testsuite>\n\
         </testsuites>\n",
        cases.concat(),
    )
}

fn case(name: &str, class: &str, verdict: Verdict, required: bool, text: &str) -> String {
    let (name, class, text) = (escaped(name), escaped(class), escaped(text));
    let outcome = match (verdict, required) {
        (Verdict::Pass, _) => String::new(),
        (Verdict::Fail, _) => format!("<failure type=\"FAIL\" message=\"{text}\"/>"),
        (Verdict::Inconclusive, true) => {
            format!("<error type=\"INCONCLUSIVE\" message=\"{text}\"/>")
        }
        (Verdict::Inconclusive, false) => format!("<skipped message=\"{text}\"/>"),
    };
    let start = format!("    <testcase name=\"{name}\" classname=\"{class}\"");
    match outcome.is_empty() {
        true => format!("{start}/>\n"),
        false => format!("{start}>{outcome}</testcase>\n"),
    }
}

/// Everything that the outcome rests on, with numbers in full.
fn sentence(rule: &RuleOutcome) -> String {
    let full = |x: f64| x.to_string();
    let mut text = format!(
        "{}: {}, asked: {}",
        rule.verdict,
        gate::measured(rule, full),
        gate::asked(rule, full)
    );
    if let Some(n) = rule.n {
        text.push_str(&format!(", n {n}"));
    }
    for (name, word) in [
        ("interval", &rule.method),
        ("correction", &rule.correction),
        ("reason", &rule.reason),
    ] {
        if let Some(word) = word {
            text.push_str(&format!(", {name} {word}"));
        }
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
