//! The gRPC face: decode, handle, encode.

use std::pin::Pin;
use std::sync::Arc;

use artifacts::{ArtifactName, DatasetManifest, FsStore, Kind};
use chassis::page::page;
use chassis::{Code, Context, Failure, Jobs};
use pii::Policy;
use proto::artifact::v1::{Dataset, DatasetVersion};
use proto::ingest::v1::ingest_service_server::IngestService;
use proto::ingest::v1::{self as ingest, IngestionJob, Upload};
use proto::job::v1::JobEvent;
use tokio_stream::{Stream, StreamExt};
use tonic::{Request, Response, Status, Streaming};

use crate::config::IngestOptions;
use crate::convert::{self, JOBS, UPLOADS, prepare};
use crate::error::invalid;
use crate::read;
use crate::spec::{Format, Place, Spec};
use crate::upload::{Announced, Incoming, Received, Uploads, Writing};

/// The service.
pub(crate) struct Service {
    options: IngestOptions,
    jobs: Jobs,
    store: Arc<FsStore>,
    uploads: Uploads,
    policy: Policy,
}

type Answer<T> = Result<Response<T>, Status>;

impl Service {
    pub(crate) fn new(options: IngestOptions, cx: Context) -> Result<Self, Failure> {
        let policy = if options.tagging_policy_file.is_empty() {
            Policy::default()
        } else {
            let path = std::path::Path::new(&options.tagging_policy_file);
            let text = std::fs::read_to_string(path).map_err(|e| crate::error::io(path, e))?;
            let format = pii::Format::of_name(&options.tagging_policy_file);
            convert::policy(&text, format.unwrap_or(pii::Format::Toml))?
        };
        let uploads = Uploads::open(&cx.data_dir, options.max_upload_bytes)?;
        Ok(Self {
            options,
            jobs: cx.jobs,
            store: cx.store,
            uploads,
            policy,
        })
    }

    fn admit(&self, spec: ingest::IngestionSpec) -> Result<Spec, Failure> {
        if !artifacts::name::is_id(&spec.dataset_id) {
            return Err(invalid(
                "INVALID_DATASET_ID",
                "spec.dataset_id",
                "a dataset id is 1 to 63 of a-z, 0-9, -, _ and .",
            ));
        }
        let bad_records = spec.bad_records();
        let source = spec.source.unwrap_or_default();
        let (stated, packed) = (source.format(), source.compression());
        let (place, file_name) = self.place(source.place, &spec.without_subject)?;
        let compression = convert::compression(packed, &file_name);
        let format = match &place {
            Place::Version { .. } => Format::Jsonl,
            Place::Upload(id) => {
                let path = self.uploads.complete_path(id)?;
                convert::format(stated, &file_name, || read::sniff(&path, compression))?
            }
            Place::File(path) => {
                convert::format(stated, &file_name, || read::sniff(path, compression))?
            }
        };
        let policy = if spec.tagging_policy_toml.is_empty() {
            self.policy.clone()
        } else {
            convert::policy(&spec.tagging_policy_toml, pii::Format::Toml)?
        };
        Ok(Spec {
            dataset: spec.dataset_id,
            place,
            format,
            compression,
            fields: convert::fields(spec.fields),
            split: convert::split(spec.split)?,
            policy,
            skip_bad_records: bad_records == ingest::BadRecordPolicy::Skip,
            duplicates: prepare::duplicates(spec.duplicates)?,
            links: prepare::links(spec.links)?,
            canaries: prepare::canaries(spec.canaries)?,
            mask: prepare::mask(spec.mask)?,
        })
    }

    /// The place of a source and the name of its file.
    fn place(
        &self,
        place: Option<ingest::source::Place>,
        without_subject: &str,
    ) -> Result<(Place, String), Failure> {
        let derives = matches!(place, Some(ingest::source::Place::DatasetVersion(_)));
        if derives == without_subject.is_empty() {
            return Err(invalid(
                "INVALID_DERIVATION",
                "spec.without_subject",
                "a version is derived from another by naming the subject it shall be without",
            ));
        }
        match place {
            Some(ingest::source::Place::DatasetVersion(name)) => {
                let name = self.store.resolve_version(&name)?;
                let without = artifacts::Digest::of(without_subject.as_bytes());
                Ok((Place::Version { name, without }, String::new()))
            }
            None => Err(invalid(
                "MISSING_SOURCE",
                "spec.source",
                "state an upload or a URI",
            )),
            Some(ingest::source::Place::Upload(name)) => {
                let id = convert::id(&name, UPLOADS)?;
                self.uploads.complete_path(id)?;
                let announced = self.uploads.get(id)?.announced;
                Ok((Place::Upload(id.to_owned()), announced.file_name))
            }
            Some(ingest::source::Place::Uri(uri)) => {
                let path = self.import(&uri)?;
                let name = path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                Ok((Place::File(path), name))
            }
        }
    }

    /// A file below an import root, links followed: nothing else can be read.
    fn import(&self, uri: &str) -> Result<std::path::PathBuf, Failure> {
        let field = "spec.source.uri";
        let url = url::Url::parse(uri)
            .ok()
            .filter(|url| url.scheme() == "file")
            .and_then(|url| url.to_file_path().ok())
            .ok_or_else(|| invalid("UNSUPPORTED_URI", field, "expected file:///absolute/path"))?;
        let refused = || {
            Failure::new(
                Code::PermissionDenied,
                "URI_NOT_ALLOWED",
                "no such file below an import root of this service",
            )
            .field(field)
            .action("upload the file, or add its folder to ingest.import_roots")
        };
        let path = url.canonicalize().map_err(|_| refused())?;
        let allowed = self
            .options
            .import_roots
            .iter()
            .filter_map(|r| r.canonicalize().ok());
        if path.is_file() && allowed.into_iter().any(|root| path.starts_with(root)) {
            Ok(path)
        } else {
            Err(refused())
        }
    }

    fn version(&self, name: &ArtifactName) -> Result<DatasetVersion, Failure> {
        let manifest: DatasetManifest = self.store.manifest(name)?;
        Ok(convert::version(manifest, &self.store.digest(name)?))
    }

    async fn receive(
        &self,
        mut stream: Streaming<ingest::UploadSourceRequest>,
    ) -> Result<(String, Received), Status> {
        use ingest::upload_source_request::Part;
        let first = stream.message().await?.and_then(|message| message.part);
        let Some(Part::Open(open)) = first else {
            return Err(
                invalid("MISSING_OPEN", "open", "the first message opens the upload").into(),
            );
        };
        let digest = match open.digest.as_str() {
            "" => None,
            text => Some(artifacts::Digest::parse(text).ok_or_else(|| {
                invalid(
                    "INVALID_DIGEST",
                    "open.digest",
                    "expected sha256: and 64 hex digits",
                )
            })?),
        };
        let announced = Announced {
            file_name: open.file_name,
            total_bytes: open.total_bytes,
            digest,
        };
        let mut writing: Box<Writing> =
            match self
                .uploads
                .begin(&open.upload_id, announced, open.offset)?
            {
                Incoming::Complete(received) => return Ok((open.upload_id, received)),
                Incoming::Open(writing) => writing,
            };
        // A stream that breaks off ends like one that ends early: what came is kept.
        while let Some(message) = stream.next().await {
            let Ok(message) = message else { break };
            let Some(Part::Chunk(chunk)) = message.part else {
                return Err(invalid("UNEXPECTED_OPEN", "open", "an upload is opened once").into());
            };
            let written = tokio::task::spawn_blocking(move || {
                writing.write(&chunk)?;
                Ok::<_, Failure>(writing)
            });
            writing = written
                .await
                .map_err(|_| Status::internal("the upload's writer ended"))??;
        }
        let received = tokio::task::spawn_blocking(move || writing.finish())
            .await
            .map_err(|_| Status::internal("the upload's writer ended"))??;
        Ok((open.upload_id, received))
    }
}

fn upload(id: &str, received: &Received) -> Upload {
    Upload {
        name: format!("{UPLOADS}{id}"),
        received_bytes: received.bytes,
        total_bytes: received.announced.total_bytes,
        complete: received.complete,
    }
}

#[tonic::async_trait]
impl IngestService for Service {
    type WatchIngestionJobStream = Pin<Box<dyn Stream<Item = Result<JobEvent, Status>> + Send>>;

    async fn upload_source(
        &self,
        request: Request<Streaming<ingest::UploadSourceRequest>>,
    ) -> Answer<Upload> {
        let (id, received) = self.receive(request.into_inner()).await?;
        Ok(Response::new(upload(&id, &received)))
    }

    async fn get_upload(&self, request: Request<ingest::GetUploadRequest>) -> Answer<Upload> {
        let name = request.into_inner().name;
        let id = convert::id(&name, UPLOADS)?;
        Ok(Response::new(upload(id, &self.uploads.get(id)?)))
    }

    async fn create_ingestion_job(
        &self,
        request: Request<ingest::CreateIngestionJobRequest>,
    ) -> Answer<IngestionJob> {
        let request = request.into_inner();
        let spec = request
            .spec
            .ok_or_else(|| invalid("MISSING_SPEC", "spec", "say what the job shall do"))?;
        let spec = serde_json::to_value(self.admit(spec)?)
            .map_err(|_| Failure::new(Code::Internal, "INTERNAL", "the job cannot be stored"))?;
        let job = self.jobs.create(&request.request_id, spec, None).await?;
        Ok(Response::new(convert::job(job)?))
    }

    async fn get_ingestion_job(
        &self,
        request: Request<ingest::GetIngestionJobRequest>,
    ) -> Answer<IngestionJob> {
        let job = self
            .jobs
            .get(convert::id(&request.into_inner().name, JOBS)?)
            .await?;
        Ok(Response::new(convert::job(job)?))
    }

    async fn list_ingestion_jobs(
        &self,
        request: Request<ingest::ListIngestionJobsRequest>,
    ) -> Answer<ingest::ListIngestionJobsResponse> {
        let request = request.into_inner();
        let (jobs, next_page_token) = self
            .jobs
            .list(request.page_size, &request.page_token)
            .await?;
        let ingestion_jobs = jobs
            .into_iter()
            .map(convert::job)
            .collect::<Result<_, _>>()?;
        Ok(Response::new(ingest::ListIngestionJobsResponse {
            ingestion_jobs,
            next_page_token,
        }))
    }

    async fn cancel_ingestion_job(
        &self,
        request: Request<ingest::CancelIngestionJobRequest>,
    ) -> Answer<IngestionJob> {
        let job = self
            .jobs
            .cancel(convert::id(&request.into_inner().name, JOBS)?)
            .await?;
        Ok(Response::new(convert::job(job)?))
    }

    async fn watch_ingestion_job(
        &self,
        request: Request<ingest::WatchIngestionJobRequest>,
    ) -> Answer<Self::WatchIngestionJobStream> {
        let request = request.into_inner();
        let events = self
            .jobs
            .watch(convert::id(&request.name, JOBS)?, request.cursor);
        let events = events.map(|event| event.map(JobEvent::from).map_err(Status::from));
        Ok(Response::new(Box::pin(events)))
    }

    async fn get_dataset(&self, request: Request<ingest::GetDatasetRequest>) -> Answer<Dataset> {
        let name = request.into_inner().name;
        let dataset = convert::dataset(&self.store, convert::id(&name, "datasets/")?)?;
        let missing = || artifacts::ArtifactError::NotFound(name.clone());
        Ok(Response::new(
            dataset.ok_or_else(missing).map_err(Failure::from)?,
        ))
    }

    async fn list_datasets(
        &self,
        request: Request<ingest::ListDatasetsRequest>,
    ) -> Answer<ingest::ListDatasetsResponse> {
        let request = request.into_inner();
        let versions = self.store.list(Kind::Dataset).map_err(Failure::from)?;
        let mut ids: Vec<String> = versions
            .iter()
            .filter_map(|name| name.as_str().split('/').nth(1).map(str::to_owned))
            .collect();
        ids.dedup();
        let (ids, next_page_token) =
            page(ids, Clone::clone, request.page_size, &request.page_token)?;
        let mut datasets = Vec::new();
        for id in ids {
            datasets.extend(convert::dataset(&self.store, &id)?);
        }
        Ok(Response::new(ingest::ListDatasetsResponse {
            datasets,
            next_page_token,
        }))
    }

    async fn get_dataset_version(
        &self,
        request: Request<ingest::GetDatasetVersionRequest>,
    ) -> Answer<DatasetVersion> {
        let name = request.into_inner().name;
        let name = self.store.resolve_version(&name).map_err(Failure::from)?;
        Ok(Response::new(self.version(&name)?))
    }

    async fn list_dataset_versions(
        &self,
        request: Request<ingest::ListDatasetVersionsRequest>,
    ) -> Answer<ingest::ListDatasetVersionsResponse> {
        let request = request.into_inner();
        let id = convert::id(&request.parent, "datasets/")?;
        let versions = self.store.versions(id).map_err(Failure::from)?;
        // Numbers of one width sort as text, which is what a page token is.
        let (versions, next_page_token) = page(
            versions,
            |v| format!("{v:020}"),
            request.page_size,
            &request.page_token,
        )?;
        let mut dataset_versions = Vec::new();
        for version in versions {
            let name = ArtifactName::dataset(id, version).map_err(Failure::from)?;
            dataset_versions.push(self.version(&name)?);
        }
        Ok(Response::new(ingest::ListDatasetVersionsResponse {
            dataset_versions,
            next_page_token,
        }))
    }
}
