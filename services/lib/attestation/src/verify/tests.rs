use super::*;
use crate::sample_tests::{World, day, flip, rule, word};
use crate::{Algorithm, Form, PrivateKey, PublicKey, attest};

/// A world with its attestation and the key that signed it.
struct Attested {
    world: World,
    policy: Digest,
    key: PrivateKey,
    envelope: Vec<u8>,
}

fn attested(algorithm: Algorithm, change: impl Fn(&mut Predicate)) -> Attested {
    let world = World::new();
    let key = PrivateKey::generate(algorithm).unwrap();
    let mut predicate = world.predicate();
    change(&mut predicate);
    world.write_report(&mut predicate);
    let envelope = attest(&predicate, &world.path("model"), &key).unwrap();
    let envelope = envelope.to_json(Form::Bundle).unwrap();
    Attested {
        policy: predicate.policy.digest,
        world,
        key,
        envelope,
    }
}

/// Everything given and asked for.
#[derive(Clone)]
struct Asked {
    key: PublicKey,
    now: Timestamp,
    max_age: Option<SignedDuration>,
    policies: Vec<Digest>,
    require: Verdict,
}

impl Attested {
    fn asked(&self) -> Asked {
        Asked {
            key: self.key.public(),
            now: day(1),
            max_age: Some(SignedDuration::from_hours(48)),
            policies: vec![self.policy.clone()],
            require: Verdict::Pass,
        }
    }

    fn verify(&self, asked: &Asked) -> Verification {
        let path = |name| self.world.path(name);
        verify(
            &self.envelope,
            &Expected {
                keys: &[&asked.key],
                model: &path("model"),
                report: Some(&path("report.json")),
                policy: Some(&path("policy.yaml")),
                dataset_manifest: Some(&path("manifest.json")),
                ledger: Some(&path("ledger.json")),
                base_model: Some(&path("base")),
                policy_digests: &asked.policies,
                require: asked.require,
                max_age: asked.max_age,
                now: asked.now,
            },
        )
    }

    fn reasons(&self, asked: &Asked) -> Vec<&'static str> {
        let found = self.verify(asked);
        let failed = found.checks.iter().filter_map(|check| match &check.state {
            State::Failed(error) => Some(error.reason()),
            _ => None,
        });
        failed.collect()
    }
}

#[test]
fn what_was_attested_is_believed_with_either_algorithm() {
    for algorithm in [Algorithm::Ed25519, Algorithm::EcdsaP256] {
        let attested = attested(algorithm, |_| {});
        let found = attested.verify(&attested.asked());
        assert!(found.failure().is_none(), "{:?}", found.failure());
        let names: Vec<_> = found.checks.iter().map(|check| check.name).collect();
        assert_eq!(names, CHECKS);
        assert!(
            found
                .checks
                .iter()
                .all(|c| matches!(c.state, State::Verified))
        );
        assert_eq!(found.key_id, Some(attested.key.public().key_id()));
        assert_eq!(found.files, 4);
        assert_eq!(found.predicate, Some(attested.world.predicate()));
    }
}

/// One thing changes and nothing else: exactly its own reason comes out.
#[test]
fn every_bound_thing_fails_alone_under_its_own_reason() {
    type Tamper = fn(&World);
    let matrix: [(&str, Tamper, &str); 11] = [
        (
            "weights",
            |w| flip(&w.path("model/adapter.safetensors")),
            "MODEL_FILE_CHANGED",
        ),
        (
            "config",
            |w| flip(&w.path("model/config.json")),
            "MODEL_FILE_CHANGED",
        ),
        (
            "deep",
            |w| flip(&w.path("model/sub/a.bin")),
            "MODEL_FILE_CHANGED",
        ),
        (
            "added",
            |w| std::fs::write(w.path("model/x.py"), "").unwrap(),
            "MODEL_FILE_ADDED",
        ),
        (
            "missing",
            |w| std::fs::remove_file(w.path("model/config.json")).unwrap(),
            "MODEL_FILE_MISSING",
        ),
        ("report", |w| flip(&w.path("report.json")), "REPORT_CHANGED"),
        ("policy", |w| flip(&w.path("policy.yaml")), "POLICY_CHANGED"),
        (
            "manifest",
            |w| flip(&w.path("manifest.json")),
            "DATASET_MANIFEST_CHANGED",
        ),
        ("ledger", |w| flip(&w.path("ledger.json")), "LEDGER_CHANGED"),
        (
            "base",
            |w| flip(&w.path("base/model.safetensors")),
            "BASE_MODEL_CHANGED",
        ),
        (
            "gone",
            |w| std::fs::remove_file(w.path("report.json")).unwrap(),
            "FILE_NOT_FOUND",
        ),
    ];
    for (what, tamper, reason) in matrix {
        let attested = attested(Algorithm::EcdsaP256, |_| {});
        tamper(&attested.world);
        assert_eq!(attested.reasons(&attested.asked()), [reason], "{what}");
    }
}

#[test]
fn a_renamed_file_is_missing_and_added() {
    let attested = attested(Algorithm::Ed25519, |_| {});
    let (from, to) = ("model/sub/a.bin", "model/sub/b.bin");
    std::fs::rename(attested.world.path(from), attested.world.path(to)).unwrap();
    let reasons = attested.reasons(&attested.asked());
    assert_eq!(reasons, ["MODEL_FILE_ADDED", "MODEL_FILE_MISSING"]);
}

#[test]
fn what_is_asked_for_is_asked_alone() {
    let attested = attested(Algorithm::Ed25519, |_| {});
    let asked = attested.asked();
    let other = PrivateKey::generate(Algorithm::Ed25519).unwrap().public();
    let with = |change: &dyn Fn(&mut Asked)| {
        let mut asked = asked.clone();
        change(&mut asked);
        attested.reasons(&asked)
    };
    assert_eq!(with(&|a| a.key = other.clone()), ["SIGNED_BY_ANOTHER_KEY"]);
    assert_eq!(with(&|a| a.now = day(3)), ["ATTESTATION_TOO_OLD"]);
    assert_eq!(with(&|a| a.now = day(30)), ["ATTESTATION_EXPIRED"]);
    assert_eq!(with(&|a| a.now = day(-1)), ["ATTESTATION_FROM_THE_FUTURE"]);
    assert_eq!(
        with(&|a| a.policies = vec![Digest::of(b"x")]),
        ["POLICY_NOT_ACCEPTED"]
    );
    assert!(with(&|a| a.require = Verdict::Fail).is_empty());
    // A clock that is a little slow is no reason to refuse.
    let slow = day(0) - SignedDuration::from_mins(4);
    assert!(with(&|a| a.now = slow).is_empty());
    assert!(with(&|a| (a.max_age, a.now) = (None, day(29))).is_empty());
}

#[test]
fn verdicts_other_than_the_required_one_are_named() {
    for (verdict, reason) in [
        (Verdict::Fail, "VERDICT_FAIL"),
        (Verdict::Inconclusive, "VERDICT_INCONCLUSIVE"),
    ] {
        let attested = attested(Algorithm::Ed25519, |p| {
            p.rules.push(rule("power", verdict, true));
            p.verdict = verdict;
        });
        let mut asked = attested.asked();
        assert_eq!(attested.reasons(&asked), [reason]);
        asked.require = verdict;
        assert!(attested.reasons(&asked).is_empty());
    }
}

#[test]
fn a_verdict_that_stands_on_a_waiver_ends_with_it() {
    let attested = attested(Algorithm::Ed25519, |p| {
        p.rules.push(rule("power", Verdict::Inconclusive, true));
        p.waivers.push(crate::predicate::Waiver {
            rule: word("power"),
            approvers: 2,
            digest: Digest::of(b"approval"),
            expires_at: day(1),
        });
    });
    let mut asked = attested.asked();
    asked.now = day(1) - SignedDuration::from_hours(1);
    assert!(attested.reasons(&asked).is_empty());
    asked.now = day(1);
    assert_eq!(attested.reasons(&asked), ["WAIVER_ENDED"]);
}

/// A report that fits its digest may still be another model's, or say something else.
#[test]
fn a_report_must_be_about_the_model_and_say_the_same() {
    let world = World::new();
    let (report, model) = (world.path("report.json"), world.path("model"));
    let reason = |change: &dyn Fn(&mut Predicate)| {
        let mut predicate = world.predicate();
        change(&mut predicate);
        let subject = Subject::of_model(&model, &[]).unwrap();
        let outcome = agrees(&report, &model, &subject, &predicate);
        outcome.err().map(|error| error.reason())
    };
    assert_eq!(reason(&|_| {}), None);
    type Change = fn(&mut Predicate);
    let doctored: [Change; 5] = [
        |p| p.rules[0].verdict = Verdict::Inconclusive,
        |p| p.verdict = Verdict::Inconclusive,
        |p| p.policy.locked_at = None,
        |p| p.expires_at = day(300),
        |p| p.policy.digest = Digest::of(b"x"),
    ];
    for change in doctored {
        assert_eq!(reason(&change), Some("REPORT_DISAGREES"));
    }
    // Another model's weights under this one's manifest.
    flip(&world.path("model/adapter.safetensors"));
    assert_eq!(reason(&|_| {}), Some("REPORT_OF_ANOTHER_MODEL"));
    flip(&world.path("model/adapter.safetensors"));
    assert_eq!(reason(&|_| {}), None);
    std::fs::remove_file(world.path("model/manifest.json")).unwrap();
    assert_eq!(reason(&|_| {}), Some("REPORT_OF_ANOTHER_MODEL"));
}

#[test]
fn without_a_right_signature_nothing_else_is_looked_at() {
    let attested = attested(Algorithm::Ed25519, |_| {});
    let mut asked = attested.asked();
    asked.key = PrivateKey::generate(Algorithm::Ed25519).unwrap().public();
    flip(&attested.world.path("report.json"));
    let found = attested.verify(&asked);
    assert!(found.predicate.is_none() && found.key_id.is_none());
    assert_eq!(found.checks.len(), CHECKS.len());
    let unreached = found.checks[1..].iter();
    assert!(
        unreached
            .clone()
            .all(|c| matches!(c.state, State::NotReached))
    );
}

#[test]
fn what_is_not_given_is_said_and_what_is_not_bound_is_refused() {
    let attested = attested(Algorithm::Ed25519, |p| p.dp_claim = None);
    assert_eq!(attested.reasons(&attested.asked()), ["NOT_BOUND"]);
    let key = attested.key.public();
    let found = verify(
        &attested.envelope,
        &Expected {
            keys: &[&key],
            model: &attested.world.path("model"),
            report: None,
            policy: None,
            dataset_manifest: None,
            ledger: None,
            base_model: None,
            policy_digests: &[],
            require: Verdict::Fail,
            max_age: None,
            now: day(1),
        },
    );
    assert!(found.failure().is_none());
    let silent = found
        .checks
        .iter()
        .filter(|c| matches!(c.state, State::NotGiven));
    assert_eq!(silent.count(), 6);
}

/// A statement of another type or version, or with a field more, is refused though
/// the signature is right.
#[test]
fn statements_of_another_kind_are_refused() {
    let attested = attested(Algorithm::Ed25519, |_| {});
    let public = attested.key.public();
    let envelope = Envelope::parse(&attested.envelope).unwrap();
    let (payload, _) = envelope.open(&[&public]).unwrap();
    let payload = String::from_utf8(payload.to_vec()).unwrap();
    for (from, to, reason) in [
        (
            "in-toto.io/Statement/v1",
            "in-toto.io/Statement/v2",
            "STATEMENT_TYPE_UNKNOWN",
        ),
        (
            "privacy-audit/v0.1",
            "privacy-audit/v0.2",
            "PREDICATE_TYPE_UNKNOWN",
        ),
        (
            "https://tacit/privacy-audit",
            "https://other/audit",
            "PREDICATE_TYPE_UNKNOWN",
        ),
        (
            "\"verdict\":\"PASS\",\"policy\"",
            "\"new\":1,\"verdict\":\"PASS\",\"policy\"",
            "PREDICATE_INVALID",
        ),
        (
            "\"verdict\":\"PASS\",\"policy\"",
            "\"verdict\":\"GREAT\",\"policy\"",
            "PREDICATE_INVALID",
        ),
        ("\"name\":\".\"", "\"name\":\"..\"", "PREDICATE_INVALID"),
        (
            "\"name\":\"config.json\"",
            "\"name\":\"sub/a.bin\"",
            "PREDICATE_INVALID",
        ),
        ("{\"_type\"", "{\"_type", "PREDICATE_INVALID"),
    ] {
        let forged = payload.replacen(from, to, 1);
        assert_ne!(forged, payload, "{from}");
        let envelope = Envelope::sign(forged.as_bytes(), &attested.key).unwrap();
        let forged = Attested {
            world: World::new(),
            policy: attested.policy.clone(),
            key: PrivateKey::from_pem(&attested.key.to_pem(None).unwrap(), None).unwrap(),
            envelope: envelope.to_json(Form::Dsse).unwrap(),
        };
        assert_eq!(forged.reasons(&forged.asked()), [reason], "{to}");
    }
}

#[test]
fn bad_input_is_told_before_disbelief() {
    let attested = attested(Algorithm::Ed25519, |_| {});
    flip(&attested.world.path("model/config.json"));
    std::fs::remove_file(attested.world.path("policy.yaml")).unwrap();
    let found = attested.verify(&attested.asked());
    assert_eq!(found.failure().map(Error::reason), Some("FILE_NOT_FOUND"));
    assert!(found.failure().is_some_and(Error::is_bad_input));
}
