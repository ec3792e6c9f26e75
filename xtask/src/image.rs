//! `cargo xtask image`: a service's container image, built and started without a daemon.
//!
//! Public base images may be out of reach, so the base is made here from the distribution's own packages, and
//! the binary is built outside (`runtime-prebuilt` of docker/Dockerfile).

mod bundle;
mod container;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use crate::console::{megabytes, phase, say};
use crate::layout::Layout;
use crate::process::{
    apt_install, cargo, command, output, present, run as finish, target_directory,
};
use crate::setup;

/// The image everything starts from, made here.
const BASE: &str = "localhost/tacit-base";

/// What to build.
#[derive(Args)]
pub(crate) struct Options {
    /// The service
    #[arg(long, value_enum, default_value = "ingest")]
    service: Service,
    /// Cargo profile of the binary
    #[arg(long, default_value = "release")]
    profile: String,
    /// Push the image there (`docker://host/name:tag`); `no` keeps it here
    #[arg(long, default_value = "no", value_name = "TO")]
    push: String,
}

/// A service that has an image.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
enum Service {
    Ingest,
    Finetune,
    Audit,
}

impl Service {
    fn name(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Finetune => "finetune",
            Self::Audit => "audit",
        }
    }
}

/// The folders and the storage of this command.
struct Workshop {
    folder: PathBuf,
}

impl Workshop {
    /// buildah with storage of its own, so that nothing of the machine's is touched.
    fn buildah(&self) -> Command {
        let mut buildah = command("buildah");
        buildah.arg("--root").arg(self.folder.join("storage"));
        buildah.arg("--runroot").arg(self.folder.join("run"));
        buildah.args(["--storage-driver", "vfs"]);
        buildah
    }

    fn has_image(&self, name: &str) -> bool {
        output(self.buildah().args(["images", "--quiet", name])).is_ok_and(|id| !id.is_empty())
    }
}

/// Runs the command.
pub(crate) fn run(layout: &Layout, options: &Options) -> anyhow::Result<()> {
    let name = options.service.name();
    let workshop = Workshop {
        folder: layout.state().join("image"),
    };
    std::fs::create_dir_all(&workshop.folder)?;
    phase("container tools", container_tools)?;
    setup::run(layout, &setup::Options::default())?;
    let binary = phase("binary", || {
        let mut build = cargo(layout.repository());
        finish(build.args([
            "build",
            "--locked",
            "--package",
            name,
            "--profile",
            &options.profile,
        ]))?;
        let profile = if options.profile == "dev" {
            "debug"
        } else {
            &options.profile
        };
        Ok(target_directory(layout.repository())?
            .join(profile)
            .join(name))
    })?;
    phase("base image", || base(&workshop))?;
    let image = format!("localhost/tacit-{name}");
    phase("image", || {
        let context = context(layout, &workshop, options.service, &binary)?;
        let dockerfile = layout.repository().join("docker/Dockerfile");
        let mut build = workshop.buildah();
        build.args([
            "bud",
            "--isolation",
            "chroot",
            "--format",
            "docker",
            "--pull-never",
            "--layers=false",
        ]);
        build.args(["--target", "runtime-prebuilt", "--tag", &image]);
        build.args(["--build-arg", &format!("SERVICE={name}")]);
        build.args(["--build-arg", &format!("RUNTIME_BASE={BASE}")]);
        finish(build.arg("--file").arg(dockerfile).arg(context))
    })?;
    phase("start as non-root", || {
        container::prove(&workshop, &image, name)
    })?;
    let size = size(&workshop, &image)?;
    let base = self::size(&workshop, BASE)?;
    let own = megabytes(size.saturating_sub(base));
    say(format_args!(
        "\nimage {image}: {}, of which {own} ours",
        megabytes(size)
    ));
    if options.push != "no" {
        phase("push", || {
            finish(workshop.buildah().args(["push", &image, &options.push]))
        })?;
    }
    Ok(())
}

fn container_tools() -> anyhow::Result<()> {
    let needed = ["buildah", "runc", "debootstrap"];
    let missing: Vec<&str> = needed.into_iter().filter(|tool| !present(tool)).collect();
    if !missing.is_empty() {
        say(format_args!("    installing {}", missing.join(", ")));
        apt_install(&missing)?;
    }
    if !crate::process::is_root() {
        bail!("building an image without a daemon needs root here (chroot)");
    }
    Ok(())
}

/// A small Debian as the base image: what `debian:bookworm-slim` is, plus the C++ library.
fn base(workshop: &Workshop) -> anyhow::Result<()> {
    if workshop.has_image(BASE) {
        say(format_args!("    {BASE} is here already"));
        return Ok(());
    }
    let root = workshop.folder.join("root");
    if root.exists() {
        std::fs::remove_dir_all(&root)?;
    }
    let mut debootstrap = command("debootstrap");
    debootstrap.args([
        "--variant=minbase",
        "--include=ca-certificates,libstdc++6",
        "bookworm",
    ]);
    output(debootstrap.arg(&root)).context("cannot make a base system from Debian's packages")?;
    for waste in [
        "var/cache/apt",
        "var/lib/apt/lists",
        "usr/share/doc",
        "usr/share/man",
        "usr/share/locale",
    ] {
        let waste = root.join(waste);
        if waste.exists() {
            std::fs::remove_dir_all(&waste)?;
        }
    }
    let container = output(workshop.buildah().args(["from", "scratch"]))?;
    let container = container.trim();
    finish(
        workshop
            .buildah()
            .args(["add", "--quiet", container])
            .arg(&root)
            .arg("/"),
    )?;
    finish(
        workshop
            .buildah()
            .args(["commit", "--quiet", "--rm", container, BASE]),
    )?;
    Ok(std::fs::remove_dir_all(&root)?)
}

/// What the image is made of, laid out as the Dockerfile asks: `bin/`, `etc/`, `lib/`.
fn context(
    layout: &Layout,
    workshop: &Workshop,
    service: Service,
    binary: &Path,
) -> anyhow::Result<PathBuf> {
    let folder = workshop.folder.join("context").join(service.name());
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    for part in ["bin", "etc", "lib"] {
        std::fs::create_dir_all(folder.join(part))?;
    }
    let placed = folder.join("bin").join(service.name());
    finish(command("strip").arg("-o").arg(&placed).arg(binary))?;
    std::fs::set_permissions(&placed, Permissions::from_mode(0o755))?;
    std::fs::copy(
        layout.repository().join("docker/config/base.toml"),
        folder.join("etc/base.toml"),
    )?;
    if service != Service::Ingest {
        for entry in std::fs::read_dir(layout.libtorch().join("lib"))? {
            let entry = entry?;
            std::fs::copy(entry.path(), folder.join("lib").join(entry.file_name()))?;
        }
    }
    Ok(folder)
}

/// Bytes of an image, unpacked.
fn size(workshop: &Workshop, image: &str) -> anyhow::Result<u64> {
    let container = output(workshop.buildah().args(["from", "--pull-never", image]))?;
    let container = container.trim();
    let measure = || {
        let folder = output(workshop.buildah().args(["mount", container]))?;
        let said = output(
            command("du")
                .args(["--summarize", "--bytes"])
                .arg(folder.trim()),
        )?;
        let bytes = said
            .split_whitespace()
            .next()
            .and_then(|bytes| bytes.parse().ok());
        bytes.context("cannot tell the size of the image")
    };
    let bytes = measure();
    output(workshop.buildah().args(["rm", container]))?;
    bytes
}
