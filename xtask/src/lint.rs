//! `cargo xtask lint`: everything that can be said about the text of the repository without running it.

use crate::console::{phase, say};
use crate::layout::Layout;
use crate::libtorch::{self, Want};
use crate::process::{cargo, command, present, run as finish};
use crate::tools::{self, Tool};
use crate::{charts, licences, prerequisites};

/// Runs the command; the cheap checks go first.
pub(crate) fn run(layout: &Layout) -> anyhow::Result<()> {
    let repository = layout.repository();
    phase("format", || {
        finish(cargo(repository).args(["fmt", "--all", "--check"]))
    })?;
    phase("licences", || licences(layout))?;
    phase("proto", || {
        tools::ensure(layout, &[Tool::Buf])?;
        finish(
            command(layout.tool("buf"))
                .arg("lint")
                .current_dir(repository.join("proto")),
        )
    })?;
    charts::run(layout)?;
    phase("libtorch", || {
        prerequisites::check()?;
        let _lock = layout.lock()?;
        libtorch::ensure(
            layout,
            Want {
                cuda: false,
                keep: false,
            },
        )
    })?;
    phase("clippy", || {
        let mut clippy = cargo(repository);
        clippy.args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]);
        finish(&mut clippy)
    })
}

fn licences(layout: &Layout) -> anyhow::Result<()> {
    if present("cargo-deny") {
        let mut deny = cargo(layout.repository());
        return finish(deny.args(["deny", "check", "licenses", "bans", "sources"]));
    }
    say(format_args!(
        "    cargo-deny is not installed: checking licences, bans and sources of deny.toml ourselves \
         (advisories are NOT checked)"
    ));
    licences::check(layout.repository())
}
