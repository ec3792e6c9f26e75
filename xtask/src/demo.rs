//! `cargo xtask demo`: from text to verdict on this machine, with the programs people use.

mod findings;
pub(crate) mod suite;

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use crate::console::{phase, say, seconds};
use crate::layout::Layout;
use crate::process::{cargo, output, run as finish, target_directory};
use crate::setup;
use suite::Suite;

/// How large the demo is.
#[derive(Args)]
pub(crate) struct Options {
    /// Records of the made-up dataset
    #[arg(long, default_value_t = 240)]
    records: u32,
    /// Passes over the training split
    #[arg(long, default_value = "3")]
    epochs: String,
}

/// Runs the command. Two cores compile the default profile in half the time of the release profile, and the
/// heavy arithmetic is libtorch's in both, so the demo runs what `cargo build` makes.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    let start = Instant::now();
    setup::run(layout, &setup::Options::default())?;
    let repository = layout.repository();
    phase("build", || {
        finish(cargo(repository).args(["build", "--locked"]))
    })?;
    let program = target_directory(repository)?.join("debug/tacit");
    let place = layout.state().join("demo");
    if place.exists() {
        std::fs::remove_dir_all(&place)?;
    }
    std::fs::create_dir_all(&place)?;
    let pipeline = Instant::now();
    let journey = Journey {
        program,
        place,
        model: layout.model(),
    };
    let moved = journey.run(options)?;
    say(format_args!("\n{moved}"));
    say(format_args!(
        "report: {}",
        journey.file("report.html").display()
    ));
    say(format_args!(
        "the pipeline took {}, all of it {}",
        seconds(pipeline.elapsed()),
        seconds(start.elapsed())
    ));
    Ok(())
}

/// One run through the suite.
struct Journey {
    program: PathBuf,
    place: PathBuf,
    model: PathBuf,
}

impl Journey {
    fn file(&self, name: &str) -> PathBuf {
        self.place.join(name)
    }

    /// Starts the suite, goes through every step and stops the suite, also after a failure.
    fn run(&self, options: &Options) -> anyhow::Result<String> {
        let data = self.file("suite");
        let mut suite = phase("tacit up", || Suite::start(&self.program, &data))?;
        let outcome = self.steps(options, &data);
        let stopped = phase("stop", || suite.stop());
        let moved = outcome?;
        stopped?;
        Ok(moved)
    }

    fn steps(&self, options: &Options, data: &Path) -> anyhow::Result<String> {
        let records = options.records.to_string();
        let (text, page) = (self.file("support.jsonl"), self.file("report.html"));
        let (text, page) = (text.to_string_lossy(), page.to_string_lossy());
        let model = self.model.to_string_lossy();
        let steps: [(&str, Vec<&str>); 5] = [
            (
                "make up text",
                vec!["dataset", "synth", "--out", &text, "--records", &records],
            ),
            (
                "ingest",
                vec![
                    "dataset",
                    "create",
                    "--name",
                    "support",
                    "--from",
                    &text,
                    "--split-unit",
                    "entity",
                ],
            ),
            (
                "fine-tune",
                vec![
                    "finetune",
                    "create",
                    "--wait",
                    "--dataset",
                    "support",
                    "--base-model",
                    &model,
                    "--method",
                    "lora",
                    "--epochs",
                    &options.epochs,
                    "--checkpoint-id",
                    "first",
                ],
            ),
            (
                "audit",
                vec![
                    "audit",
                    "create",
                    "--wait",
                    "--checkpoint",
                    "first",
                    "--report-id",
                    "first",
                ],
            ),
            (
                "export",
                vec![
                    "report", "export", "first", "--format", "html", "--out", &page,
                ],
            ),
        ];
        for (name, arguments) in steps {
            phase(name, || finish(self.tacit(data).args(arguments)))?;
        }
        let shown = output(self.tacit(data).args(["report", "show", "first", "--json"]))?;
        findings::summary(&shown)
    }

    fn tacit(&self, data: &Path) -> std::process::Command {
        let mut tacit = crate::process::command(&self.program);
        tacit.arg("--data-dir").arg(data);
        tacit
    }
}
