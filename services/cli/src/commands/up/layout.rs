//! The data folder of a local suite, and the configuration each service gets.

use std::fs::{DirBuilder, File, TryLockError};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use chassis::{Code, Failure};
use toml::{Table, Value};

use super::service::Kind;
use crate::args::Global;
use crate::error::Error;
use crate::{client, endpoints, program};

/// Where everything of a local suite is.
#[derive(Debug)]
pub(super) struct Layout {
    /// The data folder, absolute.
    pub(super) data_dir: PathBuf,
    /// Folders whose models jobs may use, absolute.
    pub(super) model_roots: Vec<PathBuf>,
    import_roots: Vec<PathBuf>,
    bin_dir: PathBuf,
    token_file: Option<PathBuf>,
    otlp_endpoint: Option<String>,
    /// Held as long as the suite runs.
    _lock: File,
}

impl Layout {
    /// Makes the folders, readable by their owner only, and takes the lock.
    ///
    /// # Errors
    /// `ALREADY_RUNNING`, or why a folder cannot be used.
    pub(super) fn prepare(args: &super::Args, global: &Global) -> Result<Self, Error> {
        let named = endpoints::data_dir(global.data_dir.as_deref());
        make(&named)?;
        let data_dir = resolve(&named)?;
        for folder in ["config", "logs", "models", "run"] {
            make(&data_dir.join(folder))?;
        }
        let lock = lock(&data_dir)?;
        let home = program::home()?;
        let mut model_roots = resolved(&args.model_root)?;
        model_roots.push(data_dir.join("models"));
        let here = resolve(Path::new("."))?;
        for start in [here.as_path(), home.as_path()] {
            let checkout = start.ancestors().map(|folder| folder.join(".tacit/models"));
            model_roots.extend(checkout.filter(|models| models.is_dir()).take(1));
        }
        let mut seen = std::collections::HashSet::new();
        model_roots.retain(|root| seen.insert(root.clone()));
        let token_file = client::token_file(global)
            .map(|file| resolve(&file))
            .transpose()?;
        Ok(Self {
            data_dir,
            model_roots,
            import_roots: resolved(&args.import_root)?,
            bin_dir: args
                .bin_dir
                .as_deref()
                .map(resolve)
                .transpose()?
                .unwrap_or(home),
            token_file,
            otlp_endpoint: global.otlp_endpoint.clone(),
            _lock: lock,
        })
    }

    /// The services' programs, in the order of [`Kind::ALL`].
    ///
    /// # Errors
    /// `SERVICE_BINARY_MISSING` naming the first that is not there.
    pub(super) fn programs(&self) -> Result<[PathBuf; 3], Error> {
        let [ingest, finetune, audit] =
            Kind::ALL.map(|kind| program::find(&self.bin_dir, kind.name()));
        Ok([ingest?, finetune?, audit?])
    }

    /// Where the services' logs go.
    pub(super) fn logs(&self) -> PathBuf {
        self.data_dir.join("logs")
    }

    /// The log of one service.
    pub(super) fn log(&self, kind: Kind) -> PathBuf {
        self.logs().join(format!("{}.log", kind.name()))
    }

    /// The file in which a service names its address once it serves.
    pub(super) fn ready_file(&self, kind: Kind) -> PathBuf {
        self.data_dir
            .join("run")
            .join(format!("{}.address", kind.name()))
    }

    /// The file with the bearer token, for this side's health checks.
    pub(super) fn token_file(&self) -> Option<PathBuf> {
        self.token_file.clone()
    }

    /// Writes a service's configuration and returns the file.
    pub(super) fn write_config(&self, kind: Kind) -> Result<PathBuf, Error> {
        let path = self
            .data_dir
            .join("config")
            .join(format!("{}.toml", kind.name()));
        let text = format!(
            "# Written by `tacit up` at each start. To change an option, set\n\
             # TACIT_{}__KEY or TACIT_{}__SECTION__KEY in its environment.\n{}",
            kind.name().to_uppercase(),
            kind.name().to_uppercase(),
            self.config(kind)
        );
        std::fs::write(&path, text)
            .map_err(|error| Error::io("write", &path.display().to_string(), &error))?;
        Ok(path)
    }

    fn config(&self, kind: Kind) -> Table {
        let text = |path: &Path| Value::String(path.display().to_string());
        let mut config = Table::new();
        if let Some(file) = &self.token_file {
            config.insert("auth".to_owned(), table("token_file", text(file)));
        }
        if let Some(url) = &self.otlp_endpoint {
            let url = Value::String(url.clone());
            config.insert("telemetry".to_owned(), table("otlp_endpoint", url));
        }
        let (key, roots) = match kind {
            Kind::Ingest => ("import_roots", &self.import_roots),
            Kind::FineTune | Kind::Audit => ("model_roots", &self.model_roots),
        };
        let roots = Value::Array(roots.iter().map(|root| text(root)).collect());
        config.insert(kind.name().to_owned(), table(key, roots));
        config
    }
}

fn table(key: &str, value: Value) -> Value {
    Value::Table(Table::from_iter([(key.to_owned(), value)]))
}

fn make(folder: &Path) -> Result<(), Error> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| Error::io("make the folder", &folder.display().to_string(), &error))
}

fn resolve(path: &Path) -> Result<PathBuf, Error> {
    path.canonicalize()
        .map_err(|error| Error::io("use", &path.display().to_string(), &error))
}

fn resolved(folders: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    folders.iter().map(|folder| resolve(folder)).collect()
}

/// One suite to a data folder: the system frees the lock however this one ends.
fn lock(data_dir: &Path) -> Result<File, Error> {
    let path = data_dir.join("run/lock");
    let cannot = |error: &std::io::Error| Error::io("lock", &path.display().to_string(), error);
    let file = File::create(&path).map_err(|error| cannot(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let message = format!("a suite runs in {} already", data_dir.display());
            Err(
                Failure::new(Code::FailedPrecondition, "ALREADY_RUNNING", message)
                    .action("use it, stop it, or choose another folder with --data-dir")
                    .into(),
            )
        }
        Err(TryLockError::Error(error)) => Err(cannot(&error)),
    }
}
