//! A worker process: its folder, its environment, its start.

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::process::Stdio;

use tokio::process::{Child, Command};

use super::super::Inner;
use super::super::db::{Claim, unusable};
use crate::worker::Assignment;
use crate::{Code, Failure, config};

/// What a worker's libraries are told where the service's environment says nothing else.
const TUNED: [(&str, &str); 2] = [
    // libtorch takes and frees tensors of tens of megabytes thousands of times a step. By default
    // glibc maps each from the system and gives it back, and clearing the fresh pages takes 10 to 20 %
    // of a training step. So blocks below 8 GiB come from the heap, which keeps what it has up to
    // 16 GiB, in huge pages.
    (
        "GLIBC_TUNABLES",
        "glibc.malloc.mmap_threshold=8589934592:\
         glibc.malloc.trim_threshold=17179869184:glibc.malloc.hugetlb=1",
    ),
    // A thread of libtorch that waits for work spins, by default for milliseconds, and keeps our own
    // threads off its core: 15 % of a private step.
    ("GOMP_SPINCOUNT", "10000"),
];

/// Variables a worker gets; the rest of the environment stays out of it.
const VARIABLES: [&str; 14] = [
    "PATH",
    "HOME",
    "LANG",
    "LD_LIBRARY_PATH",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "RAYON_NUM_THREADS",
    "RUST_BACKTRACE",
    "SSL_CERT_FILE",
    "TMPDIR",
    "TZ",
    "USER",
    "GLIBC_TUNABLES",
    "GOMP_SPINCOUNT",
];

/// And families of variables.
const FAMILIES: [&str; 4] = ["CUDA_", "NVIDIA_", "OTEL_", "TACIT_"];

/// Starts a worker of a claimed job, the first or a later one.
pub(super) fn start(inner: &Inner, claim: &Claim) -> Result<Child, Failure> {
    let setup = &inner.setup;
    let dir = setup.jobs_dir().join(&claim.id);
    let log = prepare(
        &dir,
        &Assignment {
            job_id: claim.id.clone(),
            service: setup.service.to_owned(),
            spec: claim.spec.clone(),
            config: setup.config.clone(),
        },
    )
    .map_err(|e| unusable(&dir, &e))?;
    let mut command = Command::new(&setup.program);
    command
        .arg("worker")
        .arg("--job-dir")
        .arg(&dir)
        .env_clear()
        .envs(environment())
        .envs(setup.environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        // Ctrl-c in a terminal is for the service, which asks its workers.
        .process_group(0)
        .kill_on_drop(true);
    if let Some(parent) = &claim.traceparent {
        command.env("TRACEPARENT", parent);
    }
    if let Some(state) = &claim.tracestate {
        command.env("TRACESTATE", state);
    }
    command.spawn().map_err(|e| {
        tracing::error!(job = %claim.id, error = %e.kind(), "worker was not started");
        Failure::new(
            Code::Unavailable,
            "WORKER_NOT_STARTED",
            format!("the worker process could not be started: {}", e.kind()),
        )
        .action(
            "check that the service's binary is still in its place and that processes may be made",
        )
    })
}

fn environment() -> BTreeMap<String, String> {
    let mut variables = config::env_subset(&VARIABLES, &FAMILIES);
    for (name, value) in TUNED {
        variables
            .entry(name.to_owned())
            .or_insert_with(|| value.to_owned());
    }
    variables
}

/// Makes the job's folder, readable by the service alone, with `spec.json`, and
/// opens `worker.log`, to which each of the job's workers adds.
fn prepare(dir: &Path, assignment: &Assignment) -> std::io::Result<File> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)?;
    let mut options = std::fs::OpenOptions::new();
    options.create(true).mode(0o600);
    let mut spec = options.clone();
    let spec = spec
        .write(true)
        .truncate(true)
        .open(dir.join("spec.json"))?;
    serde_json::to_writer(spec, assignment)?;
    options.append(true).open(dir.join("worker.log"))
}
