//! `cargo xtask setup`: everything a build needs that cargo cannot bring.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use crate::console::{phase, say};
use crate::layout::Layout;
use crate::libtorch::Want;
use crate::{libtorch, model, prerequisites};

/// What to bring and how.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Bring all of libtorch, for a CUDA host (2 GB to bring, 4 GB on disk)
    #[arg(long)]
    cuda: bool,
    /// Bring nothing: only say whether everything is in place
    #[arg(long)]
    offline_check: bool,
    /// Keep the wheels after unpacking
    #[arg(long)]
    keep: bool,
    /// Another folder than .tacit/ (to try this command; builds look in .tacit/)
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    let elsewhere = options
        .into
        .as_deref()
        .map(|folder| layout.with_state(folder));
    let layout = elsewhere.as_ref().unwrap_or(layout);
    phase("setup", || {
        prerequisites::check()?;
        if options.offline_check {
            return offline(layout, options.cuda);
        }
        let _lock = layout.lock()?;
        let want = Want {
            cuda: options.cuda,
            keep: options.keep,
        };
        libtorch::ensure(layout, want)?;
        model::ensure(layout, want)
    })
}

fn offline(layout: &Layout, cuda: bool) -> anyhow::Result<()> {
    let parts = [
        ("libtorch", libtorch::in_place(layout, cuda)),
        ("the quickstart model", model::in_place(layout)),
    ];
    for (name, there) in parts {
        say(format_args!(
            "    {name}: {}",
            if there { "in place" } else { "missing" }
        ));
    }
    if parts.iter().all(|(_, there)| *there) {
        return Ok(());
    }
    bail!("something is missing; `cargo xtask setup` brings it")
}
