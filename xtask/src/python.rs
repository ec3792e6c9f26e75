//! The tools' virtual environment, and wheels by their hash through pip.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::console::{Progress, say};
use crate::layout::Layout;
use crate::pins::{self, Pin};
use crate::prerequisites;
use crate::process::{command, lines, output, run};

/// Tags of the wheels we pin. They do not follow the local Python: only the C++ parts are used.
const TAGS: [&str; 11] = [
    "--implementation=cp",
    "--python-version=3.11",
    "--abi=cp311",
    "--platform=manylinux_2_28_x86_64",
    "--platform=manylinux_2_27_x86_64",
    "--platform=manylinux_2_25_x86_64",
    "--platform=manylinux_2_18_x86_64",
    "--platform=manylinux_2_17_x86_64",
    "--platform=manylinux2014_x86_64",
    "--platform=manylinux_2_12_x86_64",
    "--platform=manylinux_2_5_x86_64",
];

/// The Python of the tools' virtual environment, made when it is not there.
pub(crate) fn environment(layout: &Layout) -> anyhow::Result<PathBuf> {
    make_environment(&layout.tools())
}

/// A virtual environment with the pinned pip in `folder`; returns its Python.
pub(crate) fn make_environment(folder: &Path) -> anyhow::Result<PathBuf> {
    let python = folder.join("bin/python");
    let wanted = pins::named(pins::PIP, "pip")?;
    let mut version = command(&python);
    version.args([
        "-c",
        "import importlib.metadata as m; print(m.version('pip'))",
    ]);
    if output(&mut version).is_ok_and(|said| said.trim() == wanted.version) {
        return Ok(python);
    }
    say(format_args!(
        "    making a virtual environment in {}",
        folder.display()
    ));
    let system = prerequisites::python()?;
    run(command(system).args(["-m", "venv", "--clear"]).arg(folder))?;
    let requirement = folder.join("pip.txt");
    std::fs::write(&requirement, wanted.requirement())?;
    run(pip(&python)
        .args(["install", "--quiet", "--require-hashes", "-r"])
        .arg(&requirement))?;
    Ok(python)
}

/// Installs a requirements file into the environment of `python`. The file names everything that is needed,
/// each with its hash, and nothing else is installed.
pub(crate) fn install(python: &Path, requirements: &Path) -> anyhow::Result<()> {
    let mut install = pip(python);
    install.args([
        "install",
        "--quiet",
        "--require-hashes",
        "--no-deps",
        "--only-binary=:all:",
    ]);
    install.args([
        "--no-cache-dir",
        "--retries=5",
        "--timeout=60",
        "--resume-retries=20",
        "-r",
    ]);
    run(install.arg(requirements))
}

/// Installs a requirements file of packages that have no wheel: by their hash, built with what is installed.
pub(crate) fn install_source(python: &Path, requirements: &Path) -> anyhow::Result<()> {
    let mut install = pip(python);
    install.args([
        "install",
        "--quiet",
        "--require-hashes",
        "--no-deps",
        "--no-build-isolation",
        "-r",
    ]);
    run(install.arg(requirements))
}

/// Brings one wheel, by its hash, and returns its path. A finished one is kept and not brought again; one
/// that breaks off on the way goes on where it stopped.
pub(crate) fn wheel(layout: &Layout, pin: &Pin) -> anyhow::Result<PathBuf> {
    let folder = layout.wheels();
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    if let Some(path) = kept(&folder, pin)? {
        say(format_args!(
            "    {} {} is here already",
            pin.name, pin.version
        ));
        return Ok(path);
    }
    let python = environment(layout)?;
    let requirement = folder.join(format!("{}.txt", pin.name));
    std::fs::write(&requirement, pin.requirement())?;
    let mut download = pip(&python);
    download
        .args([
            "download",
            "--no-deps",
            "--require-hashes",
            "--only-binary=:all:",
            "--no-cache-dir",
        ])
        .args([
            "--retries=5",
            "--timeout=60",
            "--resume-retries=20",
            "--progress-bar=raw",
        ])
        .args(TAGS)
        .arg("--dest")
        .arg(&folder)
        .arg("-r")
        .arg(&requirement);
    let mut progress = Progress::new(format!("bringing {} {}", pin.name, pin.version));
    lines(&mut download, |line| advance(&mut progress, line)).with_context(|| {
        format!(
            "cannot bring {} {} through pip; run the command again to go on",
            pin.name, pin.version
        )
    })?;
    drop(progress);
    std::fs::remove_file(&requirement)?;
    match kept(&folder, pin)? {
        Some(path) => Ok(path),
        None => bail!(
            "pip brought no {} {} with the pinned hash",
            pin.name,
            pin.version
        ),
    }
}

/// Unpacks members of a wheel into `folder`; the rules are those of `unpack.py`.
pub(crate) fn unpack(
    layout: &Layout,
    wheel: &Path,
    folder: &Path,
    rules: &[&str],
) -> anyhow::Result<()> {
    let python = prerequisites::python()?;
    let mut unpack = command(python);
    unpack
        .arg(layout.python("unpack.py"))
        .arg(wheel)
        .arg(folder)
        .args(rules);
    let name = wheel.file_name().unwrap_or_default().to_string_lossy();
    let short = name.split('-').next().unwrap_or_default();
    let mut progress = Progress::new(format!("unpacking {short}"));
    lines(&mut unpack, |line| advance(&mut progress, line))
}

fn pip(python: &Path) -> std::process::Command {
    let mut pip = command(python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "--no-input"]);
    pip
}

/// The wheel of that name and version in the folder, if its bytes have the pinned hash.
fn kept(folder: &Path, pin: &Pin) -> anyhow::Result<Option<PathBuf>> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with(&pin.file_prefix()) && name.ends_with(".whl") {
            if pins::sha256_of_file(&path)? == pin.sha256 {
                return Ok(Some(path));
            }
            std::fs::remove_file(&path)?;
        }
    }
    Ok(None)
}

/// Reads `Progress DONE of TOTAL`, the line that pip and `unpack.py` share.
fn advance(progress: &mut Progress, line: &str) {
    let mut words = line.split_whitespace();
    if words.next() != Some("Progress") {
        return;
    }
    let numbers: Vec<u64> = words.filter_map(|word| word.parse().ok()).collect();
    if let [done, total] = numbers[..] {
        progress.at(done, total);
    }
}
