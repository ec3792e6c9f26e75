//! The gRPC face: decode, handle, encode.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use artifacts::shard::read_split;
use artifacts::{ArtifactName, CheckpointManifest, DatasetManifest, Digest, FsStore, Kind};
use chassis::page::page;
use chassis::{Code, Context, Failure, Jobs, Spend};
use corpus::Split;
use corpus::tokenize::Tokenizer;
use model::ModelConfig;
use prost::Message as _;
use proto::artifact::v1::Checkpoint;
use proto::finetune::v1::fine_tune_service_server::FineTuneService;
use proto::finetune::v1::{self as finetune, FineTuningJob};
use proto::job::v1::JobEvent;
use proto::privacy::v1::{PrivacyParams, PrivacyUnit};
use tokio_stream::{Stream, StreamExt};
use tonic::{Request, Response, Status};

use crate::config::FineTuneOptions;
use crate::convert;
use crate::error::{self, invalid};
use crate::spec::Spec;

/// The service.
pub(crate) struct Service {
    jobs: Jobs,
    store: Arc<FsStore>,
    model_roots: Vec<PathBuf>,
}

type Answer<T> = Result<Response<T>, Status>;

impl Service {
    pub(crate) fn new(options: FineTuneOptions, cx: Context) -> Self {
        let mut model_roots = options.model_roots;
        model_roots.push(cx.data_dir.join("models"));
        Self {
            jobs: cx.jobs,
            store: cx.store,
            model_roots,
        }
    }

    /// Checks everything that can be checked without loading weights: a job
    /// that cannot run is refused here, with the field named.
    fn admit(&self, mut request: finetune::FineTuningSpec) -> Result<Spec, Failure> {
        let dataset = self
            .store
            .resolve_version(&request.dataset_version)
            .map_err(|e| Failure::from(e).field("spec.dataset_version"))?;
        let manifest: DatasetManifest = self.store.manifest(&dataset)?;
        let records = manifest.records_in(Split::Train);
        if records == 0 {
            return Err(Failure::new(
                Code::FailedPrecondition,
                "NO_TRAINING_DATA",
                "the dataset version has no record in its training split",
            )
            .field("spec.dataset_version"));
        }
        let base_model = self.base_model(&request.base_model)?;
        let config = read_config(&base_model)?;
        // Calibration takes a moment.
        let training = tokio::task::block_in_place(|| {
            let population = convert::Population {
                records,
                subjects: self.subjects(&request, &dataset, &manifest)?,
            };
            convert::training(&request, &config, &population)
        })?;
        let truncate = request.training.as_ref().is_some_and(|t| t.truncate);
        if !truncate {
            check_length(&manifest, &base_model, training.sequence_length)?;
        }
        let dtype = request
            .training
            .as_ref()
            .map_or("", |t| t.compute_dtype.as_str());
        let precision = convert::precision(dtype)?;
        let checkpoint = Some(request.checkpoint_id.clone()).filter(|id| !id.is_empty());
        if let Some(id) = &checkpoint {
            self.free(id)?;
        }
        let audit_policy = audit_policy(&request.audit_policy_digest)?;
        request.dataset_version = dataset.to_string();
        request.base_model = base_model.display().to_string();
        Ok(Spec {
            dataset_digest: self.store.digest(&dataset)?,
            dataset,
            base_model,
            checkpoint,
            training,
            precision,
            truncate,
            audit_policy,
            request: request.encode_to_vec(),
        })
    }

    /// Subjects of the training split, where the unit of privacy is the subject.
    fn subjects(
        &self,
        request: &finetune::FineTuningSpec,
        dataset: &ArtifactName,
        manifest: &DatasetManifest,
    ) -> Result<Option<u64>, Failure> {
        let unit = request.privacy.as_ref().map(PrivacyParams::unit);
        if unit != Some(PrivacyUnit::User) {
            return Ok(None);
        }
        let dir = self.store.open(dataset)?;
        let (mut known, mut nobodys) = (HashSet::new(), 0);
        for record in read_split(&dir, manifest, Split::Train) {
            match record?.subject {
                Some(subject) => {
                    known.insert(subject);
                }
                None => nobodys += 1,
            }
        }
        if known.is_empty() {
            let sentence = "no record of the training split names its subject";
            let field = "spec.privacy.unit";
            return Err(invalid("INVALID_HYPERPARAMETER", field, sentence));
        }
        Ok(Some(known.len() as u64 + nobodys))
    }

    fn free(&self, id: &str) -> Result<(), Failure> {
        let field = "spec.checkpoint_id";
        let name = ArtifactName::checkpoint(id).map_err(|_| {
            invalid(
                "INVALID_CHECKPOINT_ID",
                field,
                "expected 1 to 63 of a-z, 0-9, -, _ and .",
            )
        })?;
        match self.store.open(&name) {
            Ok(_) => {
                Err(Failure::from(artifacts::ArtifactError::Exists(name.to_string())).field(field))
            }
            Err(_) => Ok(()),
        }
    }

    /// A directory below a model root, links followed.
    fn base_model(&self, stated: &str) -> Result<PathBuf, Failure> {
        let field = "spec.base_model";
        let refused = || {
            Failure::new(
                Code::PermissionDenied,
                "MODEL_NOT_ALLOWED",
                "no such directory below a model root of this service",
            )
            .field(field)
            .action("put the model below a model root, or add its folder to finetune.model_roots")
        };
        if stated.is_empty() {
            return Err(invalid(
                "MISSING_BASE_MODEL",
                field,
                "name the base model's directory",
            ));
        }
        let mut roots = self
            .model_roots
            .iter()
            .filter_map(|root| root.canonicalize().ok());
        let candidates = [PathBuf::from(stated)]
            .into_iter()
            .chain(self.model_roots.iter().map(|root| root.join(stated)));
        let found = candidates
            .filter_map(|path| path.canonicalize().ok())
            .find(|path| path.is_dir())
            .ok_or_else(refused)?;
        if roots.any(|root| found.starts_with(root)) {
            Ok(found)
        } else {
            Err(refused())
        }
    }

    fn checkpoint(&self, name: &ArtifactName) -> Result<Checkpoint, Failure> {
        let manifest: CheckpointManifest = self.store.manifest(name)?;
        Ok(convert::checkpoint(
            manifest,
            &self.store.digest(name)?,
            &self.store.open(name)?,
        ))
    }
}

fn read_config(dir: &Path) -> Result<ModelConfig, Failure> {
    let text = std::fs::read_to_string(dir.join("config.json")).map_err(|_| {
        invalid(
            "MODEL_UNREADABLE",
            "spec.base_model",
            "the directory has no config.json",
        )
    })?;
    ModelConfig::from_json(&text).map_err(|e| error::model(&e).field("spec.base_model"))
}

fn audit_policy(text: &str) -> Result<Option<Digest>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || {
        let expected = "expected sha256: and 64 hex digits";
        invalid("INVALID_DIGEST", "spec.audit_policy_digest", expected)
    };
    Digest::parse(text).map(Some).ok_or_else(wrong)
}

#[tonic::async_trait]
impl FineTuneService for Service {
    type WatchFineTuningJobStream = Pin<Box<dyn Stream<Item = Result<JobEvent, Status>> + Send>>;

    async fn create_fine_tuning_job(
        &self,
        request: Request<finetune::CreateFineTuningJobRequest>,
    ) -> Answer<FineTuningJob> {
        let request = request.into_inner();
        let spec = request
            .spec
            .ok_or_else(|| invalid("MISSING_SPEC", "spec", "say what the job shall do"))?;
        let spec = self.admit(spec)?;
        let spend = spend(&spec)?;
        let spec =
            serde_json::to_value(spec).map_err(|_| error::internal("the job cannot be stored"))?;
        let job = self
            .jobs
            .create(&request.request_id, spec, Some(spend))
            .await?;
        Ok(Response::new(convert::job(job)?))
    }

    async fn get_fine_tuning_job(
        &self,
        request: Request<finetune::GetFineTuningJobRequest>,
    ) -> Answer<FineTuningJob> {
        let job = self
            .jobs
            .get(convert::job_id(&request.into_inner().name)?)
            .await?;
        Ok(Response::new(convert::job(job)?))
    }

    async fn list_fine_tuning_jobs(
        &self,
        request: Request<finetune::ListFineTuningJobsRequest>,
    ) -> Answer<finetune::ListFineTuningJobsResponse> {
        let request = request.into_inner();
        let (jobs, next_page_token) = self
            .jobs
            .list(request.page_size, &request.page_token)
            .await?;
        let fine_tuning_jobs = jobs
            .into_iter()
            .map(convert::job)
            .collect::<Result<_, _>>()?;
        Ok(Response::new(finetune::ListFineTuningJobsResponse {
            fine_tuning_jobs,
            next_page_token,
        }))
    }

    async fn cancel_fine_tuning_job(
        &self,
        request: Request<finetune::CancelFineTuningJobRequest>,
    ) -> Answer<FineTuningJob> {
        let job = self
            .jobs
            .cancel(convert::job_id(&request.into_inner().name)?)
            .await?;
        Ok(Response::new(convert::job(job)?))
    }

    async fn watch_fine_tuning_job(
        &self,
        request: Request<finetune::WatchFineTuningJobRequest>,
    ) -> Answer<Self::WatchFineTuningJobStream> {
        let request = request.into_inner();
        let events = self
            .jobs
            .watch(convert::job_id(&request.name)?, request.cursor);
        let events = events.map(|event| event.map(JobEvent::from).map_err(Status::from));
        Ok(Response::new(Box::pin(events)))
    }

    async fn get_checkpoint(
        &self,
        request: Request<finetune::GetCheckpointRequest>,
    ) -> Answer<Checkpoint> {
        let name = checkpoint_name(&request.into_inner().name)?;
        Ok(Response::new(self.checkpoint(&name)?))
    }

    async fn list_checkpoints(
        &self,
        request: Request<finetune::ListCheckpointsRequest>,
    ) -> Answer<finetune::ListCheckpointsResponse> {
        let request = request.into_inner();
        let names = self.store.list(Kind::Checkpoint).map_err(Failure::from)?;
        let (names, next_page_token) = page(
            names,
            |n| n.as_str().to_owned(),
            request.page_size,
            &request.page_token,
        )?;
        let checkpoints = names
            .iter()
            .map(|name| self.checkpoint(name))
            .collect::<Result<_, _>>()?;
        Ok(Response::new(finetune::ListCheckpointsResponse {
            checkpoints,
            next_page_token,
        }))
    }
}

/// Refuses records that cannot fit the sequence length, whatever the tokenizer makes of them. Those that
/// may fit are counted exactly by the worker.
fn check_length(manifest: &DatasetManifest, model: &Path, limit: usize) -> Result<(), Failure> {
    let splits = [Split::Train, Split::Validation];
    let counts = splits.map(|split| manifest.counts.splits.get(split.as_str()));
    let longest = counts
        .iter()
        .flatten()
        .map(|counts| counts.longest_bytes)
        .max();
    let longest = longest.unwrap_or(0);
    // No token is empty: as many bytes as the limit always fit.
    if longest <= limit as u64 {
        return Ok(());
    }
    let tokenizer = Tokenizer::load(model).map_err(|e| error::tokenizer(&e))?;
    let least = longest / tokenizer.longest_token() as u64;
    if least <= limit as u64 {
        return Ok(());
    }
    let sentence = format!(
        "the longest record has {longest} bytes, which is {least} tokens at least; the limit is {limit}"
    );
    Err(invalid("SEQUENCE_TOO_LONG", "spec.training.max_sequence_length", sentence)
        .action("raise max_sequence_length (up to the model's own limit), set truncate, or split the record"))
}

/// What the job will release about its dataset.
fn spend(spec: &Spec) -> Result<Spend, Failure> {
    let plan = spec.training.privacy.clone().map(dp::PlanConfig::make);
    let plan = plan.transpose()?;
    let dataset = spec.dataset.dataset_resource().unwrap_or_default();
    Ok(Spend {
        dataset: dataset.to_owned(),
        event: plan.map(|plan| plan.event()),
    })
}

fn checkpoint_name(name: &str) -> Result<ArtifactName, Failure> {
    ArtifactName::parse(name)
        .ok()
        .filter(|name| name.kind() == Kind::Checkpoint)
        .ok_or_else(|| invalid("INVALID_NAME", "name", "expected checkpoints/ID"))
}
