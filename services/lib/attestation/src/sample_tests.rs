//! A model, what was found about it, and the files that are bound, for tests.

use std::path::{Path, PathBuf};

use artifacts::Digest;
use jiff::{SignedDuration, Timestamp};

use crate::predicate::{DpClaim, LowerBound, Policy, Serialization};
use crate::{Comparator, Predicate, RuleOutcome, Verdict, Word};

pub(crate) fn word(text: &str) -> Word {
    Word::new(text).unwrap()
}

pub(crate) fn day(days: i64) -> Timestamp {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(24 * days)
}

pub(crate) fn rule(id: &str, verdict: Verdict, required: bool) -> RuleOutcome {
    RuleOutcome {
        id: word(id),
        metric: word("mia.tpr@fpr=0.01"),
        comparator: Comparator::UpperAtMost,
        limit: Some(0.03),
        estimate: Some(0.01),
        lower: Some(0.004_8),
        upper: Some(0.017),
        n: Some(1000),
        method: Some(word("clopper-pearson")),
        correction: Some(word("holm")),
        required,
        verdict,
        reason: None,
    }
}

/// A model folder and every file that an attestation can bind.
pub(crate) struct World {
    pub(crate) dir: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let world = Self { dir };
        std::fs::create_dir_all(world.path("model/sub")).unwrap();
        std::fs::create_dir_all(world.path("base")).unwrap();
        for (name, content) in [
            ("model/adapter.safetensors", "weights"),
            ("model/config.json", "{}"),
            ("model/sub/a.bin", "a"),
            ("base/config.json", "{}"),
            ("base/model.safetensors", "base"),
            ("policy.yaml", "rules: []"),
            ("manifest.json", "{\"dataset\": 1}"),
            ("ledger.json", "{\"events\": []}"),
        ] {
            std::fs::write(world.path(name), content).unwrap();
        }
        let files = ["adapter.safetensors", "config.json", "sub/a.bin"].map(|path| {
            let digest = world.digest(&format!("model/{path}"));
            serde_json::json!({ "path": path, "bytes": 1, "digest": digest })
        });
        let manifest = serde_json::json!({ "files": files }).to_string();
        std::fs::write(world.path("model/manifest.json"), manifest).unwrap();
        std::fs::write(world.path("report.json"), "").unwrap();
        world.write_report(&mut world.predicate());
        world
    }

    /// Writes the report that says what a predicate says, and binds it.
    pub(crate) fn write_report(&self, predicate: &mut Predicate) {
        let waivers = predicate.waivers.iter().map(|waiver| {
            let approvers: Vec<String> = (0..waiver.approvers).map(|i| i.to_string()).collect();
            serde_json::json!({
                "rule": waiver.rule.as_str(), "until": waiver.expires_at, "approvers": approvers,
            })
        });
        let rules = predicate.rules.iter().map(
            |rule| serde_json::json!({ "id": rule.id.as_str(), "verdict": rule.verdict.as_str() }),
        );
        let report = serde_json::json!({
            "created": predicate.created_at,
            "provenance": { "checkpoint_digest": self.digest("model/manifest.json") },
            "policy": { "fresh_days": 30 },
            "judgement": {
                "pre_registered": predicate.policy.locked_at.is_some(),
                "waivers": waivers.collect::<Vec<_>>(),
                "verdict": predicate.verdict.as_str(),
                "policy_digest": predicate.policy.digest,
                "rules": rules.collect::<Vec<_>>(),
            },
        });
        std::fs::write(self.path("report.json"), report.to_string()).unwrap();
        predicate.report_digest = self.digest("report.json");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn digest(&self, name: &str) -> Digest {
        crate::subject::digest_of(&self.path(name)).unwrap()
    }

    /// A PASS over this world, made on day 0 and valid for 30 days.
    pub(crate) fn predicate(&self) -> Predicate {
        Predicate {
            verdict: Verdict::Pass,
            policy: Policy {
                name: word("pii-standard"),
                version: word("3"),
                digest: self.digest("policy.yaml"),
                locked_at: Some(day(-7)),
            },
            rules: vec![
                rule("mia-tpr", Verdict::Pass, true),
                rule("user-mi", Verdict::Inconclusive, false),
            ],
            dp_claim: Some(DpClaim {
                epsilon: 8.0,
                delta: 1e-6,
                unit: word("example"),
                adjacency: word("add-or-remove-one"),
                accountant: word("pld"),
                accountant_version: word("1"),
                ledger_digest: Some(self.digest("ledger.json")),
            }),
            lower_bound: Some(LowerBound {
                epsilon: 0.4,
                p: 0.05,
                m: 1000,
                r: 100,
                v: 64,
                ceiling: 3.49,
            }),
            base_model_digest: Some(
                artifacts::checkpoint::model_digest(&self.path("base")).unwrap(),
            ),
            dataset_manifest_digest: Some(self.digest("manifest.json")),
            report_digest: self.digest("report.json"),
            canary_seed_commitment: Some(Digest::of(b"seed")),
            probes: word("tacit/0.0.0"),
            precision: word("float32"),
            hardware: word("x86_64-cpu"),
            waivers: Vec::new(),
            model: Serialization::files([]).unwrap(),
            created_at: day(0),
            expires_at: day(30),
        }
    }
}

/// Changes one byte of a file.
pub(crate) fn flip(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[0] ^= 1;
    std::fs::write(path, bytes).unwrap();
}
