//! Three services in a temporary folder, and the command line to drive them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::programs;

/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A running suite. Dropped, it is killed.
pub struct Suite {
    /// The temporary folder of everything.
    pub dir: tempfile::TempDir,
    up: Child,
    environment: Vec<(String, String)>,
}

impl Suite {
    /// Starts the suite with `tacit up` on free ports; `environment` is set for
    /// the services and for every later command.
    pub fn start(environment: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        crate::model::write_tiny(&dir.path().join("data/models/tiny"));
        let environment: Vec<(String, String)> = environment
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        std::fs::create_dir(dir.path().join("import")).expect("an import root");
        let up = Command::new(programs::path("tacit"))
            .args(["up", "--port", "0", "--data-dir"])
            .arg(dir.path().join("data"))
            .arg("--import-root")
            .arg(dir.path().join("import"))
            .envs(environment.clone())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::from(
                std::fs::File::create(dir.path().join("up.log")).expect("a log"),
            ))
            .spawn()
            .expect("tacit up starts");
        let mut suite = Self {
            dir,
            up,
            environment,
        };
        let endpoints = suite.data().join("endpoints.json");
        let started = Instant::now();
        while !endpoints.is_file() {
            let path = suite.dir.path().join("up.log");
            let log = || std::fs::read_to_string(&path).unwrap_or_default();
            let ended = !matches!(suite.up.try_wait(), Ok(None));
            assert!(
                !ended && started.elapsed() < PATIENCE,
                "tacit up is not ready: {}",
                log()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        suite
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// The endpoint of a service, `http://127.0.0.1:PORT`.
    pub fn endpoint(&self, service: &str) -> String {
        let text = std::fs::read(self.data().join("endpoints.json")).expect("endpoints.json");
        let endpoints: Value = serde_json::from_slice(&text).expect("JSON");
        endpoints[service].as_str().expect("an endpoint").to_owned()
    }

    /// Runs `tacit` to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(programs::path("tacit"))
            .args(arguments)
            .arg("--json")
            .arg("--data-dir")
            .arg(self.data())
            .envs(self.environment.clone())
            .stdin(Stdio::null())
            .output()
            .expect("tacit runs")
    }

    /// Runs `tacit`, which must succeed; its answer.
    pub fn tacit(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "tacit {arguments:?}: {error}");
        let line = String::from_utf8(output.stdout).expect("UTF-8");
        serde_json::from_str(&line).unwrap_or(Value::Null)
    }

    /// Runs `tacit`, which must fail; its error object.
    pub fn refused(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(1),
            "tacit {arguments:?} must fail"
        );
        let text = String::from_utf8_lossy(&output.stderr);
        let line = text
            .lines()
            .rev()
            .find(|l| l.starts_with('{'))
            .unwrap_or_default();
        let error: Value =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("no error: {text}"));
        error["error"].clone()
    }

    /// Writes a file below the temporary folder.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("make the folder");
        std::fs::write(&path, bytes).expect("write the file");
        path.display().to_string()
    }

    /// Process ids of the workers of a service.
    pub fn workers(&self, service: &str) -> Vec<u32> {
        let jobs = self.data().join("jobs").join(service).display().to_string();
        processes()
            .into_iter()
            .filter(|(_, line)| line.contains(&jobs))
            .map(|(pid, _)| pid)
            .collect()
    }

    /// Process id of a service.
    pub fn service(&self, name: &str) -> u32 {
        let parent = self.up.id();
        let ours = |pid: &u32| field(*pid, "PPid:") == Some(u64::from(parent));
        let found = processes().into_iter().find(|(pid, line)| {
            let program = line.split(' ').next().unwrap_or_default();
            ours(pid) && program.rsplit('/').next() == Some(name)
        });
        found.expect("the service runs").0
    }

    /// Every log below the data folder, joined.
    pub fn logs(&self) -> String {
        let mut text = std::fs::read_to_string(self.dir.path().join("up.log")).unwrap_or_default();
        collect_logs(&self.data(), &mut text);
        text
    }

    /// SIGKILL to `tacit up` itself.
    pub fn kill(&mut self) {
        let _ = self.up.kill();
        let _ = self.up.wait();
    }

    /// Stops the suite as ctrl-c does; whether it ended cleanly.
    pub fn stop(mut self) -> bool {
        let pid = self.up.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status();
        sent.is_ok_and(|s| s.success()) && self.up.wait().is_ok_and(|s| s.success())
    }
}

impl Drop for Suite {
    fn drop(&mut self) {
        if !matches!(self.up.try_wait(), Ok(None)) {
            return;
        }
        let pid = self.up.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(20) {
            if !matches!(self.up.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.up.kill();
    }
}

fn collect_logs(dir: &Path, text: &mut String) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect_logs(&path, text);
        } else if path.extension().is_some_and(|e| e == "log") {
            text.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

fn processes() -> Vec<(u32, String)> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let line = std::fs::read(entry.path().join("cmdline")).ok()?;
            Some((pid, String::from_utf8_lossy(&line).replace('\0', " ")))
        })
        .collect()
}

/// Resident memory of a process in bytes.
pub fn resident(pid: u32) -> u64 {
    1024 * field(pid, "VmRSS:").expect("the process is there")
}

/// A number of `/proc/PID/status`.
fn field(pid: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Waits until a condition holds.
pub fn eventually<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(started.elapsed() < PATIENCE, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
