//! `cargo xtask prove`: does the audit see what it must see, and only that?
//!
//! Secrets are planted and a real model is trained until it knows them: the audit has to say FAIL. The same data
//! with the secrets redacted at ingest, the same under differential privacy, and another dataset that the model
//! never saw: it must not. And weights that were trained without noise under the claim of the private run: it has
//! to contradict the claim.

mod found;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::{Value, json};

use crate::console::{phase, say};
use crate::demo::suite::Suite;
use crate::layout::Layout;
use crate::process::{cargo, command, output, run as finish, target_directory};
use crate::setup;
use found::Found;

/// How much is done.
#[derive(Args)]
pub(crate) struct Options {
    /// Secrets planned; a coin plants about half of them, and thirty are wanted
    #[arg(long, default_value_t = 81)]
    secrets: u32,
    /// Secrets planned for the private run: its claim of 3 needs more than the others to be refutable
    #[arg(long, default_value_t = 132)]
    private_secrets: u32,
    /// Ordinary records
    #[arg(long, default_value_t = 40)]
    records: u32,
    /// Passes over the training split, for the run that learns by heart
    #[arg(long, default_value = "40")]
    epochs: String,
    /// Where what was found goes, as JSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command; fails where a verdict is not the one that it must be.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    setup::run(layout, &setup::Options::default())?;
    let repository = layout.repository();
    phase("build", || {
        finish(cargo(repository).args(["build", "--locked"]))
    })?;
    let place = layout.state().join("prove");
    if place.exists() {
        std::fs::remove_dir_all(&place)?;
    }
    std::fs::create_dir_all(&place)?;
    let proof = Proof {
        program: target_directory(repository)?.join("debug/tacit"),
        model: layout.model().display().to_string(),
        place,
    };
    let data = proof.file("suite");
    let mut suite = phase("tacit up", || Suite::start(&proof.program, &data))?;
    let outcome = proof.cases(options);
    let stopped = phase("stop", || suite.stop());
    let found = outcome?;
    stopped?;
    say(format_args!("\n{}", found::table(&found)));
    if let Some(path) = &options.out {
        let all: Vec<Value> = found.iter().map(Found::json).collect();
        std::fs::write(path, serde_json::to_string_pretty(&all)?)?;
    }
    let wrong: Vec<String> = found.iter().filter_map(Found::wrong).collect();
    ensure!(wrong.is_empty(), "not as it must be: {}", wrong.join("; "));
    Ok(())
}

struct Proof {
    program: PathBuf,
    model: String,
    place: PathBuf,
}

/// A dataset and the run on it.
struct Case<'a> {
    name: &'a str,
    ingest: &'a [&'a str],
    training: &'a [&'a str],
    canaries: &'a str,
}

impl Proof {
    fn file(&self, name: &str) -> PathBuf {
        self.place.join(name)
    }

    fn tacit(&self, arguments: &[&str]) -> Command {
        let mut tacit = command(&self.program);
        tacit
            .arg("--data-dir")
            .arg(self.file("suite"))
            .args(arguments);
        tacit
    }

    fn json(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        let said = output(self.tacit(arguments).arg("--json"))?;
        let last = said.lines().last().unwrap_or_default();
        let all = serde_json::from_str(&said).or_else(|_| serde_json::from_str(last));
        all.context("`tacit` said something that is not JSON")
    }

    fn cases(&self, options: &Options) -> anyhow::Result<Vec<Found>> {
        let text = self.made_up(options.records, "0", "records.jsonl")?;
        let other = self.made_up(options.records, "1", "other.jsonl")?;
        let canaries = self.canaries(options.secrets, "canaries.json")?;
        let more = self.canaries(options.private_secrets, "more-canaries.json")?;
        let redacting = self.file("redacting.yaml");
        std::fs::write(&redacting, "version: redacting\naction: redact\n")?;
        let redacting = redacting.display().to_string();
        let by_heart = [
            "--method",
            "lora",
            "--learning-rate",
            "1e-3",
            "--schedule",
            "constant",
            "--epochs",
            options.epochs.as_str(),
        ];
        let private = |epsilon| {
            let plan = [
                "--method",
                "dp-lora",
                "--epsilon",
                epsilon,
                "--delta",
                "1e-4",
            ];
            let pace = [
                "--learning-rate",
                "1e-3",
                "--batch-size",
                "32",
                "--epochs",
                "5",
            ];
            [plan.as_slice(), &pace].concat()
        };
        let (three, one) = (private("3"), private("1"));
        let mut found = Vec::new();
        for case in [
            Case {
                name: "plain",
                ingest: &[],
                training: &by_heart,
                canaries: &canaries,
            },
            Case {
                name: "redacted",
                ingest: &["--policy", &redacting],
                training: &by_heart,
                canaries: &canaries,
            },
            Case {
                name: "private",
                ingest: &[],
                training: &three,
                canaries: &more,
            },
        ] {
            found.push(self.trained(&case, &text)?);
        }
        self.ingest("other", &other, &["--canaries", &canaries])?;
        found.push(self.audited("unseen", "plain", &["--dataset", "other"])?);
        self.fine_tune("plain", "claimed", &one)?;
        phase("forge", || self.forge())?;
        found.push(self.audited("noise-left-out", "forged", &[])?);
        Ok(found)
    }

    fn made_up(&self, records: u32, seed: &str, name: &str) -> anyhow::Result<String> {
        let path = self.file(name).display().to_string();
        let records = records.to_string();
        finish(&mut self.tacit(&[
            "dataset",
            "synth",
            "--out",
            &path,
            "--records",
            &records,
            "--seed",
            seed,
            "--holdout",
            "0.4",
            "--validation",
            "0",
        ]))?;
        Ok(path)
    }

    /// Secrets of shapes that recognisers know, behind words in no order.
    fn canaries(&self, count: u32, name: &str) -> anyhow::Result<String> {
        let group = |name: &str, kind: &str| {
            json!({
                "name": name, "secret": { "kind": kind }, "count": count / 3,
                "prefix": { "kind": "random", "words": 6 },
            })
        };
        let spec = json!({ "groups": [
            group("phones", "phone"), group("cards", "credit_card"), group("mails", "email"),
        ] });
        let path = self.file(name);
        std::fs::write(&path, spec.to_string())?;
        Ok(path.display().to_string())
    }

    fn ingest(&self, name: &str, text: &str, more: &[&str]) -> anyhow::Result<()> {
        phase(&format!("ingest {name}"), || {
            let create = ["dataset", "create", "--name", name, "--from", text];
            finish(self.tacit(&create).args(more))
        })
    }

    fn trained(&self, case: &Case<'_>, text: &str) -> anyhow::Result<Found> {
        let name = case.name;
        self.ingest(
            name,
            text,
            &[&["--canaries", case.canaries], case.ingest].concat(),
        )?;
        self.fine_tune(name, name, case.training)?;
        self.audited(name, name, &[])
    }

    fn fine_tune(&self, dataset: &str, checkpoint: &str, how: &[&str]) -> anyhow::Result<()> {
        phase(&format!("fine-tune {checkpoint}"), || {
            let create = [
                "finetune",
                "create",
                "--dataset",
                dataset,
                "--base-model",
                &self.model,
            ];
            let named = ["--checkpoint-id", checkpoint, "--audit-policy", "standard"];
            finish(self.tacit(&create).args(named).args(how))
        })
    }

    /// Audits a checkpoint; its report is called as the case is.
    fn audited(&self, name: &str, checkpoint: &str, more: &[&str]) -> anyhow::Result<Found> {
        phase(&format!("audit {name}"), || {
            let run = [
                "audit",
                "run",
                "--checkpoint",
                checkpoint,
                "--report-id",
                name,
                "--policy",
                "standard",
            ];
            // Its exit code is the verdict; whether there is a report tells of a failure.
            let status = self.tacit(&run).args(more).status()?;
            let report = self.json(&["report", "show", name]);
            let report =
                report.with_context(|| format!("`tacit audit run` ended with {status}"))?;
            let path = report["path"].as_str().context("the report has no path")?;
            let body = std::fs::read_to_string(Path::new(path).join("report.json"))?;
            Ok(Found::new(name, &serde_json::from_str(&body)?))
        })
    }

    /// The weights of the plain run under the manifest of a private one on the same data: a run whose noise and
    /// clipping were silently left out, as nobody sees from the manifest.
    fn forge(&self) -> anyhow::Result<()> {
        let folder = |name| -> anyhow::Result<PathBuf> {
            let found = self.json(&["checkpoint", "get", name])?;
            Ok(found["path"].as_str().context("no path")?.into())
        };
        let read = |folder: &Path| -> anyhow::Result<Value> {
            let text = std::fs::read_to_string(folder.join("manifest.json"))?;
            Ok(serde_json::from_str(&text)?)
        };
        let (plain, claimed) = (folder("plain")?, folder("claimed")?);
        let forged = plain.with_file_name("forged");
        finish(command("cp").arg("-r").arg(&plain).arg(&forged))?;
        let (mut manifest, claim) = (read(&plain)?, read(&claimed)?);
        for field in ["method", "config", "record", "privacy"] {
            manifest[field] = claim[field].clone();
        }
        manifest["name"] = "checkpoints/forged".into();
        std::fs::write(forged.join("manifest.json"), manifest.to_string())?;
        Ok(())
    }
}
