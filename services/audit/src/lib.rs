//! The audit service. It promises a report that says what a checkpoint
//! remembers of its training data, with intervals and with what it cannot show;
//! written whole or not at all.
//!
//! The service admits jobs and hands out reports; a worker process reads the
//! records ([`probe`]), scores them under the base model and the checkpoint
//! ([`observe`]) and writes what the attacks found ([`report`]).
#![forbid(unsafe_code)]

mod attest;
mod canaries;
mod choose;
mod claim;
mod config;
mod convert;
mod deep;
mod error;
mod observe;
mod probe;
mod reference;
pub mod report;
mod service;
mod spec;
mod subject;
mod worker;

use std::path::PathBuf;

use chassis::{Context, Deployable, Failure, Outcome, StartError, Worker};
use proto::audit::v1::audit_service_server::{AuditServiceServer, SERVICE_NAME};
use tonic::service::Routes;

pub use config::AuditOptions;

/// The service, as the chassis sees it.
pub struct Audit;

impl Deployable for Audit {
    const NAME: &'static str = "audit";
    const SERVICE: &'static str = SERVICE_NAME;
    const DESCRIPTORS: &'static [u8] = proto::DESCRIPTORS;
    const PORT: u16 = 7463;
    const RESUMES: bool = true;
    type Options = AuditOptions;

    async fn build(options: AuditOptions, cx: Context) -> Result<Routes, StartError> {
        let limit = cx.common.limits.message_bytes;
        let service = service::Service::new(options, cx);
        Ok(Routes::new(
            AuditServiceServer::new(service).max_decoding_message_size(limit as usize),
        ))
    }

    fn worker_environment(options: &AuditOptions) -> Vec<(&'static str, PathBuf)> {
        // libtorch finds a GPU only where its CUDA part is loaded first.
        let cuda = (options.device == "cuda").then(model::preload);
        cuda.flatten().into_iter().collect()
    }

    fn work(options: AuditOptions, worker: &mut Worker) -> Result<Outcome, Failure> {
        worker::work(&options, worker)
    }
}
