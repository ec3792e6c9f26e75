//! `cargo xtask page`: what is wrong with a report in a real browser?

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use crate::console::{phase, say};
use crate::layout::Layout;
use crate::pins;
use crate::process::{apt_install, command, present, run as finish};
use crate::test::BROWSERS;

/// The lock file of what npm brings.
const LOCK: &str = include_str!("../node/package-lock.json");

/// Which report, and where the pictures go.
#[derive(Args)]
pub(crate) struct Options {
    /// The report
    #[arg(value_name = "REPORT.html")]
    report: PathBuf,
    /// What must be on the first screen of 1366 by 768, as a CSS selector
    #[arg(long, default_value = "h1", value_name = "SELECTOR")]
    verdict: String,
    /// Where screenshots and the PDF go: STEM-light.png, STEM-dark.png, STEM.pdf
    #[arg(long, value_name = "STEM")]
    out: Option<PathBuf>,
}

/// Runs the command; a finding that counts is a failure.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    let browser = browser()?;
    let axe = axe(layout)?;
    phase("page", || {
        let mut look = command("node");
        look.arg(layout.node("page.mjs")).arg(browser).arg(axe);
        look.arg(&options.report).arg(&options.verdict);
        if let Some(out) = &options.out {
            look.arg(out);
        }
        finish(&mut look)
    })
}

fn browser() -> anyhow::Result<&'static str> {
    let found = || BROWSERS.into_iter().find(|name| present(name));
    if found().is_none() {
        apt_install(&["chromium"]).context("no browser is on the path")?;
    }
    found().context("no browser is on the path")
}

/// The checker of accessibility, by the lock file.
fn axe(layout: &Layout) -> anyhow::Result<PathBuf> {
    for program in ["node", "npm"] {
        if !present(program) {
            bail!("please install Node.js 20 or later with npm: {program} is not on the path");
        }
    }
    let folder = layout.state().join("page");
    let axe = folder.join("node_modules/axe-core/axe.min.js");
    phase("axe", || {
        let _lock = layout.lock()?;
        let (note, digest) = (folder.join("page.pin"), pins::sha256(LOCK.as_bytes()));
        if axe.is_file() && std::fs::read_to_string(&note).is_ok_and(|text| text == digest) {
            return Ok(());
        }
        say(format_args!("    installing axe-core"));
        std::fs::create_dir_all(&folder)?;
        for file in ["package.json", "package-lock.json"] {
            std::fs::copy(layout.node(file), folder.join(file))?;
        }
        install(&folder)?;
        Ok(std::fs::write(note, digest)?)
    })?;
    Ok(axe)
}

fn install(folder: &Path) -> anyhow::Result<()> {
    let mut npm = command("npm");
    npm.current_dir(folder);
    // Scripts of packages are not run: there is nothing to build.
    finish(npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
}
