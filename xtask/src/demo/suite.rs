//! `tacit up` as a child process that never outlives the demo.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::console::say;
use crate::process::command;

/// How long the services get to come up, and to stop.
const PATIENCE: Duration = Duration::from_secs(180);

/// A running `tacit up`.
pub(crate) struct Suite {
    child: Child,
}

impl Suite {
    /// Starts it on free ports and waits until it says that all services answer.
    pub(crate) fn start(program: &Path, data: &Path) -> anyhow::Result<Self> {
        let mut up = command(program);
        up.arg("--data-dir")
            .arg(data)
            .args(["--json", "up", "--port", "0"]);
        let mut child = up
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start `tacit up`")?;
        let stdout = child.stdout.take().context("`tacit up` has no output")?;
        let suite = Self { child };
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            let mut line = String::new();
            let _ = reader.read_line(&mut line);
            let _ = tell.send(line);
            // A full pipe would stop it.
            let _ = reader.read_to_end(&mut Vec::new());
        });
        let line = told
            .recv_timeout(PATIENCE)
            .context("`tacit up` does not come up")?;
        ensure!(
            !line.is_empty(),
            "`tacit up` ended before the services were up"
        );
        let endpoints: serde_json::Value =
            serde_json::from_str(&line).context("`tacit up` said something that is not JSON")?;
        for service in ["ingest", "finetune", "audit"] {
            let url = endpoints[service].as_str();
            say(format_args!(
                "    {service}: {}",
                url.context("`tacit up` names no address")?
            ));
        }
        Ok(suite)
    }

    /// Stops it as ctrl-c would, and minds how it ends.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("`tacit up` had ended by itself ({status})");
        }
        kill_process(Pid::from_child(&self.child), Signal::INT)?;
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                ensure!(
                    status.success(),
                    "`tacit up` did not stop cleanly ({status})"
                );
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        self.child.kill()?;
        self.child.wait()?;
        bail!("`tacit up` did not stop when it was asked to")
    }
}

impl Drop for Suite {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            // Only reached after a failure, which is already being told.
            let _ = self.stop();
        }
    }
}

#[cfg(test)]
mod tests;
