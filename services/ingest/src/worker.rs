//! The worker process: one job, from its source to a visible version.

use std::path::Path;
use std::time::{Duration, Instant};

use artifacts::dataset::handover::{self, CanaryHandover};
use artifacts::dataset::{Counts, DatasetManifest, Preparation, SCHEMA, Source, Tagging};
use artifacts::{ArtifactName, Digest, Staged};
use chassis::{Code, Failure, Outcome, Progress, Worker};

use crate::config::IngestOptions;
use crate::derive;
use crate::pipeline::{self, Ended, Limits, Observer, Places, Planted, Shards};
use crate::spec::{Place, Spec};
use crate::upload::Uploads;

/// Runs an ingestion job.
///
/// # Errors
/// What stops it; nothing it wrote is visible then.
pub(crate) fn work(options: &IngestOptions, worker: &mut Worker) -> Result<Outcome, Failure> {
    let spec: Spec = worker.spec()?;
    if options.threads > 0 {
        // The pool can be set once a process, and this is the process's only job.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(options.threads)
            .build_global();
    }
    let uploads = Uploads::open(worker.data_dir(), options.max_upload_bytes)?;
    let staged = worker.store().stage(worker.job_id())?;
    let ended = match &spec.place {
        Place::Version { name, without } => {
            derive_version(options, worker, &staged, name, without)?
        }
        Place::Upload(id) => {
            let path = uploads.complete_path(id)?;
            read_source(options, worker, &staged, &spec, &path, "upload".to_owned())?
        }
        Place::File(path) => {
            let uri = format!("file://{}", path.display());
            read_source(options, worker, &staged, &spec, path, uri)?
        }
    };
    let Some((mut manifest, planted)) = ended else {
        return Ok(Outcome::Cancelled { output: None });
    };
    // The number is taken only once there is something to write under it.
    manifest.name = worker.store().reserve_version(&spec.dataset)?;
    if let Some(planted) = planted {
        // Before the version is visible: its canaries are then always known.
        let handover = CanaryHandover {
            schema: handover::SCHEMA.to_owned(),
            dataset: manifest.name.clone(),
            seed: planted.seed,
            spec: planted.spec,
        };
        handover::write(worker.store().canary_folder(), &handover)?;
    }
    staged.write_manifest(&manifest)?;
    worker.store().commit(staged, &manifest.name)?;
    if let Place::Upload(id) = &spec.place {
        uploads.remove(id);
    }
    tracing::info!(
        dataset = %manifest.name,
        records = manifest.counts.accepted,
        rejected = manifest.counts.rejected.values().sum::<u64>(),
        "dataset version written"
    );
    Ok(Outcome::Succeeded {
        output: manifest.name.to_string(),
    })
}

type Made = Option<(DatasetManifest, Option<Box<Planted>>)>;

/// Reads, tags and divides a source. `None` when the job was cancelled.
fn read_source(
    options: &IngestOptions,
    worker: &Worker,
    staged: &Staged,
    spec: &Spec,
    path: &Path,
    uri: String,
) -> Result<Made, Failure> {
    let bytes_total = std::fs::metadata(path)
        .map_err(|e| crate::error::io(path, e))?
        .len();
    let mut manifest = DatasetManifest {
        schema: SCHEMA.to_owned(),
        name: ArtifactName::dataset(&spec.dataset, 1)?,
        created: jiff::Timestamp::now(),
        job: worker.job_id().to_owned(),
        source: Source {
            uri,
            format: String::new(),
            bytes: 0,
            digest: Digest::of(b""),
        },
        tagging: Tagging {
            policy: digest(&spec.policy.digest())?,
            recognizers: digest(&pii::registry::digest())?,
            records_with_given_spans: 0,
        },
        split: spec.split,
        counts: Counts::default(),
        parents: Vec::new(),
        preparation: Preparation {
            policy_version: spec.policy.version.clone(),
            mask: spec.mask,
            ..Preparation::default()
        },
        shards: Vec::new(),
    };
    let places = Places {
        source: path,
        scratch: worker.job_dir(),
        shards: staged.path(),
    };
    let limits = Limits {
        record_bytes: options.max_record_bytes,
        shard_bytes: options.shard_bytes,
    };
    let mut watch = Watch::new(worker, bytes_total);
    match pipeline::run(spec, places, limits, &mut manifest, &mut watch)? {
        Ended::Cancelled => Ok(None),
        Ended::Written(planted) => Ok(Some((manifest, planted))),
    }
}

/// Makes a version from another, without a subject. `None` when the job was
/// cancelled.
fn derive_version(
    options: &IngestOptions,
    worker: &Worker,
    staged: &Staged,
    name: &ArtifactName,
    without: &Digest,
) -> Result<Made, Failure> {
    let store = worker.store();
    let parent: DatasetManifest = store.manifest(name)?;
    let identity = store.digest(name)?;
    let mut manifest = DatasetManifest {
        created: jiff::Timestamp::now(),
        job: worker.job_id().to_owned(),
        source: Source {
            uri: name.to_string(),
            format: "dataset".to_owned(),
            bytes: parent.shards.iter().map(|shard| shard.bytes).sum(),
            digest: identity.clone(),
        },
        counts: Counts::default(),
        parents: vec![identity],
        preparation: Preparation {
            parent: Some(name.clone()),
            policy_version: parent.preparation.policy_version.clone(),
            mask: parent.preparation.mask,
            canaries: parent.preparation.canaries.clone(),
            ..Preparation::default()
        },
        shards: Vec::new(),
        ..parent.clone()
    };
    let from = store.open(name)?;
    let shards = Shards::new(staged.path(), options.shard_bytes);
    let mut watch = Watch::new(worker, 0);
    let ended =
        derive::without_subject(&parent, &from, without, shards, &mut manifest, &mut watch)?;
    Ok(ended.then_some((manifest, None)))
}

fn digest(written: &str) -> Result<Digest, Failure> {
    Digest::parse(written).ok_or_else(|| {
        Failure::new(
            Code::Internal,
            "INTERNAL",
            "a digest is not in its written form",
        )
    })
}

/// Turns the pipeline's counts into progress of the job.
struct Watch<'a> {
    worker: &'a Worker,
    started: Instant,
    progress: Progress,
}

impl<'a> Watch<'a> {
    fn new(worker: &'a Worker, bytes_total: u64) -> Self {
        let progress = Progress {
            phase: "tag".to_owned(),
            bytes_total,
            ..Progress::default()
        };
        worker.progress(&progress);
        Self {
            worker,
            started: Instant::now(),
            progress,
        }
    }
}

impl Observer for Watch<'_> {
    fn phase(&mut self, phase: &str) {
        phase.clone_into(&mut self.progress.phase);
        self.progress.eta_seconds = None;
        self.worker.progress(&self.progress);
    }

    fn progress(&mut self, records: u64, bytes: u64) {
        self.progress.records_done = records;
        self.progress.step = records;
        self.progress.bytes_done = bytes;
        let elapsed = self.started.elapsed();
        if elapsed > Duration::from_millis(500) && bytes > 0 {
            let left = self.progress.bytes_total.saturating_sub(bytes) as f64;
            self.progress.eta_seconds = Some(elapsed.as_secs_f64() / bytes as f64 * left);
        }
        self.worker.progress(&self.progress);
    }

    fn cancelled(&self) -> bool {
        self.worker.cancelled()
    }
}
