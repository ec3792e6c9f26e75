//! An ingest service that breaks off once in each kind of call.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::Stream;
use proto::artifact::v1::{Dataset, DatasetVersion};
use proto::ingest::v1::ingest_service_server::{IngestService, IngestServiceServer};
use proto::ingest::v1::upload_source_request::Part;
use proto::ingest::v1::*;
use proto::job::v1::{JobEvent, JobState};
use tonic::{Request, Response, Status, Streaming};

/// Bytes after which the first upload breaks off.
const BREAK: usize = 3 * 1024 * 1024;

/// What was asked of the server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Bytes of the upload.
    pub(crate) received: Vec<u8>,
    /// Where each upload call started.
    pub(crate) offsets: Vec<u64>,
    /// Request ids of creations.
    pub(crate) creations: Vec<String>,
    /// Cursors of watches.
    pub(crate) watches: Vec<u64>,
    announced: Option<OpenUpload>,
}

/// The server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breaking {
    endless: bool,
    seen: Arc<Mutex<Seen>>,
}

impl Breaking {
    /// A server whose watches never end.
    pub(crate) fn endless() -> Self {
        Self {
            endless: true,
            ..Self::default()
        }
    }

    /// Serves on a free port and returns the endpoint.
    pub(crate) async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let incoming = tonic::transport::server::TcpIncoming::from(listener);
        let service = IngestServiceServer::new(self.clone());
        let server = tonic::transport::Server::builder().add_service(service);
        tokio::spawn(server.serve_with_incoming(incoming));
        format!("http://{address}")
    }

    /// What was asked so far.
    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }

    /// Returns once somebody watches.
    pub(crate) async fn watched(&self) {
        while self.seen().watches.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn upload(&self) -> Upload {
        let seen = self.seen();
        let open = seen.announced.unwrap();
        let received = seen.received.len() as u64;
        Upload {
            name: format!("uploads/{}", open.upload_id),
            received_bytes: received,
            total_bytes: open.total_bytes,
            complete: received == open.total_bytes,
        }
    }

    fn job(&self) -> IngestionJob {
        IngestionJob {
            name: "ingestionJobs/j".to_owned(),
            state: JobState::Succeeded.into(),
            dataset_version: "datasets/a/versions/1".to_owned(),
            ..IngestionJob::default()
        }
    }
}

fn event(cursor: u64) -> JobEvent {
    let (state, output) = match cursor {
        4 => (JobState::Succeeded, "datasets/a/versions/1".to_owned()),
        _ => (JobState::Running, String::new()),
    };
    JobEvent {
        cursor,
        state: state.into(),
        output,
        ..JobEvent::default()
    }
}

fn unused<T>() -> Result<Response<T>, Status> {
    Err(Status::unimplemented("no test asks for it"))
}

#[tonic::async_trait]
impl IngestService for Breaking {
    async fn upload_source(
        &self,
        request: Request<Streaming<UploadSourceRequest>>,
    ) -> Result<Response<Upload>, Status> {
        let mut parts = request.into_inner();
        while let Some(message) = parts.message().await? {
            let mut seen = self.seen.lock().unwrap();
            match message.part.unwrap() {
                Part::Open(open) => {
                    assert_eq!(open.offset, seen.received.len() as u64);
                    seen.offsets.push(open.offset);
                    seen.announced = Some(open);
                }
                Part::Chunk(chunk) => {
                    assert!(chunk.len() <= 1024 * 1024);
                    seen.received.extend(chunk);
                    if seen.offsets.len() == 1 && seen.received.len() >= BREAK {
                        return Err(Status::unavailable("the line broke"));
                    }
                }
            }
        }
        Ok(Response::new(self.upload()))
    }

    async fn get_upload(
        &self,
        request: Request<GetUploadRequest>,
    ) -> Result<Response<Upload>, Status> {
        if self.seen().announced.is_none() {
            return Err(Status::not_found("no such upload"));
        }
        assert_eq!(request.into_inner().name, self.upload().name);
        Ok(Response::new(self.upload()))
    }

    async fn create_ingestion_job(
        &self,
        request: Request<CreateIngestionJobRequest>,
    ) -> Result<Response<IngestionJob>, Status> {
        let mut seen = self.seen.lock().unwrap();
        seen.creations.push(request.into_inner().request_id);
        if seen.creations.len() == 1 {
            return Err(Status::unavailable("the answer was lost"));
        }
        Ok(Response::new(self.job()))
    }

    async fn get_ingestion_job(
        &self,
        _: Request<GetIngestionJobRequest>,
    ) -> Result<Response<IngestionJob>, Status> {
        Ok(Response::new(self.job()))
    }

    type WatchIngestionJobStream = Pin<Box<dyn Stream<Item = Result<JobEvent, Status>> + Send>>;

    async fn watch_ingestion_job(
        &self,
        request: Request<WatchIngestionJobRequest>,
    ) -> Result<Response<Self::WatchIngestionJobStream>, Status> {
        let cursor = request.into_inner().cursor;
        let first = {
            let mut seen = self.seen.lock().unwrap();
            seen.watches.push(cursor);
            seen.watches.len() == 1
        };
        if self.endless {
            return Ok(Response::new(Box::pin(futures_util::stream::pending())));
        }
        let mut events: Vec<Result<JobEvent, Status>> =
            (cursor + 1..=4).map(|cursor| Ok(event(cursor))).collect();
        if first && cursor == 0 {
            events.truncate(2);
            events.push(Err(Status::unavailable("the line broke")));
        }
        Ok(Response::new(Box::pin(futures_util::stream::iter(events))))
    }

    async fn list_ingestion_jobs(
        &self,
        _: Request<ListIngestionJobsRequest>,
    ) -> Result<Response<ListIngestionJobsResponse>, Status> {
        unused()
    }

    async fn cancel_ingestion_job(
        &self,
        _: Request<CancelIngestionJobRequest>,
    ) -> Result<Response<IngestionJob>, Status> {
        unused()
    }

    async fn get_dataset(
        &self,
        _: Request<GetDatasetRequest>,
    ) -> Result<Response<Dataset>, Status> {
        unused()
    }

    async fn list_datasets(
        &self,
        _: Request<ListDatasetsRequest>,
    ) -> Result<Response<ListDatasetsResponse>, Status> {
        unused()
    }

    async fn get_dataset_version(
        &self,
        _: Request<GetDatasetVersionRequest>,
    ) -> Result<Response<DatasetVersion>, Status> {
        unused()
    }

    async fn list_dataset_versions(
        &self,
        _: Request<ListDatasetVersionsRequest>,
    ) -> Result<Response<ListDatasetVersionsResponse>, Status> {
        unused()
    }
}
