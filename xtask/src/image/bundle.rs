//! What runc is told: the image's own command, as its own user, on a root it cannot write.

use std::path::Path;

use anyhow::{Context, bail};
use serde_json::{Value, json};

/// The parts of an image's configuration that a run follows.
pub(super) struct Image {
    /// Entry point and command.
    pub(super) arguments: Vec<String>,
    /// User and group, by number.
    pub(super) user: (u32, u32),
    /// The image's own health check.
    pub(super) health: Vec<String>,
    environment: Vec<String>,
    folder: String,
}

impl Image {
    /// Reads what `buildah inspect --type image` says.
    ///
    /// # Errors
    /// When the image names no command or no health check, or a user that is not a number or is root.
    pub(super) fn read(inspected: &str) -> anyhow::Result<Self> {
        let inspected: Value = serde_json::from_str(inspected)?;
        let config = &inspected["OCIv1"]["config"];
        let texts = |key: &str| -> Vec<String> {
            let list = config[key].as_array().into_iter().flatten();
            list.filter_map(|item| item.as_str().map(str::to_owned))
                .collect()
        };
        let mut arguments = texts("Entrypoint");
        arguments.extend(texts("Cmd"));
        anyhow::ensure!(!arguments.is_empty(), "the image names no command");
        let health = inspected["Docker"]["config"]["Healthcheck"]["Test"].as_array();
        let health: Vec<String> = match health.map(Vec::as_slice) {
            Some([kind, test @ ..]) if kind == "CMD" => test
                .iter()
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect(),
            _ => bail!("the image has no health check that is a command"),
        };
        let user = config["User"].as_str().unwrap_or_default();
        let (user, group) = user.split_once(':').unwrap_or((user, user));
        let user: (u32, u32) = match (user.parse(), group.parse()) {
            (Ok(user), Ok(group)) => (user, group),
            _ => bail!("the image names its user otherwise than by number"),
        };
        anyhow::ensure!(user.0 != 0, "the image runs as root");
        let folder = config["WorkingDir"]
            .as_str()
            .context("the image names no folder")?
            .to_owned();
        Ok(Self {
            arguments,
            user,
            health,
            environment: texts("Env"),
            folder,
        })
    }

    /// runc's `config.json`. Only the folder for data and `/tmp` can be written, and both go with the
    /// container; the network is a loopback of its own.
    pub(super) fn runc(&self, root: &Path, token: &Path) -> Value {
        let (user, group) = self.user;
        let scratch = |place: &str| {
            json!({
                "destination": place, "type": "tmpfs", "source": "tmpfs",
                "options": ["nosuid", "nodev", "mode=0750", format!("uid={user}"), format!("gid={group}")],
            })
        };
        json!({
            "ociVersion": "1.0.2",
            "process": {
                "terminal": false,
                "user": { "uid": user, "gid": group },
                "args": self.arguments,
                "env": self.environment,
                "cwd": self.folder,
                "capabilities": {},
                "noNewPrivileges": true,
            },
            "root": { "path": root, "readonly": true },
            "mounts": [
                { "destination": "/proc", "type": "proc", "source": "proc" },
                { "destination": "/dev", "type": "tmpfs", "source": "tmpfs",
                  "options": ["nosuid", "mode=755", "size=65536k"] },
                scratch("/tmp"),
                scratch("/var/lib/tacit"),
                { "destination": "/run/secrets/tacit-token", "type": "bind", "source": token,
                  "options": ["bind", "ro"] },
            ],
            "linux": {
                "namespaces": [
                    { "type": "pid" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" },
                    { "type": "network" },
                ],
            },
        })
    }
}

#[cfg(test)]
mod tests;
