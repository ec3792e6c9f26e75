use serde_json::json;

use super::*;

fn report(privacy_high: f64) -> Value {
    let estimate =
        |value: f64, high: f64| json!({ "value": value, "low": value - 0.5, "high": high });
    let measures: Vec<Value> = LOSSES
        .iter()
        .map(|(split, tokens, _)| {
            json!({
                "split": split, "tokens": tokens, "averaging": "AVERAGING_TOKEN_MICRO",
                "entity_type": "", "base": estimate(4.0, 4.5), "tuned": estimate(2.0, 2.5),
                "change": estimate(-2.0, privacy_high),
            })
        })
        .collect();
    json!({ "measures": measures })
}

#[test]
fn the_four_losses_are_shown_with_their_intervals() {
    let text = summary(&report(-1.5).to_string()).unwrap();
    assert_eq!(text.lines().count(), 6);
    assert!(text.contains("4.000 [3.500, 4.500]"));
    assert!(text.contains("-2.000 [-2.500, -1.500]"));
}

#[test]
fn a_privacy_loss_that_may_not_have_moved_is_a_failure() {
    assert!(summary(&report(0.1).to_string()).is_err());
}

#[test]
fn a_missing_loss_is_a_failure() {
    let mut report = report(-1.5);
    report["measures"].as_array_mut().unwrap().pop();
    assert!(summary(&report.to_string()).is_err());
    assert!(summary("{}").is_err());
}
