//! Starting an image with runc and asking it the questions that matter.

use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use super::Workshop;
use super::bundle::Image;
use crate::console::say;
use crate::process::{command, output};

/// How long a service gets to say that it is healthy.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the image read-only as its own user and checks that it answers health, that it is not root and that
/// it cannot write.
pub(super) fn prove(workshop: &Workshop, image: &str, service: &str) -> anyhow::Result<()> {
    let said = output(
        workshop
            .buildah()
            .args(["inspect", "--type", "image", image]),
    )?;
    let about = Image::read(&said)?;
    let mounted = Mounted::new(workshop, image)?;
    let bundle = workshop.folder.join("bundle");
    std::fs::create_dir_all(&bundle)?;
    let token = bundle.join("token");
    std::fs::write(&token, "a-token-for-this-try-only-0123456789")?;
    std::fs::set_permissions(&token, Permissions::from_mode(0o444))?;
    let config = serde_json::to_string_pretty(&about.runc(&mounted.root, &token))?;
    std::fs::write(bundle.join("config.json"), config)?;
    let mut running = Running::start(workshop, &bundle, &format!("tacit-{service}-try"))?;
    running.wait_until_healthy(&about.health)?;
    say(format_args!("    {service} answers its health check"));
    let user = output(running.inside().args(["id", "-u"]))?;
    ensure!(
        user.trim() == about.user.0.to_string(),
        "the container runs as user {}",
        user.trim()
    );
    ensure!(
        output(running.inside().args(["touch", "/opt/tacit/x"])).is_err(),
        "the container can write its root"
    );
    say(format_args!(
        "    it runs as user {} and cannot write its root",
        user.trim()
    ));
    Ok(())
}

/// An image laid out as a folder.
struct Mounted<'a> {
    workshop: &'a Workshop,
    container: String,
    root: PathBuf,
}

impl<'a> Mounted<'a> {
    fn new(workshop: &'a Workshop, image: &str) -> anyhow::Result<Self> {
        let container = output(workshop.buildah().args(["from", "--pull-never", image]))?;
        let mut mounted = Self {
            workshop,
            container: container.trim().to_owned(),
            root: PathBuf::new(),
        };
        let root = output(workshop.buildah().args(["mount", &mounted.container]))?;
        mounted.root = PathBuf::from(root.trim());
        Ok(mounted)
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = output(self.workshop.buildah().args(["rm", &self.container]));
    }
}

/// A container that ends with the value.
struct Running {
    state: PathBuf,
    name: String,
    log: PathBuf,
    child: Child,
}

impl Running {
    fn start(workshop: &Workshop, bundle: &Path, name: &str) -> anyhow::Result<Self> {
        let state = workshop.folder.join("runc");
        let log = workshop.folder.join("container.log");
        let file = File::create(&log)?;
        let mut runc = command("runc");
        runc.arg("--root").arg(&state);
        // Left over from a try that was killed; there is none as a rule.
        let _ = output(
            command("runc")
                .arg("--root")
                .arg(&state)
                .args(["delete", "--force", name]),
        );
        runc.args(["run", "--bundle"]).arg(bundle).arg(name);
        let child = runc
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .context("cannot start runc")?;
        Ok(Self {
            state,
            name: name.to_owned(),
            log,
            child,
        })
    }

    /// A command inside the container, as its user.
    fn inside(&self) -> Command {
        let mut runc = command("runc");
        runc.arg("--root")
            .arg(&self.state)
            .args(["exec", &self.name]);
        runc
    }

    fn wait_until_healthy(&mut self, health: &[String]) -> anyhow::Result<()> {
        let start = Instant::now();
        loop {
            let mut check = self.inside();
            check.args(health);
            let answer = output(&mut check);
            let ended = self.child.try_wait()?;
            match (answer, ended) {
                (Ok(_), _) => return Ok(()),
                (Err(_), None) if start.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(300));
                }
                (Err(error), ended) => {
                    let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                    let ended = ended.map_or_else(String::new, |status| format!(" ({status})"));
                    bail!("the container does not become healthy{ended}: {error:#}\n{log}")
                }
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut delete = command("runc");
        let _ = output(
            delete
                .arg("--root")
                .arg(&self.state)
                .args(["delete", "--force", &self.name]),
        );
        let _ = self.child.wait();
    }
}
