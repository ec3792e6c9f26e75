//! From text to verdict, seen from the command line and from the collector.

use serde_json::Value;
use tests::Suite;
use tests::sink::{Sink, Span};
use tests::suite::eventually;

/// Text that must never leave the artifacts.
const MARKERS: [&str; 3] = [
    "QZXMARKERONE",
    "qzx-marker-two@example.org",
    "Zebulon Quartzmarker",
];
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

fn records() -> String {
    (0..60)
        .map(|i| {
            let text = format!(
                "SYS: Your name?\nUSR: My name is {}.\nSYS: Your mail?\nUSR: {i}{}\nSYS: Code {}{i}.",
                MARKERS[2], MARKERS[1], MARKERS[0]
            );
            serde_json::json!({ "id": format!("r{i}"), "text": text }).to_string() + "\n"
        })
        .collect()
}

fn ingest(suite: &Suite) -> Value {
    let source = suite.file("records.jsonl", records());
    let job = suite.tacit(&[
        "dataset",
        "create",
        "--name",
        "support",
        "--from",
        &source,
        "--train",
        "0.5",
        "--validation",
        "0.1",
        "--holdout",
        "0.4",
    ]);
    assert_eq!(job["dataset_version"], "datasets/support/versions/1");
    suite.tacit(&["dataset", "stats", "support"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_trace_from_text_to_verdict_and_no_text_in_it() {
    let (sink, address) = Sink::start().await;
    let endpoint = format!("http://{address}");
    let parent = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("TRACEPARENT", parent.as_str()),
    ];
    let suite = Suite::start(&environment);
    let stats = ingest(&suite);
    assert_eq!(
        (&stats["counts"]["read"], &stats["counts"]["accepted"]),
        (&60.into(), &60.into())
    );
    let job = suite.tacit(&[
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
        "4",
        "--learning-rate",
        "0.01",
    ]);
    assert_eq!(job["checkpoint"], "checkpoints/first");
    suite.tacit(&[
        "audit",
        "create",
        "--checkpoint",
        "first",
        "--report-id",
        "first",
    ]);
    let report = suite.tacit(&["report", "show", "first"]);
    assert!(
        report["measures"].as_array().is_some_and(|m| m.len() >= 8),
        "{report}"
    );
    let out = suite.dir.path().join("report.html").display().to_string();
    suite.run(&[
        "report", "export", "first", "--format", "html", "--out", &out,
    ]);
    let html = std::fs::read_to_string(&out).unwrap();
    assert!(html.contains("<html"));
    for secret in &MARKERS[1..] {
        assert!(
            !html.contains(secret),
            "tagged spans are masked in the report"
        );
    }
    let logs = suite.logs();
    assert!(suite.stop(), "the suite stops cleanly");
    let wanted = ["tacit", "ingest", "finetune", "audit"];
    let spans: Vec<Span> = eventually("spans of every service", || {
        let spans: Vec<Span> = sink
            .spans()
            .into_iter()
            .filter(|s| s.trace == TRACE)
            .collect();
        let has = |service: &str| spans.iter().any(|s| s.service == service);
        let works = |name: &str| spans.iter().any(|s| s.name == name);
        let workers = ["ingest.worker", "finetune.worker", "audit.worker"];
        (wanted.iter().all(|s| has(s)) && workers.iter().all(|n| works(n))).then_some(spans)
    });
    // Every span but those that continue the test's own parent has its parent in the trace.
    let ids: std::collections::HashSet<&str> = spans.iter().map(|s| s.id.as_str()).collect();
    for span in &spans {
        let known = ids.contains(span.parent.as_str()) || span.parent == "00f067aa0ba902b7";
        assert!(known, "{} of {} hangs in the air", span.name, span.service);
    }
    let everything = sink.everything();
    for marker in MARKERS {
        assert!(!everything.contains(marker), "text in telemetry");
        assert!(!logs.contains(marker), "text in a log");
    }
}

#[test]
fn full_fine_tuning_gives_a_model_that_can_be_fine_tuned_again() {
    let suite = Suite::start(&[]);
    ingest(&suite);
    let request = [
        "finetune",
        "create",
        "--dataset",
        "support",
        "--base-model",
        "tiny",
        "--method",
        "full",
        "--checkpoint-id",
        "whole",
        "--max-steps",
        "2",
    ];
    suite.tacit(&request);
    let checkpoint = suite.tacit(&["checkpoint", "get", "whole"]);
    assert_eq!(
        (&checkpoint["method"], &checkpoint["steps"]),
        (&"full".into(), &2.into())
    );
    assert_eq!(checkpoint["privacy"]["guaranteed"], false);
    let path = std::path::PathBuf::from(checkpoint["path"].as_str().unwrap());
    for file in [
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "privacy.json",
    ] {
        assert!(path.join(file).is_file(), "{file}");
    }
    // The audit of a full checkpoint loads a second model instead of an adapter.
    suite.tacit(&[
        "audit",
        "create",
        "--checkpoint",
        "whole",
        "--report-id",
        "whole",
    ]);
    let taken = suite.refused(&request);
    assert_eq!(taken["reason"], "ARTIFACT_EXISTS");
}
