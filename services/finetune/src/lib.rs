//! The finetune service. It promises that the method that was chosen is the
//! method that ran, that a checkpoint appears whole or not at all, and that a
//! privacy statement is printed only if it is true.
//!
//! The service admits jobs; a worker process owns the model and the device
//! (`worker.rs`), so that an out-of-memory kills a job and not the service.
//!
//! `finetune model` looks at, merges and scores models without a service (`model_tool.rs`).
#![forbid(unsafe_code)]

mod budget;
mod config;
mod convert;
mod error;
mod model_tool;
mod service;
mod spec;
mod worker;

use std::path::PathBuf;

use chassis::{Context, Deployable, Failure, Outcome, StartError, Worker};
use proto::finetune::v1::fine_tune_service_server::{FineTuneServiceServer, SERVICE_NAME};
use proto::privacy::v1::budget_service_server::BudgetServiceServer;
use tonic::service::Routes;

pub use config::FineTuneOptions;
pub use model_tool::main as model_tool;

/// The service, as the chassis sees it.
pub struct FineTune;

impl Deployable for FineTune {
    const NAME: &'static str = "finetune";
    const SERVICE: &'static str = SERVICE_NAME;
    const DESCRIPTORS: &'static [u8] = proto::DESCRIPTORS;
    const MORE_HELP: &'static str =
        "Without a service:\n  finetune model --help  Look at, merge and score models";
    const PORT: u16 = 7462;
    const RESUMES: bool = true;
    type Options = FineTuneOptions;

    async fn build(options: FineTuneOptions, cx: Context) -> Result<Routes, StartError> {
        let limit = cx.common.limits.message_bytes as usize;
        let budgets = budget::Budgets::new(cx.jobs.clone());
        let service = service::Service::new(options, cx);
        let routes =
            Routes::new(FineTuneServiceServer::new(service).max_decoding_message_size(limit));
        Ok(routes.add_service(BudgetServiceServer::new(budgets).max_decoding_message_size(limit)))
    }

    fn worker_environment(options: &FineTuneOptions) -> Vec<(&'static str, PathBuf)> {
        // libtorch finds a GPU only where its CUDA part is loaded first.
        let cuda = (options.device == "cuda").then(model::preload);
        cuda.flatten().into_iter().collect()
    }

    fn work(options: FineTuneOptions, worker: &mut Worker) -> Result<Outcome, Failure> {
        worker::work(&options, worker)
    }
}
