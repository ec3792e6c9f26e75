//! Jobs one after the other on one server, for an hour: its memory stays as it is.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::Suite;

/// How long jobs follow each other.
const SOAK: Duration = Duration::from_secs(3600);

/// What memory may grow by between the second tenth of the time and the last.
const GROWTH: f64 = 1.05;

/// Resident memory of a moment, in bytes.
struct Look {
    seconds: f64,
    service: u64,
    worker: u64,
}

/// `cargo test -p tests --test e2e -- --ignored --nocapture soak` (with `--release` for a quiet machine's
/// sake); a line a job goes to the standard error.
#[test]
#[ignore = "takes an hour"]
fn a_soak_of_jobs_leaks_nothing() {
    let suite = Suite::start(&[]);
    let records: String = (0..24)
        .map(|i| format!("{{\"text\":\"mail user{i}@example.org a word or two\"}}\n"))
        .collect();
    let source = suite.file("people.jsonl", records);
    suite.tacit(&["dataset", "create", "--name", "people", "--from", &source]);
    let service = suite.service("finetune");
    let methods: [&[&str]; 4] = [
        &["--method", "full"],
        &["--method", "lora"],
        &[
            "--method",
            "dp",
            "--noise-multiplier",
            "2",
            "--delta",
            "1e-5",
        ],
        &[
            "--method",
            "dp-lora",
            "--noise-multiplier",
            "2",
            "--delta",
            "1e-5",
        ],
    ];
    let began = Instant::now();
    let mut looks: Vec<Look> = Vec::new();
    let mut err = std::io::stderr();
    for count in 0.. {
        if began.elapsed() > SOAK {
            break;
        }
        let id = format!("soak-{count}");
        let mut job = vec![
            "finetune",
            "create",
            "--dataset",
            "people",
            "--base-model",
            "tiny",
        ];
        job.extend([
            "--batch-size",
            "4",
            "--max-steps",
            "5",
            "--checkpoint-id",
            &id,
        ]);
        job.extend(methods[count % methods.len()]);
        let ended = suite.tacit(&job);
        assert_eq!(ended["state"], "JOB_STATE_SUCCEEDED", "{ended}");
        let checkpoint = suite.tacit(&["checkpoint", "get", &id]);
        let manifest = Path::new(checkpoint["path"].as_str().unwrap()).join("manifest.json");
        let manifest: Value = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
        let worker = manifest["record"]["peak_rss_bytes"].as_u64().unwrap();
        let look = Look {
            seconds: began.elapsed().as_secs_f64(),
            service: tests::suite::resident(service),
            worker,
        };
        let Look {
            seconds,
            service,
            worker,
        } = &look;
        writeln!(
            err,
            "{count} {seconds:.0} s: service {service}, worker {worker}"
        )
        .unwrap();
        looks.push(look);
    }
    // The first tenth warms up: pages of the program, pools of connections, caches of a fixed size.
    let tenth = looks.len() / 10;
    assert!(tenth > 3, "{} jobs are too few to tell", looks.len());
    for pick in [|look: &Look| look.service, |look: &Look| look.worker] {
        let mean = |part: &[Look]| part.iter().map(pick).sum::<u64>() as f64 / part.len() as f64;
        let early = mean(&looks[tenth..2 * tenth]);
        let late = mean(&looks[looks.len() - tenth..]);
        writeln!(err, "from {early:.0} to {late:.0} bytes").unwrap();
        assert!(
            late <= GROWTH * early,
            "memory grew from {early} to {late} bytes"
        );
    }
}
