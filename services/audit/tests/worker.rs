//! The worker process on a tiny model: checkpoint and dataset in, report out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use artifacts::checkpoint::{self, BaseModel, CheckpointManifest, DatasetRef};
use artifacts::dataset::{self, Counts, Source, Tagging};
use artifacts::shard::SplitWriter;
use artifacts::{ArtifactName, DatasetManifest, Digest, FsStore, Kind, ReportManifest};
use audit::report::Body;
use audit::report::body::Conclusion;
use corpus::split::SplitPolicy;
use corpus::{EntityType, Record, Redacted, Span, Split};
use model::{LoraConfig, Model};
use serde_json::{Value, json};

/// A planted name: it must stay inside the dataset.
const MARKER: &str = "Mirelle Quarnwick";

fn tiny_llama() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = root
        .ancestors()
        .map(|a| a.join("shared/data/tiny_models/llama"));
    let found = found
        .into_iter()
        .find(|path| path.join("model.safetensors").is_file());
    if found.is_none() {
        eprintln!("SKIPPED: no shared/data/tiny_models beside the checkout");
    }
    found
}

/// A store with a base model, a dataset and room for checkpoints.
struct World {
    dir: tempfile::TempDir,
    store: FsStore,
    base: PathBuf,
    dataset: DatasetRef,
}

impl World {
    fn new(holdout: usize) -> Option<Self> {
        let source = tiny_llama()?;
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().join("models/tiny");
        std::fs::create_dir_all(&base).unwrap();
        for file in ["config.json", "model.safetensors"] {
            std::fs::copy(source.join(file), base.join(file)).unwrap();
        }
        std::fs::write(base.join("tokenizer.json"), tokenizer().to_string()).unwrap();
        let store = FsStore::open_at(dir.path().join("store")).unwrap();
        let dataset = write_dataset(&store, holdout);
        Some(Self {
            dir,
            store,
            base,
            dataset,
        })
    }

    /// Commits a checkpoint whose files `save` writes.
    fn checkpoint(&self, id: &str, method: &str, save: impl FnOnce(&Path)) {
        self.trained(id, method, self.dataset.clone(), save);
    }

    fn trained(&self, id: &str, method: &str, trained_on: DatasetRef, save: impl FnOnce(&Path)) {
        let staged = self.store.stage("t").unwrap();
        save(staged.path());
        let name = ArtifactName::checkpoint(id).unwrap();
        let manifest = CheckpointManifest {
            schema: checkpoint::SCHEMA.to_owned(),
            name: name.clone(),
            created: jiff::Timestamp::UNIX_EPOCH,
            job: "j".to_owned(),
            method: method.to_owned(),
            ended: "completed".to_owned(),
            base_model: BaseModel {
                path: self.base.display().to_string(),
                digest: checkpoint::model_digest(&self.base).unwrap(),
            },
            dataset: trained_on,
            config: json!({ "sequence_length": 40 }),
            record: json!({}),
            privacy: serde_json::from_value(
                json!({ "kind": "none", "schema_version": 1, "why": "not_private" }),
            )
            .unwrap(),
            files: checkpoint::list_files(staged.path()).unwrap(),
        };
        staged.write_manifest(&manifest).unwrap();
        self.store.commit(staged, &name).unwrap();
    }

    fn adapter(&self, id: &str) {
        self.checkpoint(id, "lora", |dir| {
            let mut model = Model::load(&self.base, &model::Options::default()).unwrap();
            model.attach(&LoraConfig::default(), 1).unwrap();
            model.save_adapter(dir, "tiny").unwrap();
        });
    }

    /// A full checkpoint: a model of the same shape and other weights.
    fn full(&self, id: &str) {
        self.checkpoint(id, "full", |dir| self.other_weights(dir, 5));
    }

    /// The same, trained on another dataset.
    fn reference(&self, id: &str, seed: u64) {
        let other = DatasetRef {
            digest: Digest::of(b"other"),
            name: ArtifactName::dataset("other", 1).unwrap(),
        };
        self.trained(id, "full", other, |dir| self.other_weights(dir, seed));
    }

    fn other_weights(&self, dir: &Path, seed: u64) {
        let config = std::fs::read_to_string(self.base.join("config.json")).unwrap();
        let options = model::Options::default();
        let model = Model::initialise(&config, seed, &options).unwrap();
        model.save_full(dir, &self.base).unwrap();
    }

    /// Runs the worker on a checkpoint; its last word, and its log.
    fn audit(&self, checkpoint: &str, report: &str, stop: bool) -> (Value, String) {
        self.run(report, &self.spec(checkpoint, report), stop)
    }

    fn spec(&self, checkpoint: &str, report: &str) -> Value {
        json!({
            "checkpoint": format!("checkpoints/{checkpoint}"), "dataset": null,
            "base_model": self.base, "max_records_per_split": 0, "seed": 3,
            "bootstrap_resamples": 50, "shown_records": 4, "reveal_spans": false,
            "report": report,
        })
    }

    fn job_dir(&self, job: &str) -> PathBuf {
        self.dir.path().join("jobs").join(job)
    }

    fn command(&self, job: &str, spec: &Value) -> Command {
        let dir = self.job_dir(job);
        std::fs::create_dir_all(&dir).unwrap();
        let mut config = serde_json::to_value(chassis::CommonOptions::default()).unwrap();
        config["data_dir"] = json!(self.dir.path());
        config["audit"] = json!({ "threads": 1 });
        let assignment =
            json!({ "job_id": job, "service": "audit", "spec": spec, "config": config });
        std::fs::write(dir.join("spec.json"), assignment.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_audit"));
        command.args(["worker", "--job-dir"]).arg(&dir);
        command
    }

    fn run(&self, job: &str, spec: &Value, stop: bool) -> (Value, String) {
        // An open standard input means: go on. A closed one means: the service is gone.
        let (reader, writer) = std::io::pipe().unwrap();
        let writer = (!stop).then_some(writer);
        let mut command = self.command(job, spec);
        let output = command.stdin(Stdio::from(reader)).output().unwrap();
        drop(writer);
        let words = String::from_utf8(output.stdout).unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(
            !words.contains(MARKER) && !log.contains(MARKER),
            "text left the dataset"
        );
        let last = words
            .lines()
            .last()
            .unwrap_or_else(|| panic!("no word; log: {log}"));
        (serde_json::from_str(last).unwrap(), log)
    }

    /// Starts the worker and kills it once it has finished a phase.
    fn kill_after(&self, job: &str, spec: &Value, phase: &str) {
        let done = self.job_dir(job).join("run").join(format!("{phase}.json"));
        let mut command = self.command(job, spec);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        while !done.is_file() {
            assert_eq!(child.try_wait().unwrap(), None, "ended before {phase}");
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }

    fn body(&self, report: &str) -> Body {
        let dir = self
            .store
            .open(&ArtifactName::report(report).unwrap())
            .unwrap();
        let json = std::fs::read_to_string(dir.join("report.json")).unwrap();
        let html = std::fs::read_to_string(dir.join("report.html")).unwrap();
        assert!(
            !json.contains(MARKER) && !html.contains(MARKER),
            "spans are masked"
        );
        serde_json::from_str(&json).unwrap()
    }
}

/// One token for each printable character, after one for all others.
fn tokenizer() -> Value {
    let mut vocabulary = json!({ "<unk>": 0 });
    for (id, byte) in (1..).zip(b' '..b'~') {
        vocabulary[char::from(byte).to_string()] = json!(id);
    }
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": null, "post_processor": null, "decoder": null,
        "pre_tokenizer": {
            "type": "Split", "pattern": { "Regex": "." }, "behavior": "Isolated", "invert": false
        },
        "model": { "type": "WordLevel", "vocab": vocabulary, "unk_token": "<unk>" }
    })
}

fn record(number: usize, split: Split) -> Record {
    let text = match number {
        0 => format!("I am {MARKER}."),
        // More characters than the 40 tokens that the run trained on.
        1 => format!("I am {MARKER}. {}", "It is late. ".repeat(5)),
        _ => format!(
            "I am Oye {number} {split}, from home.",
            split = split.as_str()
        ),
    };
    let end = text.find(['.', ',']).unwrap();
    let person = Span {
        start: 5,
        end,
        entity: EntityType::from_static("PERSON"),
        score: 1.0,
        recognizer: "gold".into(),
    };
    // A word that may be a name or not.
    let unsure = text.find("home").map(|start| Span {
        start,
        end: start + 4,
        score: 0.5,
        ..person.clone()
    });
    let uncertain = unsure.into_iter().collect();
    Record {
        id: format!("{}-{number}", split.as_str()),
        text: Redacted::new(text),
        subject: None,
        spans: vec![person],
        uncertain,
        split,
    }
}

fn write_dataset(store: &FsStore, holdout: usize) -> DatasetRef {
    let name = ArtifactName::dataset("people", 1).unwrap();
    let mut manifest = DatasetManifest {
        schema: dataset::SCHEMA.to_owned(),
        name: name.clone(),
        created: jiff::Timestamp::UNIX_EPOCH,
        job: "j".to_owned(),
        source: Source {
            uri: "upload".to_owned(),
            format: "jsonl".to_owned(),
            bytes: 0,
            digest: Digest::of(b""),
        },
        tagging: Tagging {
            policy: Digest::of(b""),
            recognizers: Digest::of(b""),
            records_with_given_spans: 0,
        },
        split: SplitPolicy::default(),
        counts: Counts::default(),
        parents: Vec::new(),
        preparation: Default::default(),
        shards: Vec::new(),
    };
    let staged = store.stage("t").unwrap();
    let counts = [
        (Split::Train, 12),
        (Split::Validation, 3),
        (Split::Holdout, holdout),
    ];
    for (split, count) in counts {
        let mut writer = SplitWriter::new(staged.path(), split, 1 << 20);
        (0..count).for_each(|number| writer.write(&record(number, split)).unwrap());
        writer.finish(&mut manifest).unwrap();
    }
    let digest = staged.write_manifest(&manifest).unwrap();
    store.commit(staged, &name).unwrap();
    DatasetRef { name, digest }
}

#[test]
fn an_adapter_that_changes_nothing_shows_nothing() {
    let Some(world) = World::new(8) else { return };
    world.adapter("still");
    let (word, log) = world.audit("still", "r1", false);
    assert_eq!(
        word,
        json!({ "succeeded": { "output": "reports/r1" } }),
        "{log}"
    );
    let body = world.body("r1");
    assert_eq!(body.summary.conclusion, Conclusion::NotDetected);
    assert!(body.findings.measures.iter().all(|m| m.change.value == 0.0));
    assert_eq!(body.records.len(), 4);
    let counts = &body.counts;
    assert_eq!(
        (
            counts.train.records,
            counts.train.probed,
            counts.holdout.probed
        ),
        (12, 12, 8)
    );
    assert_eq!((counts.train.cut, counts.holdout.cut), (1, 1));
    assert_eq!((counts.train.spans, counts.train.whole_spans), (12, 12));
    // "home" in ten records, a token a character: of neither group.
    assert_eq!(counts.train.uncertain_tokens, 40);
    let tokens: u64 = ["sensitive", "non_sensitive"]
        .iter()
        .map(|group| {
            let of = |m: &&attacks::measure::Measure| {
                let cell = serde_json::to_value(&m.cell).unwrap();
                cell["tokens"] == **group
                    && cell["split"] == "train"
                    && cell["mentions"] == "all"
                    && cell["entity_type"].is_null()
            };
            body.findings.measures.iter().find(of).unwrap().token_count
        })
        .sum();
    assert_eq!(tokens, counts.train.tokens - 40);
    let name = ArtifactName::report("r1").unwrap();
    let manifest: ReportManifest = world.store.manifest(&name).unwrap();
    // JSON, page, observations.
    assert_eq!(manifest.files.len(), 3);
    // A worker that wrote it and could not say so: another one finds it.
    let (word, _) = world.audit("still", "r1", false);
    assert_eq!(word, json!({ "succeeded": { "output": "reports/r1" } }));
    // A report never changes: the same id for another job is refused.
    let (word, _) = world.run("again", &world.spec("still", "r1"), false);
    assert_eq!(word["failed"]["reason"], "ARTIFACT_EXISTS");
}

#[test]
fn a_full_checkpoint_is_compared_with_its_base() {
    let Some(world) = World::new(8) else { return };
    world.full("other");
    let (word, log) = world.audit("other", "r2", false);
    assert_eq!(
        word,
        json!({ "succeeded": { "output": "reports/r2" } }),
        "{log}"
    );
    let body = world.body("r2");
    assert!(body.findings.measures.iter().all(|m| m.change.value != 0.0));
    for measure in &body.findings.measures {
        let change = measure.tuned.value - measure.base.value;
        assert!((measure.change.value - change).abs() < 1e-12);
    }
}

#[test]
fn deep_probes_ask_more_and_go_on_where_a_worker_died() {
    let Some(world) = World::new(12) else { return };
    world.full("other");
    world.reference("ref-1", 7);
    world.reference("ref-2", 8);
    let mut spec = world.spec("other", "deep");
    spec["deep"] = json!(true);
    spec["reference_checkpoints"] = json!(["checkpoints/ref-1", "checkpoints/ref-2"]);
    let share = json!({ "value": 0.9, "low": 0.85, "high": 0.94 });
    spec["tagging_error"] = json!({ "precision": share, "recall": share, "records": 80 });
    let (word, log) = world.run("deep", &spec, false);
    assert_eq!(word["succeeded"]["output"], "reports/deep", "{log}");
    assert!(
        !world.job_dir("deep").join("run").exists(),
        "as secret as the data"
    );
    let body = world.body("deep");
    let names: Vec<&str> = body
        .findings
        .membership
        .iter()
        .map(|m| m.attack.as_str())
        .collect();
    for name in ["recall", "neighbourhood", "rmia", "lira"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let deep = body.deep.unwrap();
    let inference = deep.inference.unwrap();
    assert_eq!((inference.candidates, inference.tuned.of), (20, 11));
    let asked = |of: Option<attacks::reconstruction::Reconstruction>| of.unwrap().tuned.of;
    assert_eq!(
        (
            asked(deep.reconstruction),
            asked(deep.reconstruction_holdout)
        ),
        (12, 12)
    );
    let unprompted = deep.unprompted.unwrap();
    assert_eq!((unprompted.texts, unprompted.tokens), (200, 200 * 64));
    assert_eq!((unprompted.train.of, unprompted.holdout.of), (10, 10));
    let tagging = body.tagging.unwrap();
    let gap = body.findings.memorisation_gap.as_ref().unwrap().overall().1;
    let corrected = tagging.corrected.unwrap();
    assert!((corrected.gap.value * corrected.left.value - gap.value).abs() < 1e-12);
    // Everything follows from what was stored.
    let dir = world
        .store
        .open(&ArtifactName::report("deep").unwrap())
        .unwrap();
    let seen: attacks::deep::DeepSeen =
        serde_json::from_slice(&std::fs::read(dir.join("deep.json")).unwrap()).unwrap();
    assert_eq!(attacks::deep::deep(&seen).unwrap(), deep);
    let records =
        attacks::store::read(std::fs::File::open(dir.join("observations.parquet")).unwrap());
    let records = records.unwrap();
    assert!(
        records
            .iter()
            .all(|o| o.references.len() == 2 && o.recall.is_some())
    );

    spec["report"] = json!("resumed");
    world.kill_after("resumed", &spec, "score-tuned");
    let (word, log) = world.run("resumed", &spec, false);
    assert_eq!(word["succeeded"]["output"], "reports/resumed", "{log}");
    assert!(log.contains("taken over from an earlier worker"), "{log}");
    let resumed = world.body("resumed");
    assert_eq!(resumed.findings, body.findings);
    assert_eq!(resumed.deep.unwrap(), deep);
    assert_eq!(resumed.cost.forward_tokens, body.cost.forward_tokens);

    // What saw the records, or is of another base, is no reference.
    spec["report"] = json!("wrong");
    spec["reference_checkpoints"] = json!(["checkpoints/other"]);
    let (word, _) = world.run("wrong", &spec, false);
    assert_eq!(word["failed"]["reason"], "REFERENCE_SAW_DATA");
}

#[test]
fn what_cannot_be_audited_fails_with_a_reason_and_leaves_nothing() {
    let Some(world) = World::new(0) else { return };
    world.adapter("still");
    let (word, _) = world.audit("still", "r3", false);
    assert_eq!(word["failed"]["reason"], "NO_HOLDOUT");

    let Some(world) = World::new(4) else { return };
    world.adapter("still");
    let (word, _) = world.audit("still", "r4", true);
    assert_eq!(word, json!({ "suspended": {} }));
    let config = world.base.join("config.json");
    std::fs::write(&config, std::fs::read_to_string(&config).unwrap() + "\n").unwrap();
    let (word, _) = world.audit("still", "r5", false);
    assert_eq!(word["failed"]["reason"], "BASE_MODEL_CHANGED");
    assert_eq!(world.store.list(Kind::Report).unwrap(), []);
    let staging = world.store.root().join("staging");
    assert_eq!(std::fs::read_dir(staging).unwrap().count(), 0);
}
