//! `main` of every service: what each sub-command does, in order.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;

use crate::auth::Gate;
use crate::config::{self, Config, Flags};
use crate::job::Setup;
use crate::shutdown::Signals;
use crate::stack::{Shared, stack};
use crate::{
    Code, CommonOptions, Context, Deployable, Failure, Jobs, client, health, telemetry, tls, worker,
};

/// How long calls in flight get once the jobs are drained.
const LAST_CALLS: Duration = Duration::from_secs(5);

/// Sub-commands of a service's binary.
#[derive(Debug, Parser)]
#[command(disable_help_subcommand = true, subcommand_required = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until SIGINT or SIGTERM
    Serve(Serve),
    /// Run one job (started by the service itself)
    #[command(hide = true)]
    Worker {
        /// The job's folder
        #[arg(long)]
        job_dir: PathBuf,
    },
    /// Exit 0 when the service answers and is serving
    Health(Health),
}

#[derive(Debug, Args)]
struct Serve {
    /// TOML file of options
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address and port; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Folder of everything the service keeps
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// File to write the bound address to, once serving
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Stop when standard input ends: whoever started the service is gone
    #[arg(long)]
    stop_on_eof: bool,
    /// Print the effective configuration as TOML and exit
    #[arg(long)]
    dump_config: bool,
}

#[derive(Debug, Args)]
struct Health {
    /// Where the service listens [default: as configured]
    #[arg(long, value_name = "HOST:PORT")]
    address: Option<String>,
    /// TOML file of options, as given to serve
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Authority of the server's certificate, for TLS
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Name that the server's certificate bears
    #[arg(long)]
    domain: Option<String>,
}

/// Runs a service's binary: `serve`, `worker` or `health`. Exit code 0, 1 with
/// one sentence on standard error, or 2 for wrong usage.
pub fn main<D: Deployable>() -> ExitCode {
    let matches = Cli::command()
        .name(D::NAME)
        .bin_name(D::NAME)
        .after_help(D::MORE_HELP)
        .version(env!("CARGO_PKG_VERSION"))
        .get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let done = match cli.command {
        Command::Worker { job_dir } => return worker::main::<D>(&job_dir),
        Command::Serve(serve) => run_serve::<D>(&serve),
        Command::Health(check) => run_health::<D>(&check),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "{}: {}", D::NAME, failure.sentence());
            ExitCode::FAILURE
        }
    }
}

/// Panics are logged by place only: their text may quote what was processed.
pub(crate) fn hook_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        tracing::error!(place = place.as_deref(), "panicked");
    }));
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|_| Failure::new(Code::Internal, "START_FAILED", "no threads can be started"))
}

fn run_health<D: Deployable>(check: &Health) -> Result<(), Failure> {
    let flags = Flags {
        config: check.config.clone(),
        ..Flags::default()
    };
    let endpoint = match &check.address {
        Some(address) => address.clone(),
        None => config::load::<D>(&flags)?.common.listen.to_string(),
    };
    let options = client::Options {
        ca_file: check.ca_file.clone(),
        domain: check.domain.clone(),
        connect_timeout: Some(Duration::from_secs(5)),
        ..client::Options::default()
    };
    runtime()?.block_on(health::check(&endpoint, D::SERVICE, &options))
}

fn run_serve<D: Deployable>(flags: &Serve) -> Result<(), Failure> {
    let mut config = config::load::<D>(&Flags {
        config: flags.config.clone(),
        listen: flags.listen,
        data_dir: flags.data_dir.clone(),
    })?;
    if flags.dump_config {
        let text = config::dump::<D>(&config)?;
        // A reader that closes early is satisfied.
        let _ = std::io::stdout().write_all(text.as_bytes());
        return Ok(());
    }
    absolute(&mut config.common)?;
    tls::install_provider();
    let gate = Gate::new(&config.common)?;
    let runtime = runtime()?;
    let guard = {
        let _inside = runtime.enter();
        telemetry::init(D::NAME, &config.common.telemetry)
    };
    hook_panics();
    let served = runtime.block_on(serve::<D>(config, gate, flags));
    // The exporters need the runtime for their last words.
    drop(guard);
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

/// Workers and later folders must not depend on the current directory.
fn absolute(common: &mut CommonOptions) -> Result<(), Failure> {
    let make = |path: &Path| {
        std::path::absolute(path).map_err(|_| {
            Failure::new(
                Code::FailedPrecondition,
                "DATA_DIR_UNUSABLE",
                "the current directory is gone",
            )
        })
    };
    common.data_dir = make(&common.data_dir)?;
    common.store.root = Some(make(&common.store_root())?);
    Ok(())
}

/// Bind, build, serve, drain.
async fn serve<D: Deployable>(
    config: Config<D::Options>,
    gate: Gate,
    flags: &Serve,
) -> Result<(), Failure> {
    let mut signals = Signals::new(flags.stop_on_eof)?;
    let (listener, address) = bind(config.common.listen).await?;
    let tree = config::tree(D::NAME, &config.common, &config.own)?;
    let Config { common, own } = config;

    let store = Arc::new(common.open_store()?);
    let opening = Jobs::open(Setup {
        service: D::NAME,
        data_dir: common.data_dir.clone(),
        store: Arc::clone(&store),
        resumes: D::RESUMES,
        options: common.jobs.clone(),
        config: tree,
        database_url: database_url(&common)?,
        environment: D::worker_environment(&own),
        program: std::env::current_exe().map_err(|_| {
            Failure::new(
                Code::Internal,
                "START_FAILED",
                "the path of this program is not known",
            )
        })?,
    });
    // It may wait for a database, and must stop when told to.
    let jobs = tokio::select! {
        opened = opening => opened?,
        () = signals.next() => return Ok(()),
    };
    let context = Context {
        jobs: jobs.clone(),
        store,
        data_dir: common.data_dir.clone(),
        common: common.clone(),
    };
    let routes = D::build(own, context).await?;
    let (routes, reporter) = health::add(routes, D::SERVICE, D::DESCRIPTORS).await?;

    let shared = Shared::new(gate, common.limits.clone());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = transport(&common)?
        .layer(tower::layer::layer_fn(move |routes| stack(routes, &shared)))
        .add_routes(routes)
        .serve_with_incoming_shutdown(
            TcpIncoming::from(listener).with_nodelay(Some(true)),
            async move {
                // A dropped sender means stop as well.
                let _ = stopped.await;
            },
        );
    let serving = tokio::spawn(serving);
    health::set(&reporter, D::SERVICE, ServingStatus::Serving).await;
    if let Some(path) = &flags.ready_file {
        announce(path, address)?;
    }
    tracing::info!(%address, data_dir = %common.data_dir.display(), "serving");

    signals.next().await;
    tracing::info!("draining");
    health::set(&reporter, D::SERVICE, ServingStatus::NotServing).await;
    let grace = Duration::from_secs(common.drain_seconds);
    jobs.drain(grace, async move { signals.next().await }).await;
    drop(stop);
    // Some streams (a health watch) end only with their caller.
    if tokio::time::timeout(LAST_CALLS, serving).await.is_err() {
        tracing::info!("some connections were cut");
    }
    tracing::info!("stopped");
    Ok(())
}

/// The first line of `jobs.database_url_file`. It holds a password: it is never printed.
fn database_url(common: &CommonOptions) -> Result<Option<String>, Failure> {
    const OPTION: &str = "jobs.database_url_file";
    let Some(path) = &common.jobs.database_url_file else {
        return Ok(None);
    };
    let text = String::from_utf8(tls::read(path, OPTION)?).unwrap_or_default();
    let url = text.lines().next().unwrap_or_default().trim();
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Some(url.to_owned()));
    }
    let message =
        format!("{OPTION} does not start with a line postgres://user:password@host/database");
    Err(Failure::new(Code::FailedPrecondition, "CREDENTIALS_UNREADABLE", message).field(OPTION))
}

/// The transport below the layers.
fn transport(common: &CommonOptions) -> Result<Server, Failure> {
    let server = Server::builder().http2_keepalive_interval(Some(Duration::from_secs(30)));
    let Some(tls) = tls::server(&common.tls)? else {
        return Ok(server);
    };
    server.tls_config(tls).map_err(|_| {
        Failure::new(
            Code::FailedPrecondition,
            "CREDENTIALS_UNREADABLE",
            "the certificate files are not usable PEM",
        )
        .field("tls")
    })
}

/// Binds before anything else is made: a port in use is told at once.
async fn bind(listen: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let bound = TcpListener::bind(listen)
        .await
        .and_then(|listener| Ok((listener.local_addr()?, listener)));
    match bound {
        Ok((address, listener)) => Ok((listener, address)),
        Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => Err(Failure::new(
            Code::FailedPrecondition,
            "PORT_IN_USE",
            format!("{listen} is in use by another process"),
        )
        .action("stop that process or choose another port with --listen")
        .field("listen")),
        Err(e) => Err(Failure::new(
            Code::FailedPrecondition,
            "LISTEN_FAILED",
            format!("cannot listen on {listen}: {}", e.kind()),
        )
        .action("choose an address of this machine and a port that you may use")
        .field("listen")),
    }
}

/// Writes the bound address; whoever waits for the file never sees half of it.
fn announce(path: &Path, address: SocketAddr) -> Result<(), Failure> {
    let written = || -> std::io::Result<()> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(file, "{address}")?;
        file.persist(path)?;
        Ok(())
    };
    written().map_err(|e| {
        Failure::new(
            Code::FailedPrecondition,
            "READY_FILE_UNWRITABLE",
            format!("cannot write {}: {}", path.display(), e.kind()),
        )
        .field("--ready-file")
    })
}
