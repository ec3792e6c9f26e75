//! From planted secrets to a signed verdict that anybody can check.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::Suite;
use tests::programs;

/// Records of two voices, so that both splits have something to say.
fn records() -> String {
    (0..120)
        .map(|i| {
            let text =
                format!("SYS: Your mail?\nUSR: It is q{i}@example.org, thank you.\nSYS: Bye.");
            serde_json::json!({ "id": format!("r{i}"), "subject": format!("s{i}"), "text": text })
                .to_string()
                + "\n"
        })
        .collect()
}

/// Secrets of three kinds behind words in no order.
const CANARIES: &str = r#"{"groups": [
    {"name": "codes", "secret": {"kind": "code", "symbols": 10}, "count": 12,
     "prefix": {"kind": "random", "words": 6}},
    {"name": "phones", "secret": {"kind": "phone"}, "count": 6, "repeats": 2,
     "prefix": {"kind": "random", "words": 6}},
    {"name": "cards", "secret": {"kind": "credit_card"}, "count": 6,
     "prefix": {"kind": "random", "words": 6}}
]}"#;

/// Runs `tacit` without a suite; its exit code and output.
fn alone(arguments: &[&str]) -> (Option<i32>, String) {
    let output = std::process::Command::new(programs::path("tacit"))
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (
        output.status.code(),
        text + &String::from_utf8_lossy(&output.stderr),
    )
}

/// A suite that signs, with a dataset that holds canaries and a checkpoint of it.
fn prepared(dir: &Path) -> Suite {
    let key = dir.join("key.pem").display().to_string();
    let public = dir.join("public.pem").display().to_string();
    let made = [
        "audit", "keys", "generate", "--out", &key, "--public", &public,
    ];
    let (code, said) = alone(&[made.as_slice(), &["--unencrypted"]].concat());
    assert_eq!(code, Some(0), "{said}");
    let suite = Suite::start(&[("TACIT_AUDIT__AUDIT__SIGNING_KEY", &key)]);
    let source = suite.file("records.jsonl", records());
    let canaries = suite.file("canaries.json", CANARIES);
    suite.tacit(&[
        "dataset",
        "create",
        "--name",
        "support",
        "--from",
        &source,
        "--train",
        "0.6",
        "--validation",
        "0",
        "--holdout",
        "0.4",
        "--canaries",
        &canaries,
    ]);
    suite.tacit(&[
        "finetune",
        "create",
        "--dataset",
        "support",
        "--base-model",
        "tiny",
        "--method",
        "lora",
        "--checkpoint-id",
        "first",
        "--max-steps",
        "3",
        "--audit-policy",
        "standard",
    ]);
    suite
}

#[test]
fn a_verdict_is_judged_replayed_signed_and_checked() {
    let dir = tempfile::tempdir().unwrap();
    let suite = prepared(dir.path());
    let ran = suite.run(&[
        "audit",
        "run",
        "--checkpoint",
        "first",
        "--report-id",
        "first",
        "--policy",
        "standard",
        "--canary-references",
        "20",
    ]);
    // So few records can keep no limit, and a model that barely learned breaks none.
    assert_eq!(
        ran.status.code(),
        Some(11),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let report = suite.tacit(&["report", "show", "first"]);
    assert_eq!(
        (&report["verdict"], &report["attested"]),
        (&"VERDICT_INCONCLUSIVE".into(), &true.into())
    );
    let folder = PathBuf::from(report["path"].as_str().unwrap());
    let body: Value =
        serde_json::from_slice(&std::fs::read(folder.join("report.json")).unwrap()).unwrap();
    assert_eq!(body["judgement"]["pre_registered"], true);
    assert!(
        body["canaries"]["groups"]
            .as_array()
            .is_some_and(|g| g.len() > 2)
    );
    for file in [
        "report.md",
        "junit.xml",
        "observations.parquet",
        "canaries.json",
        "predicate.json",
    ] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    // The same verdict from the file alone, and the same numbers without the model.
    let json = folder.join("report.json").display().to_string();
    assert_eq!(alone(&["audit", "gate", &json, "--json"]).0, Some(11));
    let (code, said) = alone(&["audit", "replay", "--dir", folder.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    verified(&suite, dir.path(), &folder);
}

/// The attestation holds for what was audited and for nothing else.
fn verified(suite: &Suite, dir: &Path, folder: &Path) {
    let checkpoint = suite.tacit(&["checkpoint", "get", "first"]);
    let model = dir.join("model");
    copy(Path::new(checkpoint["path"].as_str().unwrap()), &model);
    let attestation = folder
        .join("privacy-audit.sigstore.json")
        .display()
        .to_string();
    let (public, model_dir) = (dir.join("public.pem"), model.display().to_string());
    let report = folder.join("report.json").display().to_string();
    let verify = |require: &str| {
        alone(&[
            "audit",
            "verify",
            "--attestation",
            &attestation,
            "--model",
            &model_dir,
            "--report",
            &report,
            "--key",
            public.to_str().unwrap(),
            "--require",
            require,
        ])
    };
    let (code, said) = verify("INCONCLUSIVE");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(verify("PASS").0, Some(11));
    // Somebody else can sign what the service wrote down.
    let text = |path: &Path| path.display().to_string();
    let (again, key) = (text(&dir.join("again.json")), text(&dir.join("key.pem")));
    let predicate = text(&folder.join("predicate.json"));
    let sign = ["audit", "sign", "--predicate", &predicate, "--out", &again];
    let of = ["--model", &model_dir, "--report", &report, "--key", &key];
    let (code, said) = alone(&[sign.as_slice(), &of].concat());
    assert_eq!(code, Some(0), "{said}");
    let weights = model.join("adapter_model.safetensors");
    let mut bytes = std::fs::read(&weights).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&weights, bytes).unwrap();
    let (code, said) = verify("INCONCLUSIVE");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("MODEL_FILE_CHANGED"), "{said}");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
