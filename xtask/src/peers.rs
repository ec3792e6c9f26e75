//! `cargo xtask peers`: do transformers and peft compute from our checkpoints what we compute?

use std::path::PathBuf;

use anyhow::ensure;
use clap::Args;

use crate::console::{phase, say};
use crate::layout::Layout;
use crate::process::{command, run as finish};
use crate::{pins, prerequisites, python};

/// What to compare.
#[derive(Args)]
pub(crate) struct Options {
    /// A checkpoint: a model directory, or an adapter directory
    #[arg(long, value_name = "DIR")]
    checkpoint: PathBuf,
    /// The base model of an adapter (else the one its configuration names)
    #[arg(long, value_name = "DIR")]
    base: Option<PathBuf>,
    /// JSON list of sequences of token ids
    #[arg(long, value_name = "FILE")]
    ids: PathBuf,
    /// safetensors with our float32 logits of each sequence, named "0", "1", ...
    #[arg(long, value_name = "FILE")]
    logits: PathBuf,
    /// The largest absolute difference that still counts as the same
    #[arg(long, default_value = "1e-4")]
    tolerance: f64,
}

/// The peers' Python, with everything pinned; made when it is not there.
pub(crate) fn environment(layout: &Layout) -> anyhow::Result<PathBuf> {
    let folder = layout.state().join("peers");
    phase("peers", || {
        let _lock = layout.lock()?;
        let python = python::make_environment(&folder)?;
        let note = folder.join("peers.pin");
        let digest = pins::sha256(pins::PEERS.as_bytes());
        if std::fs::read_to_string(&note).is_ok_and(|text| text == digest) {
            return Ok(());
        }
        let version = prerequisites::python_version(&python)?;
        ensure!(
            version >= (3, 11),
            "transformers, peft and opacus of today need Python 3.11 or later"
        );
        say(format_args!(
            "    installing transformers, peft and opacus (3 GB to bring, once)"
        ));
        python::install(&python, &layout.python("pins/peers.txt"))?;
        Ok(std::fs::write(note, digest)?)
    })?;
    Ok(folder.join("bin/python"))
}

/// Runs the command; a difference above the tolerance is a failure.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    let python = environment(layout)?;
    phase("compare", || {
        let mut compare = command(&python);
        compare.arg(layout.python("peers.py"));
        compare.arg("--checkpoint").arg(&options.checkpoint);
        if let Some(base) = &options.base {
            compare.arg("--base").arg(base);
        }
        compare
            .arg("--ids")
            .arg(&options.ids)
            .arg("--logits")
            .arg(&options.logits);
        compare
            .arg("--tolerance")
            .arg(options.tolerance.to_string());
        // The libraries would otherwise ask a hub about files that are here.
        finish(
            compare
                .env("HF_HUB_OFFLINE", "1")
                .env("TRANSFORMERS_VERBOSITY", "error"),
        )
    })
}
