//! `cargo xtask attestation`: does an attestation hold for programs that are not ours?

use std::path::PathBuf;

use clap::Args;

use crate::console::phase;
use crate::layout::Layout;
use crate::node;
use crate::process::{command, run as finish};

/// What is checked, and against what.
#[derive(Args)]
pub(crate) struct Options {
    /// The attestation, a sigstore bundle
    #[arg(long, value_name = "FILE")]
    attestation: PathBuf,
    /// Public key of the auditor, PEM
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The model's folder
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
}

/// Runs the command; what sigstore's verifier does not believe, or another model, is a failure.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    let modules = node::folder(layout)?;
    phase("attestation", || {
        let mut check = command("node");
        check.arg(layout.node("attestation.mjs")).arg(modules);
        check
            .arg(&options.attestation)
            .arg(&options.key)
            .arg(&options.model);
        finish(&mut check)
    })
}
