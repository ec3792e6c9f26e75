//! The connection to the job database: a SQLite file, or PostgreSQL when asked.

use std::path::Path;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Connection, Executor};

use crate::{Code, Failure};

/// Connections of a pool.
const CONNECTIONS: u32 = 4;

/// How long a service that starts waits for a server that starts too.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long the process before may take to be gone.
const HANDOVER: Duration = Duration::from_secs(3);

/// Pause between two tries.
const PAUSE: Duration = Duration::from_millis(250);

/// A pool, and what depends on who answers.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) pool: AnyPool,
    /// Begins a transaction that may write.
    pub(super) begin: &'static str,
    /// Keeps other processes of this service away, as long as it is open.
    _owner: Option<tokio::sync::Mutex<AnyConnection>>,
}

impl Database {
    /// Opens the database at `url`, or without one `<data_dir>/state/<service>.sqlite`, and
    /// brings its schema up to date.
    pub(super) async fn open(
        data_dir: &Path,
        service: &'static str,
        url: Option<&str>,
    ) -> Result<Self, Failure> {
        sqlx::any::install_default_drivers();
        let database = match url {
            Some(url) => postgres(service, url).await?,
            None => sqlite(data_dir, service).await?,
        };
        let migrated = sqlx::migrate!("./migrations").run(&database.pool).await;
        migrated.map_err(|e| {
            tracing::error!(error = %e, "migration failed");
            Failure::new(
                Code::FailedPrecondition,
                "STATE_UNAVAILABLE",
                "the job database is of another version of this service",
            )
        })?;
        Ok(database)
    }
}

async fn sqlite(data_dir: &Path, service: &str) -> Result<Database, Failure> {
    let folder = data_dir.join("state");
    std::fs::create_dir_all(&folder).map_err(|e| super::db::unusable(&folder, &e))?;
    let file = folder.join(format!("{service}.sqlite"));
    let mut url = url::Url::from_file_path(&file)
        .map_err(|()| super::db::unusable(&folder, &std::io::ErrorKind::InvalidInput.into()))?
        .to_string();
    url.replace_range(.."file".len(), "sqlite");
    url.push_str("?mode=rwc");
    let pool = AnyPoolOptions::new()
        .max_connections(CONNECTIONS)
        .after_connect(|connection, _| {
            // FULL: a spend that was admitted must still be known after a power cut.
            let pragmas = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL;
                           PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";
            Box::pin(async move { connection.execute(pragmas).await.map(|_| ()) })
        })
        .connect(&url)
        .await?;
    Ok(Database {
        pool,
        // A reader that turned writer midway would fail on a busy database instead of waiting.
        begin: "BEGIN IMMEDIATE",
        _owner: None,
    })
}

async fn postgres(service: &'static str, url: &str) -> Result<Database, Failure> {
    // Each service has a schema of its own, so that three may share a database.
    let prepare = format!("CREATE SCHEMA IF NOT EXISTS tacit_{service}");
    let enter = format!("SET search_path TO tacit_{service}");
    let mut owner = reach(url).await?;
    if !alone(&mut owner, service).await? {
        return Err(Failure::new(
            Code::FailedPrecondition,
            "ALREADY_RUNNING",
            format!("another {service} service uses this database"),
        )
        .action("stop that one, or give this one a database of its own"));
    }
    owner.execute(AssertSqlSafe(prepare)).await?;
    let pool = AnyPoolOptions::new()
        .max_connections(CONNECTIONS)
        .after_connect(move |connection, _| {
            let enter = enter.clone();
            Box::pin(async move { connection.execute(AssertSqlSafe(enter)).await.map(|_| ()) })
        })
        .connect(url)
        .await?;
    Ok(Database {
        pool,
        begin: "BEGIN",
        _owner: Some(tokio::sync::Mutex::new(owner)),
    })
}

/// Whether no other process of this service has the database open. One that was killed just now
/// has it until the server notices.
async fn alone(owner: &mut AnyConnection, service: &str) -> Result<bool, sqlx::Error> {
    let lock = format!("SELECT pg_try_advisory_lock(hashtext('tacit_{service}'))");
    let begin = tokio::time::Instant::now();
    loop {
        let alone = sqlx::query_scalar(AssertSqlSafe(lock.clone()))
            .fetch_one(&mut *owner)
            .await?;
        if alone || begin.elapsed() > HANDOVER {
            return Ok(alone);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Connects; a server that does not listen yet, or not for queries, is waited for.
async fn reach(url: &str) -> Result<AnyConnection, sqlx::Error> {
    let begin = tokio::time::Instant::now();
    let mut told = false;
    loop {
        let error = match AnyConnection::connect(url).await {
            Ok(connection) => return Ok(connection),
            Err(error) if coming(&error) && begin.elapsed() < PATIENCE => error,
            Err(error) => return Err(error),
        };
        if !std::mem::replace(&mut told, true) {
            tracing::warn!(%error, "waiting for the job database");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whether a server that cannot be reached now may be reached soon.
fn coming(error: &sqlx::Error) -> bool {
    match error {
        // Nobody listens, a proxy does for a server that is not there, its name is not known yet.
        sqlx::Error::Io(_) => true,
        // `cannot_connect_now` and `too_many_connections` (PostgreSQL, appendix A).
        sqlx::Error::Database(error) => {
            matches!(error.code().as_deref(), Some("57P03" | "53300"))
        }
        _ => false,
    }
}
