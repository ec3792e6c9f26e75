//! The ingest service. It promises that every record that entered is accounted
//! for, that every span is exact, and that a dataset version appears whole,
//! once, and never changes.
//!
//! The service takes uploads and admits jobs; a worker process reads the
//! source, tags it and writes the version ([`pipeline`]).
#![forbid(unsafe_code)]

mod config;
mod convert;
mod derive;
mod error;
mod pipeline;
mod read;
mod service;
mod spec;
mod upload;
mod worker;

use chassis::{Context, Deployable, Failure, Outcome, StartError, Worker};
use proto::ingest::v1::ingest_service_server::{IngestServiceServer, SERVICE_NAME};
use tonic::service::Routes;

pub use config::IngestOptions;

/// The service, as the chassis sees it.
pub struct Ingest;

impl Deployable for Ingest {
    const NAME: &'static str = "ingest";
    const SERVICE: &'static str = SERVICE_NAME;
    const DESCRIPTORS: &'static [u8] = proto::DESCRIPTORS;
    const PORT: u16 = 7461;
    type Options = IngestOptions;

    async fn build(options: IngestOptions, cx: Context) -> Result<Routes, StartError> {
        let limit = cx.common.limits.message_bytes as usize;
        let service = service::Service::new(options, cx)?;
        Ok(Routes::new(
            IngestServiceServer::new(service).max_decoding_message_size(limit),
        ))
    }

    fn work(options: IngestOptions, worker: &mut Worker) -> Result<Outcome, Failure> {
        worker::work(&options, worker)
    }
}
