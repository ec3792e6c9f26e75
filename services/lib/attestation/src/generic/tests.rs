use super::*;
use crate::sample_tests::{World, rule};
use crate::{Algorithm, PrivateKey, Subject, sign};

#[test]
fn a_pass_with_an_optional_doubt_is_passed_with_a_warning() {
    let mut predicate = World::new().predicate();
    let json = serde_json::to_value(TestResult::from(&predicate)).unwrap();
    assert_eq!(json["result"], "WARNED");
    assert_eq!(json["passedTests"], serde_json::json!(["mia-tpr"]));
    assert_eq!(json["warnedTests"], serde_json::json!(["user-mi"]));
    assert_eq!(json["failedTests"], serde_json::json!([]));
    assert_eq!(json["configuration"][0]["name"], "pii-standard");
    predicate.rules.pop();
    let json = serde_json::to_value(TestResult::from(&predicate)).unwrap();
    assert_eq!(json["result"], "PASSED");
}

#[test]
fn inconclusive_is_failed_for_readers_who_do_not_know_it() {
    let mut predicate = World::new().predicate();
    predicate
        .rules
        .push(rule("power", Verdict::Inconclusive, true));
    for verdict in [Verdict::Inconclusive, Verdict::Fail] {
        predicate.verdict = verdict;
        let json = serde_json::to_value(TestResult::from(&predicate)).unwrap();
        assert_eq!(json["result"], "FAILED");
        assert_eq!(json["failedTests"], serde_json::json!(["power"]));
        let json = serde_json::to_value(Svr::from(&predicate)).unwrap();
        assert_eq!(json["properties"], serde_json::json!([]));
    }
}

#[test]
fn properties_are_named_after_what_was_verified() {
    let world = World::new();
    let mut predicate = world.predicate();
    let json = serde_json::to_value(Svr::from(&predicate)).unwrap();
    assert_eq!(
        json["properties"],
        serde_json::json!(["PRIVAUDIT_PASS_30", "PRIVAUDIT_DP_EPS_LE_8_DELTA_1E-6"])
    );
    assert_eq!(json["timeCreated"], "2026-01-01T00:00:00Z");
    let policy = predicate.policy.digest.as_str().replace("sha256:", "");
    assert_eq!(json["verifier"]["policies"][0]["digest"]["sha256"], policy);
    predicate.dp_claim = None;
    let json = serde_json::to_value(Svr::from(&predicate)).unwrap();
    assert_eq!(json["properties"], serde_json::json!(["PRIVAUDIT_PASS_30"]));
    // Neither is taken for the other, nor for ours.
    let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    let subject = Subject::of_model(&world.path("model"), &[]).unwrap();
    let envelope = sign(&Svr::from(&predicate), &subject, &key).unwrap();
    let public = key.public();
    let (payload, _) = envelope.open(&[&public]).unwrap();
    let refused = crate::statement::decode(payload).unwrap_err();
    assert_eq!(refused.reason(), "PREDICATE_TYPE_UNKNOWN");
}
