//! `tacit audit keys|sign|verify` as a user runs them: offline, from files, to exit codes.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use artifacts::Digest;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

fn tacit(folder: &Path, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tacit"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn write(folder: &Path, name: &str, content: &str) -> Digest {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
    Digest::of(content.as_bytes())
}

/// A folder with a model, a report, a policy and a predicate about them.
fn world(verdict: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    write(folder, "model/model.safetensors", "weights");
    write(folder, "model/config.json", "{}");
    let policy = write(folder, "policy.yaml", "rules: []");
    let now = Timestamp::now();
    let files = [("config.json", "{}"), ("model.safetensors", "weights")];
    let files = files.map(|(path, content)| {
        json!({ "path": path, "bytes": content.len(), "digest": Digest::of(content.as_bytes()) })
    });
    let checkpoint = json!({ "files": files }).to_string();
    let report = json!({
        "created": now,
        "provenance": { "checkpoint_digest": write(folder, "model/manifest.json", &checkpoint) },
        "policy": { "fresh_days": 30 },
        "judgement": {
            "verdict": verdict, "policy_digest": policy, "pre_registered": false, "waivers": [],
            "rules": [{ "id": "mia-tpr", "verdict": verdict }],
        },
    });
    let report = write(folder, "report.json", &report.to_string());
    let manifest = write(folder, "manifest.json", "{}");
    let predicate = json!({
        "verdict": verdict,
        "policy": { "name": "standard", "version": "1", "digest": policy, "lockedAt": null },
        "rules": [{
            "id": "mia-tpr", "metric": "mia.tpr", "comparator": "upperAtMost", "limit": 0.03,
            "estimate": 0.01, "lower": 0.005, "upper": 0.02, "n": 1000, "method": "clopper-pearson",
            "correction": "holm", "required": true, "verdict": verdict, "reason": null,
        }],
        "dpClaim": null, "lowerBound": null, "baseModelDigest": null,
        "datasetManifestDigest": manifest, "reportDigest": report, "canarySeedCommitment": null,
        "probes": "tacit/0.0.0", "precision": "float32", "hardware": "x86_64-cpu", "waivers": [],
        "model": {
            "method": "files", "hash_type": "sha256", "allow_symlinks": false,
            "ignore_paths": [".git", "privacy-audit.sigstore.json"],
        },
        "createdAt": now, "expiresAt": now + SignedDuration::from_hours(24 * 30),
    });
    write(folder, "predicate.json", &predicate.to_string());
    write(folder, "passphrase", "correct horse\n");
    dir
}

/// Makes the key and signs beside the model's files.
fn signed(verdict: &str, extra: &str) -> tempfile::TempDir {
    let dir = world(verdict);
    for arguments in [
        "audit keys generate --out key.pem --public pub.pem --passphrase-file passphrase"
            .to_owned(),
        format!(
            "audit sign --predicate predicate.json --model model --report report.json --key key.pem \
             --passphrase-file passphrase --out model/privacy-audit.sigstore.json {extra}"
        ),
    ] {
        let (code, _, error) = said(&tacit(dir.path(), &arguments));
        assert_eq!((code, error.as_str()), (Some(0), ""), "{arguments}");
    }
    dir
}

const VERIFY: &str = "audit verify --attestation model/privacy-audit.sigstore.json --model model \
                      --key pub.pem --report report.json --policy policy.yaml --manifest manifest.json";

#[test]
fn what_was_signed_is_verified_and_a_changed_byte_is_not() {
    let dir = signed("PASS", "");
    let folder = dir.path();
    let (code, table, error) = said(&tacit(folder, VERIFY));
    assert_eq!((code, error.as_str()), (Some(0), ""));
    assert!(
        table.contains("verdict PASS") && table.contains("model             verified   3 files")
    );
    assert!(table.contains("ledger            not given"));
    for (file, reason) in [
        ("model/model.safetensors", "MODEL_FILE_CHANGED"),
        ("report.json", "REPORT_CHANGED"),
        ("policy.yaml", "POLICY_CHANGED"),
        ("manifest.json", "DATASET_MANIFEST_CHANGED"),
        ("model/extra.py", "MODEL_FILE_ADDED"),
    ] {
        let before = std::fs::read(folder.join(file)).ok();
        write(folder, file, "another");
        let (code, table, error) = said(&tacit(folder, VERIFY));
        assert_eq!(code, Some(1), "{file}");
        assert!(error.starts_with(&format!("error[{reason}]")), "{error}");
        assert_eq!(table.matches("FAILED").count(), 1, "{table}");
        match before {
            Some(bytes) => std::fs::write(folder.join(file), bytes).unwrap(),
            None => std::fs::remove_file(folder.join(file)).unwrap(),
        }
    }
    assert_eq!(said(&tacit(folder, VERIFY)).0, Some(0));
}

#[test]
fn verdicts_have_their_exit_codes() {
    for (verdict, code) in [("FAIL", 10), ("INCONCLUSIVE", 11)] {
        let dir = signed(verdict, "--form dsse");
        let (found, out, error) = said(&tacit(dir.path(), &format!("{VERIFY} --json")));
        assert_eq!(found, Some(code));
        assert!(error.contains(&format!("VERDICT_{verdict}")), "{error}");
        let out: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(out["verdict"], verdict);
        assert_eq!(out["checks"].as_array().unwrap().len(), 11);
        let any = said(&tacit(dir.path(), &format!("{VERIFY} --require any")));
        assert_eq!(any.0, Some(0));
        let open = said(&tacit(
            dir.path(),
            &format!("{VERIFY} --require INCONCLUSIVE"),
        ));
        assert_eq!(open.0, Some(if verdict == "FAIL" { 10 } else { 0 }));
        // A model that was tampered with is 1, whatever its verdict was.
        write(dir.path(), "model/config.json", "{ }");
        assert_eq!(said(&tacit(dir.path(), VERIFY)).0, Some(1));
    }
}

#[test]
fn keys_policies_and_ages_are_asked_for() {
    let dir = signed("PASS", "--generic .");
    let folder = dir.path();
    let made = "audit keys generate --out other.pem --public other.pub.pem --unencrypted --algorithm ed25519";
    let (code, _, remark) = said(&tacit(folder, made));
    assert_eq!(code, Some(0));
    assert!(remark.contains("not encrypted"));
    let policy = Digest::of(b"rules: []");
    let cases = [
        ("--key other.pub.pem".to_owned(), 0, ""),
        (format!("--policy-digest {policy} --max-age 1h"), 0, ""),
        (
            format!("--policy-digest {}", Digest::of(b"x")),
            1,
            "POLICY_NOT_ACCEPTED",
        ),
        ("--max-age 0s".to_owned(), 1, "ATTESTATION_TOO_OLD"),
        ("--max-age soon".to_owned(), 2, ""),
        ("--policy-digest x".to_owned(), 2, ""),
        ("--ledger nowhere".to_owned(), 1, "NOT_BOUND"),
        ("--key report.json".to_owned(), 2, "KEY_INVALID"),
        ("--key nowhere".to_owned(), 2, "FILE_NOT_FOUND"),
    ];
    for (more, code, reason) in cases {
        let (found, _, error) = said(&tacit(folder, &format!("{VERIFY} {more}")));
        assert_eq!(found, Some(code), "{more}: {error}");
        assert!(error.contains(reason), "{more}: {error}");
    }
    let wrong = VERIFY.replace("pub.pem", "other.pub.pem");
    let (code, table, error) = said(&tacit(folder, &wrong));
    assert_eq!(code, Some(1));
    assert!(
        error.contains("SIGNED_BY_ANOTHER_KEY") && table.contains("not reached"),
        "{error}"
    );
    // The generic ones are signed by the same key and are no privacy audits.
    for file in [
        "privacy-audit.test-result.sigstore.json",
        "privacy-audit.svr.sigstore.json",
    ] {
        let generic = VERIFY.replace("model/privacy-audit.sigstore.json", file);
        let (code, _, error) = said(&tacit(folder, &generic));
        assert_eq!(code, Some(1));
        assert!(error.contains("PREDICATE_TYPE_UNKNOWN"), "{error}");
    }
}

#[test]
fn secrets_stay_where_they_are() {
    let dir = world("PASS");
    let folder = dir.path();
    let (code, _, error) = said(&tacit(folder, "audit keys generate --out key.pem"));
    assert_eq!(code, Some(2));
    assert!(error.contains("--unencrypted") && !folder.join("key.pem").exists());
    let made = "audit keys generate --out key.pem --passphrase-file passphrase";
    let (code, public, _) = said(&tacit(folder, made));
    assert_eq!(code, Some(0));
    assert!(public.starts_with("-----BEGIN PUBLIC KEY-----"));
    let pem = std::fs::read_to_string(folder.join("key.pem")).unwrap();
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    let (code, _, error) = said(&tacit(folder, made));
    assert_eq!(code, Some(2));
    assert!(error.contains("KEY_EXISTS"));
    let show = "audit keys public --key key.pem";
    let (code, _, error) = said(&tacit(folder, show));
    assert_eq!(code, Some(2));
    assert!(error.contains("PASSPHRASE_MISSING"), "{error}");
    let (_, again, _) = said(&tacit(
        folder,
        &format!("{show} --passphrase-file passphrase"),
    ));
    assert_eq!(again, public);
    // A predicate about another report is not signed.
    write(folder, "report.json", "another");
    let sign = "audit sign --predicate predicate.json --model model --report report.json \
                --key key.pem --passphrase-file passphrase --out a.json";
    let (code, _, error) = said(&tacit(folder, sign));
    assert_eq!(code, Some(1));
    assert!(error.contains("REPORT_CHANGED") && !folder.join("a.json").exists());
}
