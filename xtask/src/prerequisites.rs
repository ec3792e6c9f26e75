//! What must be there before anything can be brought, and a sentence for each that is not.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, bail};

use crate::process::{command, output, present};

/// Checks everything a fresh machine must have and says all that is missing at once.
pub(crate) fn check() -> anyhow::Result<()> {
    let checks = [platform(), rust(), cxx(), linker(), python().map(|_| ())];
    let missing: Vec<String> = checks
        .into_iter()
        .filter_map(|check| check.err().map(|e| format!("{e:#}")))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "something this machine must have is missing:\n  - {}",
        missing.join("\n  - ")
    )
}

fn platform() -> anyhow::Result<()> {
    if cfg!(all(
        target_os = "linux",
        target_arch = "x86_64",
        target_env = "gnu"
    )) {
        return Ok(());
    }
    bail!("libtorch is pinned for Linux on x86_64 with glibc; build there or in a container.")
}

fn rust() -> anyhow::Result<()> {
    if present("cargo") && present("rustc") {
        return Ok(());
    }
    bail!("Rust: cargo and rustc are not on the path; install them with rustup.")
}

fn cxx() -> anyhow::Result<()> {
    let mut compile = command("c++");
    compile.args([
        "-std=c++17",
        "-fsyntax-only",
        "-include",
        "string",
        "-x",
        "c++",
        "/dev/null",
    ]);
    if compile
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
    {
        return Ok(());
    }
    bail!(
        "A C++ compiler: `c++` cannot compile C++17; install g++ (Debian: `apt-get install g++`)."
    )
}

fn linker() -> anyhow::Result<()> {
    if present("cc") {
        return Ok(());
    }
    bail!("A linker: `cc` is not on the path; install gcc (Debian: `apt-get install gcc`).")
}

/// The first Python on the path that is 3.9 or later and can make a virtual environment with pip.
pub(crate) fn python() -> anyhow::Result<PathBuf> {
    const PROBE: &str = "import sys, venv, ensurepip; print(sys.version_info >= (3, 9))";
    let mut found = false;
    for name in ["python3", "python"] {
        if !present(name) {
            continue;
        }
        found = true;
        if output(command(name).args(["-c", PROBE])).is_ok_and(|said| said.trim() == "True") {
            return Ok(PathBuf::from(name));
        }
    }
    if found {
        bail!(
            "Python: the one on the path is older than 3.9 or lacks pip and venv \
             (Debian: `apt-get install python3-pip python3-venv`)."
        )
    }
    bail!("Python: none on the path; install Python 3.9 or later with pip and venv.")
}

/// Major and minor version of an interpreter.
pub(crate) fn python_version(python: &std::path::Path) -> anyhow::Result<(u32, u32)> {
    let probe = "import sys; print(*sys.version_info[:2])";
    let said = output(command(python).args(["-c", probe]))?;
    let mut numbers = said.split_whitespace().map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => Ok((major, minor)),
        _ => None.context("cannot tell the version of Python"),
    }
}
