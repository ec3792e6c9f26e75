//! `cargo xtask bench`: the programs and benchmarks of the `benches` crate, by name.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::Value;

use crate::console::phase;
use crate::layout::Layout;
use crate::libtorch::Want;
use crate::process::{cargo, output, run as finish};
use crate::{libtorch, model, peers, prerequisites};

/// Which benchmark.
#[derive(Args)]
pub(crate) struct Options {
    /// Its name
    name: String,
    /// What to pass to it
    #[arg(last = true)]
    rest: Vec<String>,
}

/// What stands before the name of a benchmark whose program would have that of a service.
const PREFIX: &str = "bench-";

/// Runs the command, in the release profile.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    let known = targets(layout)?;
    let name = options.name.as_str();
    let called = |target: &str| target.trim_start_matches(PREFIX).to_owned();
    let Some((target, kind)) = known.iter().find(|(target, _)| called(target) == name) else {
        let names: Vec<String> = known.iter().map(|(target, _)| called(target)).collect();
        bail!(
            "there is no benchmark {name}; there are: {}",
            names.join(", ")
        );
    };
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
    let given = beside_peers(layout, name)?;
    phase(name, || {
        let mut cargo = cargo(layout.repository());
        if script(name).is_some() {
            let mut build = self::cargo(layout.repository());
            finish(build.args(["build", "--release", "--package=benches", "--bins"]))?;
        }
        match kind.as_str() {
            "bench" => cargo.args(["bench", "--package=benches", "--bench", target]),
            _ => cargo.args(["run", "--release", "--package=benches", "--bin", target]),
        };
        finish(cargo.arg("--").args(given).args(&options.rest))
    })
}

/// The peers' side of a benchmark that runs beside them.
fn script(name: &str) -> Option<&'static str> {
    match name {
        "finetune" => Some("benches/finetune.py"),
        "scoring" => Some("benches/mimir.py"),
        _ => None,
    }
}

/// What such a one is told: where the peers are, and the quickstart model.
fn beside_peers(layout: &Layout, name: &str) -> anyhow::Result<Vec<OsString>> {
    if name == "rules" {
        return Ok(vec!["--peer".into(), redact(layout)?.into()]);
    }
    let Some(script) = script(name) else {
        return Ok(Vec::new());
    };
    let python = peers::environment(layout)?;
    phase("model", || {
        let _lock = layout.lock()?;
        let want = Want {
            cuda: false,
            keep: false,
        };
        model::ensure(layout, want)
    })?;
    let told = [
        ("--python", python),
        ("--script", layout.repository().join(script)),
        ("--model", layout.model()),
        ("--out", layout.state().join("bench")),
    ];
    let pairs = told
        .into_iter()
        .flat_map(|(flag, path)| [flag.into(), path.into()]);
    Ok(pairs.collect())
}

/// The Rust peer of the rules: a package outside the workspace, since nothing of it is shipped.
fn redact(layout: &Layout) -> anyhow::Result<PathBuf> {
    let target = layout.state().join("peers-redact");
    phase("redact-core", || {
        let mut build = cargo(layout.repository());
        build.args(["build", "--release", "--locked"]);
        build.args(["--manifest-path", "benches/peers/redact/Cargo.toml"]);
        finish(build.arg("--target-dir").arg(&target))
    })?;
    Ok(target.join("release/redact-peer"))
}

/// Name and kind of everything in the `benches` crate that can be run.
fn targets(layout: &Layout) -> anyhow::Result<Vec<(String, String)>> {
    let mut metadata = cargo(layout.repository());
    let text = output(metadata.args(["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: Value = serde_json::from_str(&text)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo lists no packages")?;
    let benches = packages.iter().find(|package| package["name"] == "benches");
    let targets = benches.and_then(|package| package["targets"].as_array());
    let named = targets.into_iter().flatten().filter_map(|target| {
        let kind = target["kind"][0]
            .as_str()
            .filter(|kind| ["bench", "bin"].contains(kind))?;
        Some((target["name"].as_str()?.to_owned(), kind.to_owned()))
    });
    Ok(named.collect())
}
