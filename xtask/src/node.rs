//! What npm brings, by the lock file.

use std::path::PathBuf;

use anyhow::bail;

use crate::console::{phase, say};
use crate::layout::Layout;
use crate::pins;
use crate::process::{command, present, run as finish};

/// The lock file.
const LOCK: &str = include_str!("../node/package-lock.json");

/// The folder that holds `node_modules`; made when it is not there.
pub(crate) fn folder(layout: &Layout) -> anyhow::Result<PathBuf> {
    for program in ["node", "npm"] {
        if !present(program) {
            bail!("please install Node.js 20 or later with npm: {program} is not on the path");
        }
    }
    let folder = layout.state().join("node");
    phase("npm", || {
        let _lock = layout.lock()?;
        let (note, digest) = (folder.join("node.pin"), pins::sha256(LOCK.as_bytes()));
        if std::fs::read_to_string(&note).is_ok_and(|text| text == digest) {
            return Ok(());
        }
        say(format_args!(
            "    installing axe-core and sigstore's verifier"
        ));
        std::fs::create_dir_all(&folder)?;
        for file in ["package.json", "package-lock.json"] {
            std::fs::copy(layout.node(file), folder.join(file))?;
        }
        let mut npm = command("npm");
        npm.current_dir(&folder);
        // Scripts of packages are not run: there is nothing to build.
        finish(npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
        Ok(std::fs::write(note, digest)?)
    })?;
    Ok(folder)
}
