//! Datasets: uploads whose client is killed, canaries, a subject taken out.

use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use artifacts::dataset::handover;
use artifacts::shard::read_split;
use artifacts::{ArtifactName, DatasetManifest, Digest, FsStore};
use corpus::{Record, Split};
use serde_json::{Value, json};
use tests::{Suite, programs};

/// Records of the upload that is killed.
const RECORDS: usize = 20_000;

/// How often its client is killed.
const DEATHS: usize = 3;

/// A version and all its records.
fn read(suite: &Suite, name: &str, version: u64) -> (DatasetManifest, Vec<Record>) {
    let store = FsStore::open_at(suite.data().join("store")).unwrap();
    let name = ArtifactName::dataset(name, version).unwrap();
    let manifest: DatasetManifest = store.manifest(&name).unwrap();
    let folder = store.open(&name).unwrap();
    let splits = Split::ALL.into_iter();
    let records = splits.flat_map(|split| read_split(&folder, &manifest, split));
    let records = records.collect::<Result<_, _>>().unwrap();
    (manifest, records)
}

/// Bytes of the upload that is on its way.
fn arrived(suite: &Suite) -> u64 {
    let uploads = suite.data().join("uploads");
    let files = std::fs::read_dir(&uploads).into_iter().flatten().flatten();
    let parts = files.filter(|file| file.path().extension().is_some_and(|e| e == "part"));
    parts
        .filter_map(|part| Some(part.metadata().ok()?.len()))
        .sum()
}

#[test]
fn an_upload_whose_client_is_killed_loses_and_doubles_nothing() {
    let suite = Suite::start(&[]);
    // Records that bring their spans are not scanned: the upload is what takes long.
    let lines = (0..RECORDS).map(|i| {
        let text = format!("record {i} {}", "of many words ".repeat(100));
        format!(
            "{}\n",
            json!({ "id": i.to_string(), "text": text, "spans": [] })
        )
    });
    let lines: String = lines.collect();
    let total = lines.len() as u64;
    let file = suite.file("many.jsonl", lines);
    let arguments = [
        "dataset",
        "create",
        "--name",
        "many",
        "--duplicates",
        "ignore",
        "--from",
        &file,
    ];
    let mut deaths = 0;
    for _ in 0..DEATHS {
        let before = arrived(&suite);
        let mut client = Command::new(programs::path("tacit"))
            .args(arguments)
            .args(["--json", "--data-dir"])
            .arg(suite.data())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while client.try_wait().unwrap().is_none() && arrived(&suite) <= before {
            std::thread::sleep(Duration::from_micros(200));
        }
        client.kill().unwrap();
        client.wait().unwrap();
        let now = arrived(&suite);
        deaths += usize::from((1..total).contains(&now));
    }
    assert!(deaths > 0, "no client was killed on its way");
    suite.tacit(&arguments);
    let (manifest, records) = read(&suite, "many", 1);
    assert_eq!(
        (manifest.counts.read, manifest.counts.accepted),
        (RECORDS as u64, RECORDS as u64)
    );
    assert!(manifest.counts.rejected.is_empty());
    let kept: u64 = manifest.counts.splits.values().map(|s| s.records).sum();
    assert_eq!((kept, records.len()), (RECORDS as u64, RECORDS));
    let ids: HashSet<&str> = records.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids.len(), RECORDS);
    assert_eq!(manifest.source.bytes, total);
    let uploads = suite.data().join("uploads");
    assert!(
        std::fs::read_dir(uploads).unwrap().next().is_none(),
        "text is left behind"
    );
}

#[test]
fn canaries_are_known_to_who_may_read_the_handover_and_to_nobody_else() {
    let suite = Suite::start(&[]);
    let lines: String = (0..300)
        .map(|i| format!("{}\n", json!({ "text": format!("we will look into case {i}. please wait here for a while.") })))
        .collect();
    let file = suite.file("cases.jsonl", lines);
    suite.tacit(&[
        "dataset",
        "create",
        "--name",
        "cases",
        "--canaries",
        "40",
        "--from",
        &file,
    ]);
    let stats = suite.tacit(&["dataset", "stats", "cases"]);
    let commitment = stats["canaries"]["commitment"].as_str().unwrap();
    let store = FsStore::open_at(suite.data().join("store")).unwrap();
    let folder = store.canary_folder();
    let mode = std::fs::metadata(folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let handover = handover::read(folder, &Digest::parse(commitment).unwrap()).unwrap();
    let plan = corpus::canary::plan(&handover.seed, &handover.spec).unwrap();
    let (manifest, records) = read(&suite, "cases", 1);
    let ids: HashSet<&String> = records.iter().map(|r| &r.id).collect();
    for canary in &plan {
        assert!(
            canary
                .record_ids()
                .iter()
                .all(|id| ids.contains(id) == canary.included)
        );
    }
    let put_in = manifest.preparation.canaries.unwrap().counts.records;
    assert_eq!(records.len() as u64, 300 + put_in);
    // Neither the seed nor a canary's plan is in what the training reads or in a log.
    let seed = String::from(handover.seed);
    let version = store.open(&handover.dataset).unwrap();
    let manifest = std::fs::read_to_string(version.join("manifest.json")).unwrap();
    assert!(!manifest.contains(&seed) && !suite.logs().contains(&seed));
    let page = suite.dir.path().join("cases.html").display().to_string();
    suite.tacit(&["dataset", "stats", "cases", "--html", &page]);
    assert!(std::fs::read_to_string(page).unwrap().contains("<svg"));
}

#[test]
fn a_deleted_subject_leaves_no_trace_in_the_new_version() {
    let suite = Suite::start(&[]);
    let span = |text: &str, value: &str, kind: &str| {
        let start = text.find(value).unwrap();
        json!({ "start": start, "end": start + value.len(), "type": kind })
    };
    let mut lines: Vec<Value> = (0..40)
        .map(|i| {
            let text = format!("Customer Ann{i} Ashby wrote from user{i}@example.org.");
            let name = format!("Ann{i} Ashby");
            json!({ "subject": format!("customer-{i}"), "text": text, "spans": [span(&text, &name, "PERSON"), span(&text, &format!("user{i}@example.org"), "EMAIL_ADDRESS")] })
        })
        .collect();
    // Another's record tells of the subject, once tagged and once not.
    let text = "Bea Cole asked ANN7 ASHBY (user7@example.org) for help.";
    lines.push(json!({ "subject": "customer-b", "text": text, "spans": [span(text, "Bea Cole", "PERSON"), span(text, "ANN7 ASHBY", "PERSON")] }));
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let file = suite.file("people.jsonl", lines.join("\n"));
    suite.tacit(&[
        "dataset",
        "create",
        "--name",
        "people",
        "--split-unit",
        "subject",
        "--from",
        &file,
    ]);
    suite.tacit(&[
        "finetune",
        "create",
        "--dataset",
        "people@1",
        "--base-model",
        "tiny",
        "--method",
        "lora",
        "--max-steps",
        "1",
        "--checkpoint-id",
        "seen",
    ]);
    let error = suite.refused(&[
        "dataset",
        "delete-subject",
        "people",
        "--subject",
        "customer-77",
    ]);
    assert_eq!(error["reason"], "SUBJECT_NOT_FOUND");
    let answer = suite.tacit(&[
        "dataset",
        "delete-subject",
        "people",
        "--subject",
        "customer-7",
    ]);
    assert_eq!(answer["checkpoints"], json!(["checkpoints/seen"]));
    let new = &answer["datasetVersion"];
    assert_eq!(new["parent"], "datasets/people/versions/1");
    let version = new["name"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let (manifest, records) = read(&suite, "people", version);
    assert_eq!(records.len(), 40);
    for record in &records {
        assert_ne!(record.subject.as_deref(), Some("customer-7"));
        let text = record.text.expose().to_lowercase();
        assert!(
            !text.contains("ann7 ashby") && !text.contains("user7@"),
            "a trace is left"
        );
        for span in &record.spans {
            span.check(record.text.expose()).unwrap();
        }
    }
    let other = records
        .iter()
        .find(|r| r.subject.as_deref() == Some("customer-b"))
        .unwrap();
    assert_eq!(
        other.text.expose(),
        "Bea Cole asked [PERSON] ([EMAIL_ADDRESS]) for help."
    );
    let removed = manifest.preparation.removed.unwrap();
    assert_eq!((removed.records, removed.rewritten), (1, 1));
    // The old version is what it was, and the new one says where it comes from.
    let (old, before) = read(&suite, "people", 1);
    assert_eq!(before.len(), 41);
    let store = FsStore::open_at(suite.data().join("store")).unwrap();
    assert_eq!(manifest.parents, [store.digest(&old.name).unwrap()]);
    assert!(
        !suite.logs().contains("customer-7"),
        "the subject is in a log"
    );
}

#[test]
fn mail_and_chats_are_read_whatever_their_files_are_called() {
    let suite = Suite::start(&[]);
    let mail = "From a@b Thu Jan  1 00:00:00 2026\nFrom: Ann Ash <ann@example.org>\nSubject: Hello\nMessage-ID: <1@x>\n\nSee you at noon.\n";
    let chat = json!({ "messages": [{ "role": "user", "content": "write to bob@example.org" }] })
        .to_string();
    for (file, bytes, text) in [
        (
            "export",
            mail.as_bytes().to_vec(),
            "From: Ann Ash <ann@example.org>\nSubject: Hello\n\nSee you at noon.",
        ),
        ("chats", chat.into_bytes(), "user: write to bob@example.org"),
    ] {
        let path = suite.file(file, bytes);
        suite.tacit(&[
            "dataset", "create", "--name", file, "--train", "1", "--from", &path,
        ]);
        let (_, records) = read(&suite, file, 1);
        assert_eq!(records[0].text.expose(), text);
        assert!(
            records[0]
                .spans
                .iter()
                .any(|span| span.entity.as_str() == "EMAIL_ADDRESS")
        );
    }
}
