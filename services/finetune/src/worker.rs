//! The worker process: one thread owns the device; a spec comes in, progress
//! and a checkpoint go out.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use artifacts::checkpoint::{self, BaseModel, CheckpointManifest, DatasetRef, SCHEMA};
use artifacts::shard::read_split;
use artifacts::{ArtifactName, DatasetManifest};
use chassis::{Code, Failure, Outcome, Progress, Stop, Worker};
use corpus::Split;
use corpus::sensitive::{Sensitivity, sensitivity_mask};
use corpus::tokenize::Tokenizer;
use model::{Device, Model};
use training::{Example, Keep, Observer, RunRecord, Stopped, Trainable};

use crate::config::FineTuneOptions;
use crate::error;
use crate::spec::Spec;

/// Runs a fine-tuning job.
///
/// # Errors
/// What stops it; no checkpoint is visible then.
pub(crate) fn work(options: &FineTuneOptions, worker: &mut Worker) -> Result<Outcome, Failure> {
    let worker = &*worker;
    let mut spec: Spec = worker.spec()?;
    spec.training.threads = (options.threads > 0).then_some(options.threads);
    let name = checkpoint_name(worker, &spec)?;
    if is_there(worker, &name) {
        // An earlier worker of this job wrote it and died before it could say so.
        return Ok(Outcome::Succeeded {
            output: name.to_string(),
        });
    }
    phase(worker, "read");
    let tokenizer = Tokenizer::load(&spec.base_model).map_err(|e| error::tokenizer(&e))?;
    let train = examples(worker, &spec, &tokenizer, Split::Train)?;
    let validation = examples(worker, &spec, &tokenizer, Split::Validation)?;
    match worker.stop() {
        Some(Stop::Cancel) => return Ok(Outcome::Cancelled { output: None }),
        Some(Stop::Suspend) => return Ok(Outcome::Suspended),
        None => phase(worker, "load"),
    }
    let mut model = load(options, &spec, &tokenizer)?;
    let digest = checkpoint::model_digest(&spec.base_model)?;
    let mut watch = Watch {
        worker,
        private: spec.training.privacy.is_some(),
        failure: None,
    };
    let keep = Keep {
        dir: worker.state_dir()?,
        every: Duration::from_secs(options.save_seconds),
    };
    let record = {
        let span = tracing::info_span!(
            "finetune.train",
            method = %spec.training.method(),
            examples = train.len(),
        );
        let _entered = span.enter();
        training::run_kept(
            &mut model,
            &train,
            &validation,
            &spec.training,
            &mut watch,
            &keep,
        )
        .map_err(|e| error::training(&e))?
    };
    if let Some(failure) = watch.failure {
        return Err(failure);
    }
    if record.stopped == Stopped::Cancelled && record.steps == 0 {
        return Ok(Outcome::Cancelled { output: None });
    }
    if record.stopped == Stopped::Suspended {
        return Ok(Outcome::Suspended);
    }
    phase(worker, "save");
    save(worker, &spec, &model, &record, digest, &name)?;
    // It is as secret as the data and nobody needs it any more.
    let _ = std::fs::remove_dir_all(&keep.dir);
    tracing::info!(checkpoint = %name, steps = record.steps, "checkpoint written");
    Ok(match record.stopped {
        Stopped::Cancelled => Outcome::Cancelled {
            output: Some(name.to_string()),
        },
        _ => Outcome::Succeeded {
            output: name.to_string(),
        },
    })
}

fn load(options: &FineTuneOptions, spec: &Spec, tokenizer: &Tokenizer) -> Result<Model, Failure> {
    let device = if options.device == "cuda" {
        Device::Cuda(0)
    } else {
        Device::Cpu
    };
    let load = model::Options {
        device,
        precision: spec.precision,
    };
    let in_model = |e| error::model(&e).field("spec.base_model");
    let model = Model::load(&spec.base_model, &load).map_err(in_model)?;
    model
        .check_vocabulary(tokenizer.vocabulary_size())
        .map_err(in_model)?;
    Ok(model)
}

/// The checkpoint's name; made from the method and the job where the request names none.
fn checkpoint_name(worker: &Worker, spec: &Spec) -> Result<ArtifactName, Failure> {
    let method = spec.training.method();
    let id = spec
        .checkpoint
        .clone()
        .unwrap_or_else(|| format!("{method}-{}", worker.job_id()));
    Ok(ArtifactName::checkpoint(&id)?)
}

/// Whether this very job has written the checkpoint already.
fn is_there(worker: &Worker, name: &ArtifactName) -> bool {
    let manifest = worker.store().manifest::<CheckpointManifest>(name);
    manifest.is_ok_and(|manifest| manifest.job == worker.job_id())
}

/// Reads and tokenises a split.
fn examples(
    worker: &Worker,
    spec: &Spec,
    tokenizer: &Tokenizer,
    split: Split,
) -> Result<Vec<Example>, Failure> {
    let span = tracing::info_span!("finetune.read", split = split.as_str());
    let _entered = span.enter();
    let dir = worker.store().open(&spec.dataset)?;
    if worker.store().digest(&spec.dataset)? != spec.dataset_digest {
        return Err(Failure::new(
            Code::FailedPrecondition,
            "ARTIFACT_CORRUPT",
            "the dataset version changed after the job was admitted",
        )
        .field("spec.dataset_version"));
    }
    let manifest: DatasetManifest = worker.store().manifest(&spec.dataset)?;
    let limit = spec.training.sequence_length;
    let mut examples = Vec::new();
    let mut subjects: HashMap<String, u64> = HashMap::new();
    for (index, record) in read_split(&dir, &manifest, split).enumerate() {
        let record = record?;
        let text = record.text.expose();
        let tokens = tokenizer.encode(text).map_err(|e| error::tokenizer(&e))?;
        if tokens.ids.len() > limit && !spec.truncate {
            return Err(Failure::new(
                Code::InvalidArgument,
                "SEQUENCE_TOO_LONG",
                format!(
                    "record {} of the {} split has {} tokens, the limit is {limit}",
                    index + 1,
                    split.as_str(),
                    tokens.ids.len()
                ),
            )
            .field("spec.training.max_sequence_length")
            .with("record", (index + 1).to_string())
            .action("raise max_sequence_length (up to the model's own limit), set truncate, or split the record"));
        }
        // What may be personal data is kept from a masked loss, and out of utility, like what is.
        let mask = sensitivity_mask(&record, &tokens.offsets);
        let sensitive = mask.iter().map(|known| *known != Sensitivity::Not);
        examples.push(Example {
            ids: tokens.ids,
            sensitive: Some(sensitive.collect()),
            subject: record.subject.map(|subject| {
                let next = subjects.len() as u64;
                *subjects.entry(subject).or_insert(next)
            }),
        });
    }
    Ok(examples)
}

/// Writes the checkpoint; it is visible when this returns and not before.
fn save(
    worker: &Worker,
    spec: &Spec,
    model: &Model,
    record: &RunRecord,
    base_digest: artifacts::Digest,
    name: &ArtifactName,
) -> Result<(), Failure> {
    let method = spec.training.method();
    let staged = worker.store().stage(worker.job_id())?;
    let base = spec.base_model.display().to_string();
    let saved = match &spec.training.trainable {
        Trainable::All => model.save_full(staged.path(), &spec.base_model),
        Trainable::Adapters(_) => model.save_adapter(staged.path(), &base),
    };
    saved.map_err(|e| error::model(&e))?;
    let privacy = record.privacy.clone();
    write_json(&staged.path().join("privacy.json"), &privacy)?;
    let ended = match record.stopped {
        Stopped::Cancelled | Stopped::Suspended => "cancelled",
        Stopped::Completed | Stopped::Early => "completed",
    };
    staged.write_manifest(&CheckpointManifest {
        schema: SCHEMA.to_owned(),
        name: name.clone(),
        created: jiff::Timestamp::now(),
        job: worker.job_id().to_owned(),
        method: method.to_string(),
        ended: ended.to_owned(),
        base_model: BaseModel {
            path: base,
            digest: base_digest,
        },
        dataset: DatasetRef {
            name: spec.dataset.clone(),
            digest: spec.dataset_digest.clone(),
        },
        config: config(spec)?,
        record: json(record)?,
        privacy,
        files: checkpoint::list_files(staged.path())?,
    })?;
    worker.store().commit(staged, name)?;
    Ok(())
}

/// The hyper-parameters, and the policy that was written down before training.
fn config(spec: &Spec) -> Result<serde_json::Value, Failure> {
    let mut config = json(&spec.training)?;
    if let Some(digest) = &spec.audit_policy {
        config["audit_policy"] = digest.to_string().into();
    }
    Ok(config)
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, Failure> {
    serde_json::to_value(value).map_err(|_| {
        Failure::new(
            Code::Internal,
            "INTERNAL",
            "a record of the run has no JSON form",
        )
    })
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), Failure> {
    let bytes = serde_json::to_vec_pretty(&json(value)?).unwrap_or_default();
    std::fs::write(path, bytes).map_err(|e| artifacts::ArtifactError::io(path, e).into())
}

fn phase(worker: &Worker, phase: &str) {
    worker.progress(&Progress {
        phase: phase.to_owned(),
        ..Progress::default()
    });
}

/// Turns the loop's progress into the job's and a cancel into a stop.
struct Watch<'a> {
    worker: &'a Worker,
    /// Whether watchers may hear of what hangs on who was drawn.
    private: bool,
    /// Why the run was stopped, where it was not asked to stop.
    failure: Option<Failure>,
}

impl Watch<'_> {
    /// Only a cancel ends a run; a suspend saves it.
    fn going_on(&self) -> ControlFlow<()> {
        match self.worker.stop() {
            Some(Stop::Cancel) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

impl Observer for Watch<'_> {
    fn progress(&mut self, step: &training::Progress) -> ControlFlow<()> {
        self.worker.progress(&Progress {
            phase: "train".to_owned(),
            step: step.step,
            total_steps: step.total_steps,
            loss: step.loss,
            validation_loss: step.validation_loss,
            tokens_per_second: Some(step.tokens_per_second).filter(|speed| *speed > 0.0),
            resident_bytes: step.rss_bytes,
            eta_seconds: Some(step.eta_seconds),
            ..Progress::default()
        });
        self.going_on()
    }

    fn suspending(&mut self) -> bool {
        self.worker.stop() == Some(Stop::Suspend)
    }

    fn shrunk(&mut self, at_once: usize) {
        tracing::warn!(at_once, "memory ran out: less is computed at once");
        if !self.private {
            phase(self.worker, "train with less at once");
        }
    }

    fn spending(&mut self, event: &dp::DpEvent) -> ControlFlow<()> {
        self.going_on()?;
        match self.worker.spend(event) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.failure = Some(failure);
                ControlFlow::Break(())
            }
        }
    }
}
