use super::*;
use crate::report::gate_tests;

#[test]
fn each_kind_of_outcome_has_its_element() {
    let xml = xml(&gate_tests::summary());
    let counts = "tests=\"5\" failures=\"2\" errors=\"1\" skipped=\"1\"";
    assert_eq!(xml.matches(counts).count(), 2, "{xml}");
    assert!(xml.contains(
        "<testcase name=\"canary-extraction\" classname=\"privacy-audit.mia.tpr@fpr=0.01\"/>"
    ));
    assert!(xml.contains(
        "<failure type=\"FAIL\" message=\"FAIL: 0.012345678 [0.0048, 0.04], asked: upper end at \
         most 0.03, n 1000, interval clopper-pearson, correction holm, reason beyond_limit\"/>"
    ));
    assert!(xml.contains("<error type=\"INCONCLUSIVE\""));
    assert!(xml.contains("<skipped message=\"INCONCLUSIVE: not measured, asked: upper end at most a limit that is not set"));
}

#[test]
fn a_verdict_that_is_worse_than_every_rule_shows() {
    let mut summary = gate_tests::summary();
    summary.rules.truncate(1);
    summary.verdict = Verdict::Inconclusive;
    let xml = xml(&summary);
    assert!(xml.contains("tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"0\""));
    assert!(xml.contains("<testcase name=\"verdict\" classname=\"privacy-audit\"><error"));
    summary.verdict = Verdict::Pass;
    assert!(super::xml(&summary).contains("failures=\"0\" errors=\"0\" skipped=\"0\""));
}

#[test]
fn markup_in_a_value_stays_a_value() {
    assert_eq!(escaped("<a b=\"c\">&"), "&lt;a b=&quot;c&quot;&gt;&amp;");
}
