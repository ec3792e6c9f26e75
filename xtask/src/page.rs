//! `cargo xtask page`: what is wrong with a report in a real browser?

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::console::phase;
use crate::layout::Layout;
use crate::node;
use crate::process::{apt_install, command, present, run as finish};
use crate::test::BROWSERS;

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
    let axe = node::folder(layout)?.join("node_modules/axe-core/axe.min.js");
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
