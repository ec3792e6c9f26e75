use super::*;
use crate::report::gate_tests;

#[test]
fn the_verdict_stands_first_and_every_rule_has_a_row() {
    let text = super::summary(&gate_tests::summary());
    assert!(text.starts_with("## Privacy audit: FAIL\n\nAt least one rule"));
    assert!(text.contains("Of 4 rules 1 failed and 2 could not be decided."));
    assert!(text.contains(
        "| `mia-tpr` | **FAIL** | yes | 0.01235 [0.0048, 0.04] | upper end at most 0.03 | 1000 | `beyond_limit` |"
    ));
    assert!(text.contains("| `user-mi` | *INCONCLUSIVE* | no | not measured |"));
    let rows = text.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, 4);
    let columns = |line: &str| line.matches('|').count();
    assert!(
        text.lines()
            .filter(|l| l.starts_with('|'))
            .all(|l| columns(l) == 8)
    );
}

#[test]
fn a_gate_without_rules_is_a_sentence() {
    let summary = GateSummary {
        verdict: Verdict::Inconclusive,
        rules: Vec::new(),
    };
    assert!(!super::summary(&summary).contains('|'));
}

#[test]
fn numbers_have_four_digits() {
    for (x, text) in [
        (0.0, "0"),
        (0.012_345_678, "0.01235"),
        (0.5, "0.5"),
        (-3.0, "-3"),
        (1234.567, "1235"),
        (12_345.6, "12346"),
        (0.000_123_456, "0.0001235"),
        (1e-6, "1.000e-6"),
        (1e300, "1.000e300"),
        (f64::INFINITY, "inf"),
    ] {
        assert_eq!(number(x), text);
    }
}
