//! The command line that drives the suite: it starts the three services on one
//! machine, sends them work, follows their jobs and shows what came out.
//!
//! It is a client like any other: it reaches the services by the contract in
//! `proto` and links none of them. Results go to standard output (for people,
//! or with `--json` for programs), everything else to standard error. Exit
//! codes: 0 done, 1 failed, 2 wrong usage, 10 verdict FAIL, 11 verdict INCONCLUSIVE,
//! 130 interrupted.
#![forbid(unsafe_code)]

mod args;
mod client;
mod commands;
mod endpoints;
mod error;
mod format;
mod job;
mod json;
mod name;
mod output;
mod program;
mod progress;
mod table;

use std::process::ExitCode;

use chassis::telemetry;
use clap::{CommandFactory, Parser};
use tracing::Instrument;

use crate::args::{Cli, Global};
use crate::error::Error;

/// Parses the arguments, does what they ask, and says how it went.
pub fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    match Cli::try_parse_from(&arguments) {
        Ok(cli) => run(cli),
        Err(error) => error::refuse_arguments(&error, arguments.iter().any(|a| a == "--json")),
    }
}

/// The whole grammar, for completions and documentation.
pub fn command() -> clap::Command {
    Cli::command()
}

fn run(cli: Cli) -> ExitCode {
    let json = cli.global.json;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return error::report(&Error::io("start", "the runtime", &error), json),
    };
    let guard = {
        let _inside = runtime.enter();
        telemetry::init("tacit", &telemetry_options(&cli.global))
    };
    let result = runtime.block_on(traced(cli));
    // The exporters need the runtime for their last words; threads that read
    // files need not be waited for.
    drop(guard);
    runtime.shutdown_background();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error::report(&error, json),
    }
}

/// One invocation is one trace: every call made inside carries this span.
async fn traced(cli: Cli) -> Result<(), Error> {
    let span = tracing::info_span!(
        "command",
        otel.name = format!("tacit {}", cli.command.name()),
        otel.status_code = tracing::field::Empty,
        error.type = tracing::field::Empty,
    );
    telemetry::adopt_parent_from_env(&span);
    let result = Box::pin(commands::run(cli)).instrument(span.clone()).await;
    if let Err(error) = &result {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", error.reason());
    }
    result
}

fn telemetry_options(global: &Global) -> chassis::TelemetryOptions {
    let environment = || chassis::config::env("OTEL_EXPORTER_OTLP_ENDPOINT");
    let level = match global.verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    chassis::TelemetryOptions {
        otlp_endpoint: global.otlp_endpoint.clone().or_else(environment),
        log_level: level.to_owned(),
        log_format: chassis::LogFormat::Text,
    }
}
