use super::*;
use crate::Subject;
use crate::sample_tests::{World, day, rule, word};
use crate::statement;

fn refused(change: impl Fn(&mut Predicate)) -> String {
    let mut predicate = World::new().predicate();
    change(&mut predicate);
    let error = predicate.check().unwrap_err();
    assert_eq!(error.reason(), "PREDICATE_INVALID");
    error.to_string()
}

#[test]
fn the_bytes_are_the_same_each_time() {
    let world = World::new();
    let predicate = world.predicate();
    let subject = Subject::of_model(&world.path("model"), &[]).unwrap();
    let bytes = statement::encode(&predicate, &subject).unwrap();
    for _ in 0..8 {
        let again = Subject::of_model(&world.path("model"), &[]).unwrap();
        assert_eq!(statement::encode(&predicate, &again).unwrap(), bytes);
    }
    let (subject_back, back) = statement::decode(&bytes).unwrap();
    assert_eq!((&subject_back, &back), (&subject, &predicate));
    assert_eq!(statement::encode(&back, &subject_back).unwrap(), bytes);
}

/// The shape that `docs/attestation.md` describes: a change here is a new version.
#[test]
fn the_json_has_the_documented_fields() {
    let json = serde_json::to_value(World::new().predicate()).unwrap();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    let sorted = |text: &str| {
        let mut names: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        names.sort();
        names
    };
    let mut top = keys(&json);
    top.sort();
    assert_eq!(
        top,
        sorted(
            "verdict policy rules dpClaim lowerBound baseModelDigest datasetManifestDigest \
             reportDigest canarySeedCommitment probes precision hardware waivers model createdAt \
             expiresAt"
        )
    );
    let mut rule = keys(&json["rules"][0]);
    rule.sort();
    assert_eq!(
        rule,
        sorted(
            "id metric comparator limit estimate lower upper n method correction required verdict \
             reason"
        )
    );
    assert_eq!(json["rules"][0]["comparator"], "upperAtMost");
    assert_eq!(json["verdict"], "PASS");
    assert_eq!(json["model"]["ignore_paths"][0], ".git");
    assert_eq!(json["createdAt"], "2026-01-01T00:00:00Z");
    assert_eq!(keys(&json["dpClaim"]).len(), 7);
    assert_eq!(keys(&json["lowerBound"]).len(), 6);
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/attestation.md");
    let page = std::fs::read_to_string(page).unwrap();
    for name in top.iter().chain(&rule) {
        assert!(
            page.contains(&format!("`{name}`")),
            "{name} is not in docs/attestation.md"
        );
    }
}

#[test]
fn a_field_that_is_not_known_is_refused() {
    let mut json = serde_json::to_value(World::new().predicate()).unwrap();
    json["note"] = "the patient's name is".into();
    assert!(serde_json::from_value::<Predicate>(json.clone()).is_err());
    json.as_object_mut().unwrap().remove("note");
    json["hardware"] = "two words".into();
    assert!(serde_json::from_value::<Predicate>(json).is_err());
}

#[test]
fn a_verdict_is_never_better_than_its_rules() {
    use Verdict::{Fail, Inconclusive, Pass};
    for (rules, best) in [
        (vec![], Inconclusive),
        (vec![(Pass, true)], Pass),
        (vec![(Pass, true), (Inconclusive, false)], Pass),
        (vec![(Pass, true), (Inconclusive, true)], Inconclusive),
        (vec![(Fail, false), (Pass, true)], Fail),
        (vec![(Inconclusive, true), (Fail, true)], Fail),
    ] {
        let mut predicate = World::new().predicate();
        let outcome = |(i, (verdict, required)): (usize, &(Verdict, bool))| {
            rule(&format!("r{i}"), *verdict, *required)
        };
        predicate.rules = rules.iter().enumerate().map(outcome).collect();
        assert_eq!(predicate.allowed(predicate.created_at), best, "{rules:?}");
        for verdict in [Pass, Inconclusive, Fail] {
            predicate.verdict = verdict;
            assert_eq!(
                predicate.check().is_ok(),
                verdict >= best,
                "{rules:?} {verdict}"
            );
        }
    }
}

#[test]
fn a_waiver_counts_for_its_rule_and_while_it_lasts() {
    let mut predicate = World::new().predicate();
    predicate.rules.push(rule("span-gap", Verdict::Fail, true));
    let waiver = |name: &str, until| Waiver {
        rule: word(name),
        approvers: 2,
        digest: Digest::of(b"approval"),
        expires_at: day(until),
    };
    for (waiver, allowed) in [
        (waiver("span-gap", 10), Verdict::Pass),
        (waiver("span-gap", 0), Verdict::Fail),
        (waiver("another", 10), Verdict::Fail),
    ] {
        predicate.waivers = vec![waiver];
        assert_eq!(predicate.allowed(predicate.created_at), allowed);
    }
}

#[test]
fn nonsense_is_refused_by_name() {
    let bad: Digest = serde_json::from_str("\"sha256:xyz\"").unwrap();
    assert!(refused(|p| p.report_digest = bad.clone()).contains("reportDigest"));
    assert!(refused(|p| p.policy.digest = bad.clone()).contains("policy.digest"));
    assert!(refused(|p| p.base_model_digest = Some(bad.clone())).contains("baseModelDigest"));
    assert!(refused(|p| p.rules[0].upper = Some(f64::NAN)).contains("rules"));
    assert!(
        refused(|p| p.lower_bound.as_mut().unwrap().ceiling = f64::INFINITY).contains("lowerBound")
    );
    assert!(refused(|p| p.expires_at = p.created_at).contains("expiresAt"));
    assert!(refused(|p| p.model.allow_symlinks = true).contains("model"));
    assert!(refused(|p| p.rules[0].verdict = Verdict::Fail).contains("verdict"));
    assert!(refused(|p| p.rules[0].upper = Some(0.031)).contains("mia-tpr"));
    let nobody = Waiver {
        rule: word("user-mi"),
        approvers: 0,
        digest: Digest::of(b"approval"),
        expires_at: day(2),
    };
    assert!(refused(|p| p.waivers.push(nobody.clone())).contains("waivers"));
}
