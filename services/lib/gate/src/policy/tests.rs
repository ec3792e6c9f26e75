#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

const SMALL: &str = "
schema: tacit.audit-policy/1
name: small
version: 2
rules:
  - {id: a, metric: canary.extracted.fraction, at_most: 0.01}
  - {id: b, metric: membership.tpr, at: {fpr: 0.01}, at_most: 0.03, required: true}
";

#[test]
fn the_policy_that_ships_is_sound() {
    let policy = Policy::parse(STANDARD).unwrap();
    assert_eq!((policy.name.as_str(), policy.version), ("standard", 1));
    assert!(policy.rules.iter().any(|rule| rule.required));
}

#[test]
fn json_is_read_as_yaml_is_and_every_byte_counts() {
    let policy = Policy::parse(SMALL).unwrap();
    let json = serde_json::to_string(&policy).unwrap();
    assert_eq!(Policy::parse(&json).unwrap(), policy);
    assert_ne!(digest(SMALL), digest(&format!("{SMALL}\n")));
    // sha256sum of nothing.
    assert!(digest("").starts_with("sha256:e3b0c44298fc1c14"));
}

#[test]
fn what_is_wrong_is_named() {
    for (from, to, field) in [
        ("audit-policy/1", "audit-policy/9", "schema"),
        ("name: small", "name: Small One", "name"),
        ("version: 2", "version: 0", "version"),
        ("id: b", "id: a", "rules[1].id"),
        ("at_most: 0.01", "at_most: 1.5", "rules[0].at_most"),
        ("at_most: 0.01", "at_most: .nan", "rules[0].at_most"),
        ("at_most: 0.01", "at_most: high", "rules[0].at_most"),
        ("at_most: 0.01", "at_most: 0.01, red: 1", "rules[0].red"),
        ("name: small", "- name: small", "policy"),
        (", at_most: 0.01", "", "rules[0].at_most"),
        (", at: {fpr: 0.01}", "", "rules[1].metric"),
        ("{fpr: 0.01}", "{fpr: 0.0}", "rules[1].at.fpr"),
        (
            "at_most: 0.01",
            "at_most: 0.01, at: {n: 3, p: 0.5}",
            "rules[0].metric",
        ),
        (
            "at_most: 0.01",
            "at_most: 0.01, entity_types: [PERSON]",
            "rules[0].metric",
        ),
        (
            "at_most: 0.01",
            "at_most: 0.01, alternative: 0.01",
            "rules[0].alternative",
        ),
        ("version: 2", "version: 2\nfresh_days: 4000", "fresh_days"),
        (
            "version: 2",
            "version: 2\nwaivers: {allowed: true, approvers: 0}",
            "waivers.approvers",
        ),
        (
            "version: 2",
            "version: 2\nwaivers: {not_for: [c]}",
            "waivers.not_for",
        ),
        (
            "version: 2",
            "version: 2\nfamily_error: 0.9",
            "family_error",
        ),
        ("version: 2", "version: 2\nfresh_days: 0", "fresh_days"),
        ("version: 2", "version: 2\nunheard_of: 1", "unheard_of"),
        (
            "canary.extracted.fraction",
            "canary.nonsense",
            "rules[0].metric",
        ),
    ] {
        let text = SMALL.replace(from, to);
        assert_ne!(text, SMALL, "{from}");
        let error = Policy::parse(&text).unwrap_err();
        assert_eq!(error.field, field, "{from} -> {to}: {error}");
    }
    assert_eq!(Policy::parse("rules: [").unwrap_err().field, "rules");
}
