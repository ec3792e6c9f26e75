//! `cargo xtask charts`: what can be said of the chart and the container files without a cluster.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::console::{phase, say};
use crate::layout::Layout;
use crate::process::{command, output, run as finish};
use crate::tools::{self, Tool};

/// The lowest and the highest Kubernetes the chart promises to work on.
const KUBERNETES: [&str; 2] = ["1.33", "1.37"];

/// Long lines and truthy words are fine in a compose file; the rest of yamllint's defaults hold.
const YAMLLINT: &str = "{extends: default, rules: {document-start: disable, truthy: disable, line-length: {max: 120}}}";

/// Runs the command.
pub(crate) fn run(layout: &Layout) -> anyhow::Result<()> {
    phase("charts", || {
        tools::ensure(layout, &[Tool::Helm, Tool::Hadolint, Tool::Yaml])?;
        chart(layout)?;
        container_files(layout)
    })
}

fn chart(layout: &Layout) -> anyhow::Result<()> {
    let chart = layout.repository().join("charts/tacit");
    let helm = || command(layout.tool("helm"));
    let variants = values(&chart.join("ci"))?;
    let rendered = layout.state().join("rendered");
    std::fs::create_dir_all(&rendered)?;
    let mut manifests = Vec::new();
    for variant in &variants {
        let name = variant.file_stem().unwrap_or_default().to_string_lossy();
        finish(
            helm()
                .args(["lint", "--strict", "--quiet"])
                .arg(&chart)
                .arg("-f")
                .arg(variant),
        )?;
        let text = output(
            helm()
                .args(["template", "tacit"])
                .arg(&chart)
                .arg("-f")
                .arg(variant),
        )?;
        let objects = text
            .lines()
            .filter(|line| line.starts_with("kind:"))
            .count();
        ensure!(objects > 0, "the values {name} render nothing");
        let path = rendered.join(format!("{name}.yaml"));
        std::fs::write(&path, text)?;
        manifests.push(path);
        say(format_args!("    {name}: {objects} objects"));
    }
    for version in KUBERNETES {
        let mut check = command(layout.tool("kubernetes-validate"));
        output(
            check
                .args(["--strict", "--quiet", "-k", version])
                .args(&manifests),
        )
        .with_context(|| format!("the chart does not suit Kubernetes {version}"))?;
        say(format_args!(
            "    all of it is valid for Kubernetes {version}"
        ));
    }
    Ok(())
}

/// Every values file the chart is tried with.
fn values(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let list = std::fs::read_dir(folder);
    let list = list.with_context(|| format!("there is no folder {}", folder.display()))?;
    let mut files: Vec<PathBuf> = list
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "yaml"));
    files.sort();
    ensure!(
        !files.is_empty(),
        "{} holds no values to try",
        folder.display()
    );
    Ok(files)
}

fn container_files(layout: &Layout) -> anyhow::Result<()> {
    let folder = layout.repository().join("docker");
    finish(command(layout.tool("hadolint")).arg(folder.join("Dockerfile")))?;
    say(format_args!("    docker/Dockerfile: hadolint is content"));
    let mut yamllint = command(layout.tool("yamllint"));
    finish(
        yamllint
            .args(["--strict", "-d", YAMLLINT])
            .arg(folder.join("compose.yaml")),
    )?;
    say(format_args!("    docker/compose.yaml: yamllint is content"));
    Ok(())
}
