//! Bad input: a clear error with a stable reason, nothing half-made, no text.

use tests::Suite;

const SECRET: &str = "QZXSECRETTEXT";

fn create(suite: &Suite, file: &str, bytes: &[u8]) -> serde_json::Value {
    let path = suite.file(file, bytes);
    suite.refused(&["dataset", "create", "--name", "bad", "--from", &path])
}

#[test]
fn a_bad_source_is_refused_with_its_line_and_makes_no_dataset() {
    let suite = Suite::start(&[]);
    let good = format!("{{\"text\":\"{SECRET}\"}}\n");
    let with = |tail: &[u8]| [good.as_bytes(), tail].concat();
    let cases: [(&str, Vec<u8>, &str, &str); 6] = [
        (
            "a.jsonl",
            with(b"{\"text\":\"\xff\xfe\"}\n"),
            "INVALID_UTF8",
            "2",
        ),
        (
            "b.jsonl",
            with(b"{\"text\":\"QZXSECRETTEXT to"),
            "TORN_RECORD",
            "2",
        ),
        (
            "c.jsonl",
            with(b"{\"body\":\"QZXSECRETTEXT\"}\n"),
            "MISSING_FIELD",
            "2",
        ),
        (
            "d.jsonl",
            with(b"{\"text\": 12}\n"),
            "WRONG_FIELD_TYPE",
            "2",
        ),
        (
            "e.jsonl",
            with(b"not json QZXSECRETTEXT\n"),
            "MALFORMED_RECORD",
            "2",
        ),
        (
            "f.csv",
            b"id,text\n1,a\n2,QZXSECRETTEXT,x\n".to_vec(),
            "MALFORMED_RECORD",
            "3",
        ),
    ];
    for (file, bytes, reason, line) in cases {
        let error = create(&suite, file, &bytes);
        assert_eq!(
            (error["reason"].as_str(), error["metadata"]["line"].as_str()),
            (Some(reason), Some(line)),
            "{file}"
        );
        assert!(!error.to_string().contains(SECRET), "{file} quotes text");
    }
    assert_eq!(create(&suite, "g.jsonl", b"")["reason"], "EMPTY_SOURCE");
    assert_eq!(create(&suite, "h.jsonl", b"\n\n")["reason"], "EMPTY_SOURCE");
    assert_eq!(
        create(&suite, "i.jsonl.gz", good.as_bytes())["reason"],
        "MALFORMED_GZIP"
    );
    assert_eq!(
        create(&suite, "j.bin", SECRET.as_bytes())["reason"],
        "UNKNOWN_FORMAT"
    );
    assert_eq!(suite.tacit(&["dataset", "list"]), serde_json::json!([]));
    assert!(!suite.logs().contains(SECRET), "text in a log");
    // Leaving bad records out accounts for each.
    let path = suite.file("k.jsonl", with(b"{\"text\": 12}\n{\"text\":\"torn"));
    suite.tacit(&[
        "dataset",
        "create",
        "--name",
        "ok",
        "--from",
        &path,
        "--bad-records",
        "skip",
    ]);
    let counts = suite.tacit(&["dataset", "stats", "ok"])["counts"].clone();
    assert_eq!(
        (&counts["read"], &counts["accepted"]),
        (&3.into(), &1.into())
    );
    assert_eq!(
        counts["rejected"],
        serde_json::json!({ "TORN_RECORD": 1, "WRONG_FIELD_TYPE": 1 })
    );
}

#[test]
fn a_file_uri_is_read_only_below_an_import_root() {
    let suite = Suite::start(&[]);
    let inside = suite.file("import/a.jsonl", "{\"text\":\"a\"}\n");
    let outside = suite.file("outside.jsonl", "{\"text\":\"a\"}\n");
    let create =
        |uri: &str| ["dataset", "create", "--name", "uri", "--from", uri].map(str::to_owned);
    let run = |path: &str| {
        let arguments = create(&format!("file://{path}"));
        suite.run(&arguments.each_ref().map(String::as_str))
    };
    assert!(run(&inside).status.success());
    let dots = format!(
        "{}/../outside.jsonl",
        suite.dir.path().join("import").display()
    );
    let link = suite.dir.path().join("import/link.jsonl");
    std::os::unix::fs::symlink(&outside, &link).unwrap();
    for path in [&outside, &dots, &link.display().to_string()] {
        let output = run(path);
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("URI_NOT_ALLOWED"));
    }
}

#[test]
fn a_job_that_cannot_run_is_refused_with_the_field_named() {
    let suite = Suite::start(&[]);
    let source = suite.file(
        "a.jsonl",
        "{\"text\":\"one two three\",\"split\":\"train\"}\n",
    );
    suite.tacit(&["dataset", "create", "--name", "d", "--from", &source]);
    let models = suite.data().join("models");
    let tiny = models.join("tiny");
    let broken = |name: &str, config: &str| {
        let dir = models.join(name);
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("config.json"), config).unwrap();
        std::fs::copy(tiny.join("tokenizer.json"), dir.join("tokenizer.json")).unwrap();
        dir
    };
    broken("alien", "{\"model_type\":\"mamba\"}");
    let config = std::fs::read(tiny.join("config.json")).unwrap();
    let with = |field: &str, value: u64| {
        let mut config: serde_json::Value = serde_json::from_slice(&config).unwrap();
        config[field] = value.into();
        config.to_string()
    };
    let wide = broken("wide", &with("hidden_size", 64));
    std::fs::copy(
        tiny.join("model.safetensors"),
        wide.join("model.safetensors"),
    )
    .unwrap();
    let small = broken("small", &with("vocab_size", 200));
    std::fs::copy(
        tiny.join("model.safetensors"),
        small.join("model.safetensors"),
    )
    .unwrap();
    let base = [
        "finetune",
        "create",
        "--dataset",
        "d",
        "--method",
        "lora",
        "--max-steps",
        "1",
        "--base-model",
    ];
    let refused = |more: &[&str]| {
        let error = suite.refused(&[&base[..], more].concat());
        (
            error["reason"].as_str().unwrap().to_owned(),
            error["field"].as_str().unwrap_or("").to_owned(),
        )
    };
    assert_eq!(refused(&["alien"]).0, "UNKNOWN_MODEL_TYPE");
    assert_eq!(refused(&["wide"]).0, "MISSHAPEN_TENSOR");
    assert!(["MISSHAPEN_TENSOR", "TOKENIZER_MISMATCH"].contains(&refused(&["small"]).0.as_str()));
    assert_eq!(refused(&["/etc"]).0, "MODEL_NOT_ALLOWED");
    let invalid = |flag: &str, value: &str| refused(&["tiny", flag, value]);
    assert_eq!(
        invalid("--rank", "0"),
        ("INVALID_HYPERPARAMETER".into(), "spec.lora.rank".into())
    );
    assert_eq!(
        invalid("--learning-rate", "NaN").1,
        "spec.training.learning_rate"
    );
    assert_eq!(invalid("--batch-size", "0").1, "spec.training.batch_size");
    assert_eq!(
        invalid("--max-sequence-length", "100000").0,
        "SEQUENCE_TOO_LONG"
    );
    assert_eq!(invalid("--max-sequence-length", "4").0, "SEQUENCE_TOO_LONG");
    let training = |flag: &str, value: &str| {
        let (reason, field) = invalid(flag, value);
        assert_eq!(reason, "INVALID_HYPERPARAMETER", "{flag}");
        field
    };
    // A sequence of one token predicts nothing.
    let length = training("--max-sequence-length", "1");
    assert_eq!(length, "spec.training.max_sequence_length");
    // There is one record.
    assert_eq!(training("--batch-size", "2"), "spec.training.batch_size");
    // Nothing would train.
    let targets = training("--target-modules", "conv1d");
    assert_eq!(targets, "spec.lora.target_modules");
    assert_eq!(
        training("--target-pattern", "("),
        "spec.lora.target_modules"
    );
    assert_eq!(training("--goldfish", "1"), "spec.training.goldfish.k");
    assert_eq!(
        training("--memory-budget", "1kB"),
        "spec.training.memory_budget_bytes"
    );
    let long = suite.file(
        "long.jsonl",
        format!("{{\"text\":\"{}\"}}\n", "word ".repeat(200_000)),
    );
    suite.tacit(&["dataset", "create", "--name", "long", "--from", &long]);
    let error = suite.refused(&[
        "finetune",
        "create",
        "--dataset",
        "long",
        "--method",
        "full",
        "--base-model",
        "tiny",
    ]);
    assert_eq!(error["reason"], "SEQUENCE_TOO_LONG");
    assert_eq!(error["field"], "spec.training.max_sequence_length");
    // Refused when it was asked for, not by a worker later.
    let jobs = suite.tacit(&["finetune", "list"]);
    let of_long =
        |job: &serde_json::Value| job["spec"]["dataset_version"] == "datasets/long/versions/1";
    assert!(!jobs.as_array().unwrap().iter().any(of_long));
    assert_eq!(suite.tacit(&["checkpoint", "list"]), serde_json::json!([]));
}

#[test]
fn a_private_job_without_meaning_is_refused_with_the_field_named() {
    let suite = Suite::start(&[]);
    let source = suite.file(
        "a.jsonl",
        "{\"text\":\"one two\",\"split\":\"train\"}\n".repeat(20),
    );
    suite.tacit(&["dataset", "create", "--name", "d", "--from", &source]);
    let field = |more: &[&str]| {
        let base = [
            "finetune",
            "create",
            "--dataset",
            "d",
            "--method",
            "dp",
            "--base-model",
            "tiny",
        ];
        let error = suite.refused(&[&base[..], more].concat());
        error["field"].as_str().unwrap_or("").to_owned()
    };
    let epsilon = |value: &str| format!("--epsilon={value}");
    for value in ["-1", "0", "NaN", "inf"] {
        let refused = field(&[&epsilon(value), "--delta", "1e-5"]);
        assert_eq!(refused, "spec.privacy.epsilon", "{value}");
    }
    for value in ["0", "1", "2", "NaN"] {
        let refused = field(&["--epsilon", "3", "--delta", value]);
        assert_eq!(refused, "spec.privacy.delta", "{value}");
    }
    let good = ["--epsilon", "3", "--delta", "1e-5"];
    let refused = |more: &[&str]| field(&[&good[..], more].concat());
    assert_eq!(refused(&["--clip-norm", "0"]), "spec.privacy.clip_norm");
    assert_eq!(refused(&["--batch-size", "21"]), "spec.training.batch_size");
    assert_eq!(suite.tacit(&["finetune", "list"]), serde_json::json!([]));
}

#[test]
fn a_gpu_that_is_not_there_is_named() {
    if std::path::Path::new("/dev/nvidia0").exists() {
        return;
    }
    let suite = Suite::start(&[("TACIT_FINETUNE__FINETUNE__DEVICE", "cuda")]);
    let source = suite.file("one.jsonl", "{\"text\":\"a word or two\"}\n".repeat(12));
    suite.tacit(&["dataset", "create", "--name", "one", "--from", &source]);
    let job = [
        "finetune",
        "create",
        "--dataset",
        "one",
        "--base-model",
        "tiny",
        "--method",
        "lora",
    ];
    assert_eq!(suite.refused(&job)["reason"], "DEVICE_UNAVAILABLE");
}
