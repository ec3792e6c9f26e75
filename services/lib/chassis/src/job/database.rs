//! The connection to the job database: a SQLite file, or PostgreSQL when asked.

use std::path::Path;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Connection, Executor};

use crate::{Code, Failure};

/// Connections of a pool.
const CONNECTIONS: u32 = 4;

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
    let mut owner = AnyConnection::connect(url).await?;
    let lock = format!("SELECT pg_try_advisory_lock(hashtext('tacit_{service}'))");
    let alone: bool = sqlx::query_scalar(AssertSqlSafe(lock))
        .fetch_one(&mut owner)
        .await?;
    if !alone {
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
