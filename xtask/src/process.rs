//! Running other programs: no standard input, and a failure names the command.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// A command with no standard input.
pub(crate) fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.stdin(Stdio::null());
    command
}

/// The cargo that started this program's build, or the one on the path.
pub(crate) fn cargo(directory: &Path) -> Command {
    let mut cargo = command(option_env!("CARGO").unwrap_or("cargo"));
    cargo.current_dir(directory);
    cargo
}

/// Runs to the end with output passed through.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| missing(command))?;
    if !status.success() {
        bail!("`{}` failed ({status})", words(command));
    }
    Ok(())
}

/// Runs to the end and returns what it wrote to standard output; what it wrote to standard error is shown
/// in the failure.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| missing(command))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` failed ({})\n{}",
            words(command),
            output.status,
            said.trim_end()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end, handing over each line of standard output as it comes.
pub(crate) fn lines(command: &mut Command, mut each: impl FnMut(&str)) -> anyhow::Result<()> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| missing(command))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            each(&line.context("cannot read a child's output")?);
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})", words(command));
    }
    Ok(())
}

/// Whether a program answers `--version`.
pub(crate) fn present(program: impl AsRef<Path>) -> bool {
    let mut command = command(program);
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether this process may install packages of the system.
pub(crate) fn is_root() -> bool {
    output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Installs packages with apt when this process may; otherwise says what to do.
pub(crate) fn apt_install(packages: &[&str]) -> anyhow::Result<()> {
    if !present("apt-get") || !is_root() {
        bail!(
            "please install {} with your system's package manager",
            packages.join(", ")
        );
    }
    let apt = || {
        let mut apt = command("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null());
        apt
    };
    run(apt().args(["update", "-q"]))?;
    run(apt()
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(packages))
}

/// The folder cargo puts what it builds for `directory`.
pub(crate) fn target_directory(directory: &Path) -> anyhow::Result<PathBuf> {
    let mut cargo = cargo(directory);
    let text = output(cargo.args([
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--offline",
    ]))?;
    let metadata: serde_json::Value = serde_json::from_str(&text)?;
    let path = metadata["target_directory"]
        .as_str()
        .context("cargo names no target directory")?;
    Ok(PathBuf::from(path))
}

fn missing(command: &Command) -> String {
    format!("cannot start `{}`", words(command))
}

fn words(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    for argument in command.get_args().take(6) {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    if command.get_args().len() > 6 {
        text.push_str(" ...");
    }
    text
}
