//! `tacit up`: the three services on this machine, on loopback, with SQLite and
//! local files. They live as long as this command.

mod banner;
mod layout;
mod service;

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::Duration;

use chassis::{Code, Failure};

use crate::commands::Context;
use crate::endpoints::Endpoints;
use crate::error::Error;
use crate::job::interrupted;
use crate::output::remark;
use layout::Layout;
use service::{Kind, Service};

const EXAMPLES: &str = "\
Examples:
  tacit up
  tacit up --data-dir ./suite --port 0 --model-root /models
  tacit up --logs

Ctrl-c stops the services; running jobs save their work first. Ctrl-c again hurries them.";

/// How long services get to come up; reading a tensor library from a cold disk
/// takes its time.
const START: Duration = Duration::from_secs(120);

/// How long services get to stop: what they give their jobs, and a little more.
const STOP: Duration = Duration::from_secs(75);

/// How long they get when they are hurried.
const HURRY: Duration = Duration::from_secs(10);

/// Flags of `tacit up`.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// First of three ports: ingest, finetune and audit in this order; 0 takes free ones
    #[arg(long, value_name = "PORT", default_value_t = 7461)]
    #[arg(value_parser = clap::value_parser!(u16).range(..=65533))]
    port: u16,
    /// Port of the ingest service [default: the first]
    #[arg(long, value_name = "PORT")]
    ingest_port: Option<u16>,
    /// Port of the finetune service [default: the second]
    #[arg(long, value_name = "PORT")]
    finetune_port: Option<u16>,
    /// Port of the audit service [default: the third]
    #[arg(long, value_name = "PORT")]
    audit_port: Option<u16>,
    /// Folder with the services' programs [default: where tacit is]
    #[arg(long, value_name = "DIR")]
    bin_dir: Option<PathBuf>,
    /// Folder with models that jobs may use, may be repeated; always added: models in the data
    /// folder, and .tacit/models of the checkout that tacit is started from or lies in
    #[arg(long, value_name = "DIR")]
    model_root: Vec<PathBuf>,
    /// Folder whose files `dataset create --from file://...` may read; may be repeated
    #[arg(long, value_name = "DIR")]
    import_root: Vec<PathBuf>,
    /// Show the services' logs here as well
    #[arg(long)]
    logs: bool,
}

impl Args {
    fn ports(&self) -> [(Kind, u16); 3] {
        let chosen = [self.ingest_port, self.finetune_port, self.audit_port];
        let mut next = 0;
        std::array::from_fn(|index| {
            let default = if self.port == 0 { 0 } else { self.port + next };
            next += 1;
            (Kind::ALL[index], chosen[index].unwrap_or(default))
        })
    }
}

/// Starts the services, says where they are, and keeps them until told to stop.
pub(crate) async fn run(args: Args, cx: &Context) -> Result<(), Error> {
    let layout = Layout::prepare(&args, &cx.global)?;
    let ports = args.ports();
    for (_, port) in ports {
        check_free(port)?;
    }
    let programs = layout.programs()?;
    Endpoints::remove(&layout.data_dir);
    let mut services = Vec::new();
    for ((kind, port), program) in ports.into_iter().zip(&programs) {
        services.push(Service::start(kind, program, port, &layout, args.logs)?);
    }
    let result = keep(&mut services, &layout, cx).await;
    Endpoints::remove(&layout.data_dir);
    if result.is_ok() && !cx.output.is_json() {
        remark("stopping; running jobs save their work (ctrl-c again hurries them)");
    }
    stop(&mut services).await;
    result
}

/// From the first sign of life to the wish to stop.
async fn keep(services: &mut [Service], layout: &Layout, cx: &Context) -> Result<(), Error> {
    let started = tokio::select! {
        started = tokio::time::timeout(START, ready(services, layout)) => started,
        () = interrupted() => return Ok(()),
    };
    let urls = started.unwrap_or_else(|_| {
        let message = format!(
            "the services did not come up in {} seconds",
            START.as_secs()
        );
        Err(
            Failure::new(Code::Unavailable, "SERVICE_NOT_READY", message)
                .action("see their logs")
                .with("logs", layout.logs().display())
                .into(),
        )
    })?;
    let endpoints = Endpoints::new(&layout.data_dir, &layout.model_roots, urls);
    endpoints.write(&layout.data_dir)?;
    if cx.output.is_json() {
        let document = serde_json::to_value(&endpoints).unwrap_or_default();
        cx.output.line(&document)?;
    } else {
        cx.output.text(&banner::render(&endpoints, layout))?;
    }
    tokio::select! {
        failure = first_exit(services) => Err(failure),
        () = interrupted() => Ok(()),
    }
}

/// The addresses, once all answer.
async fn ready(services: &mut [Service], layout: &Layout) -> Result<[String; 3], Error> {
    let [ingest, finetune, audit] = services else {
        return std::future::pending().await;
    };
    // Together: one that refuses to start must not wait for one that is slow.
    let urls = tokio::try_join!(
        ingest.ready(layout),
        finetune.ready(layout),
        audit.ready(layout)
    );
    urls.map(|(ingest, finetune, audit)| [ingest, finetune, audit])
}

/// Resolves when a service ends on its own, which none should.
async fn first_exit(services: &mut [Service]) -> Error {
    let [ingest, finetune, audit] = services else {
        return std::future::pending().await;
    };
    tokio::select! {
        error = ingest.exit() => error,
        error = finetune.exit() => error,
        error = audit.exit() => error,
    }
}

async fn stop(services: &mut [Service]) {
    for service in services.iter() {
        service.terminate();
    }
    let hurried = tokio::select! {
        () = all_ended(services) => return,
        () = tokio::time::sleep(STOP) => false,
        () = interrupted() => true,
    };
    if hurried {
        // A second SIGTERM tells a service not to wait for its jobs.
        for service in services.iter() {
            service.terminate();
        }
        if tokio::time::timeout(HURRY, all_ended(services))
            .await
            .is_ok()
        {
            return;
        }
    }
    for service in services {
        service.kill().await;
    }
}

async fn all_ended(services: &mut [Service]) {
    for service in services {
        service.ended().await;
    }
}

/// Tells a port in use before anything is started.
fn check_free(port: u16) -> Result<(), Error> {
    match std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let message = format!("port {port} is in use by another process");
            Err(
                Failure::new(Code::FailedPrecondition, "PORT_IN_USE", message)
                    .action(
                        "stop that process, or choose other ports with --port (0 takes free ones)",
                    )
                    .with("port", port)
                    .into(),
            )
        }
        // Whatever else is wrong the service says better.
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
