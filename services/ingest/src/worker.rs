//! The worker process: one job, from its source to a visible version.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use artifacts::Digest;
use artifacts::dataset::{Counts, DatasetManifest, SCHEMA, Source, Tagging};
use chassis::{Code, Failure, Outcome, Progress, Worker};

use crate::config::IngestOptions;
use crate::pipeline::{self, Assigner, Observer};
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
    let (path, uri) = locate(&spec.place, &uploads)?;
    let bytes_total = std::fs::metadata(&path)
        .map_err(|e| crate::error::io(&path, e))?
        .len();
    let staged = worker.store().stage(worker.job_id())?;
    let mut assigner = Assigner::new(
        spec.split,
        staged.path(),
        worker.job_dir(),
        options.shard_bytes,
    )?;
    let mut watch = Watch::new(worker, bytes_total);
    let ran = pipeline::run(
        &path,
        &spec,
        options.max_record_bytes,
        &mut assigner,
        &mut watch,
    )?;
    let Some(outcome) = ran else {
        return Ok(Outcome::Cancelled { output: None });
    };
    watch.phase("write");
    // The number is taken only once there is something to write under it.
    let mut manifest = DatasetManifest {
        schema: SCHEMA.to_owned(),
        name: artifacts::ArtifactName::dataset(&spec.dataset, 1)?,
        created: jiff::Timestamp::now(),
        job: worker.job_id().to_owned(),
        source: Source {
            uri,
            format: spec.format.label(spec.gzip),
            bytes: outcome.source.bytes,
            digest: outcome.source.digest,
        },
        tagging: Tagging {
            policy: digest(&spec.policy.digest())?,
            recognizers: digest(&pii::registry::digest())?,
            records_with_given_spans: outcome.given_spans,
        },
        split: spec.split,
        counts: Counts {
            splits: Default::default(),
            ..outcome.counts
        },
        parents: Vec::new(),
        shards: Vec::new(),
    };
    if !assigner.finish(&mut manifest, &mut watch)? {
        return Ok(Outcome::Cancelled { output: None });
    }
    manifest.name = worker.store().reserve_version(&spec.dataset)?;
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

fn locate(place: &Place, uploads: &Uploads) -> Result<(PathBuf, String), Failure> {
    match place {
        Place::Upload(id) => Ok((uploads.complete_path(id)?, "upload".to_owned())),
        Place::File(path) => Ok((path.clone(), format!("file://{}", path.display()))),
    }
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

    fn phase(&mut self, phase: &str) {
        phase.clone_into(&mut self.progress.phase);
        self.progress.eta_seconds = None;
        self.worker.progress(&self.progress);
    }
}

impl Observer for Watch<'_> {
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
