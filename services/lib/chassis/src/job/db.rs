//! The jobs' table and the log of their events. Every change of a job appends
//! its event in the same transaction.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Row, Sqlite, SqlitePool, Transaction};
use tokio::sync::watch;

use super::{Job, JobEvent, JobState, Progress, Timestamp};
use crate::{Code, Failure};

/// Progress events kept per job.
const KEPT: i64 = 10_000;

/// Events read at once by a watch.
const BATCH: i64 = 500;

/// The database, and a counter that moves whenever something in it changed.
#[derive(Debug)]
pub(super) struct Db {
    pool: SqlitePool,
    revision: watch::Sender<u64>,
}

/// What a transition writes besides the new state.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) state: JobState,
    pub(super) failure: Option<Failure>,
    pub(super) output: Option<String>,
}

impl Change {
    pub(super) fn to(state: JobState) -> Self {
        Self {
            state,
            failure: None,
            output: None,
        }
    }

    pub(super) fn failed(failure: Failure) -> Self {
        Self {
            failure: Some(failure),
            ..Self::to(JobState::Failed)
        }
    }

    pub(super) fn output(mut self, output: Option<String>) -> Self {
        self.output = output;
        self
    }
}

/// A claimed job and the trace it belongs to.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) id: String,
    pub(super) spec: Value,
    pub(super) traceparent: Option<String>,
    pub(super) tracestate: Option<String>,
}

impl Db {
    /// Opens `<data_dir>/state/<service>.sqlite` and brings its schema up to date.
    pub(super) async fn open(data_dir: &Path, service: &str) -> Result<Self, Failure> {
        let folder = data_dir.join("state");
        std::fs::create_dir_all(&folder).map_err(|e| unusable(&folder, &e))?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join(format!("{service}.sqlite")))
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // In WAL mode NORMAL cannot corrupt; a power cut may take back the
            // last transactions, which a job survives as SERVICE_RESTARTED.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await?;
        sqlx::migrate!("./migrations")
            .run(&pool)
            .await
            .map_err(|e| {
                tracing::error!(error = %e, "migration failed");
                Failure::new(
                    Code::FailedPrecondition,
                    "STATE_UNAVAILABLE",
                    "the job database is of another version of this service",
                )
            })?;
        Ok(Self {
            pool,
            revision: watch::Sender::new(0),
        })
    }

    /// Resolves (`changed`) whenever a job may have changed.
    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }

    /// Wakes every watch.
    pub(super) fn changed(&self) {
        self.revision.send_modify(|revision| *revision += 1);
    }

    /// Begins a transaction that may write. IMMEDIATE: a reader that turns
    /// writer midway would fail on a busy database instead of waiting.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, Failure> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Inserts a PENDING job, or returns the one that has the request id.
    pub(super) async fn create(
        &self,
        id: &str,
        request_id: Option<&str>,
        spec: &Value,
        context: &HashMap<String, String>,
    ) -> Result<Job, Failure> {
        let mut tx = self.begin().await?;
        if let Some(request_id) = request_id {
            let first = sqlx::query("SELECT * FROM jobs WHERE request_id = ?")
                .bind(request_id)
                .fetch_optional(&mut *tx)
                .await?;
            if let Some(row) = first {
                return job(&row);
            }
        }
        sqlx::query(
            "INSERT INTO jobs (id, request_id, spec, state, create_time, progress, traceparent,
                               tracestate, last_cursor)
             VALUES (?, ?, ?, 'PENDING', ?, ?, ?, ?, 0)",
        )
        .bind(id)
        .bind(request_id)
        .bind(spec.to_string())
        .bind(Timestamp::now().to_string())
        .bind(json(&Progress::default()))
        .bind(context.get("traceparent"))
        .bind(context.get("tracestate"))
        .execute(&mut *tx)
        .await?;
        let job = append(&mut tx, id).await?;
        tx.commit().await?;
        self.changed();
        Ok(job)
    }

    pub(super) async fn get(&self, id: &str) -> Result<Option<Job>, Failure> {
        let row = sqlx::query("SELECT * FROM jobs WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(job).transpose()
    }

    /// Newest first, those before `before` (`""`: from the newest).
    pub(super) async fn list(&self, limit: i32, before: &str) -> Result<Vec<Job>, Failure> {
        let rows =
            sqlx::query("SELECT * FROM jobs WHERE ?1 = '' OR id < ?1 ORDER BY id DESC LIMIT ?2")
                .bind(before)
                .bind(limit)
                .fetch_all(&self.pool)
                .await?;
        rows.iter().map(job).collect()
    }

    /// Ids of the jobs in a state, oldest first.
    pub(super) async fn in_state(&self, state: JobState) -> Result<Vec<String>, Failure> {
        let rows = sqlx::query_scalar("SELECT id FROM jobs WHERE state = ? ORDER BY id")
            .bind(state.word())
            .fetch_all(&self.pool)
            .await?;
        Ok(rows)
    }

    /// Takes the oldest PENDING job to RUNNING.
    pub(super) async fn claim(&self) -> Result<Option<Claim>, Failure> {
        let mut tx = self.begin().await?;
        let row = sqlx::query(
            "SELECT id, spec, traceparent, tracestate FROM jobs
             WHERE state = 'PENDING' ORDER BY id LIMIT 1",
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let claim = Claim {
            id: row.try_get("id")?,
            spec: parse(&row.try_get::<String, _>("spec")?)?,
            traceparent: row.try_get("traceparent")?,
            tracestate: row.try_get("tracestate")?,
        };
        sqlx::query("UPDATE jobs SET state = 'RUNNING', start_time = ? WHERE id = ?")
            .bind(Timestamp::now().to_string())
            .bind(&claim.id)
            .execute(&mut *tx)
            .await?;
        append(&mut tx, &claim.id).await?;
        tx.commit().await?;
        self.changed();
        Ok(Some(claim))
    }

    /// Ends a job that is in state `from`; `false` when it is in another.
    pub(super) async fn transition(
        &self,
        id: &str,
        from: JobState,
        change: &Change,
    ) -> Result<bool, Failure> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "UPDATE jobs SET state = ?, end_time = ?, failure = ?, output = ?
             WHERE id = ? AND state = ?",
        )
        .bind(change.state.word())
        .bind(Timestamp::now().to_string())
        .bind(change.failure.as_ref().map(json))
        .bind(change.output.as_deref())
        .bind(id)
        .bind(from.word())
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        append(&mut tx, id).await?;
        tx.commit().await?;
        self.changed();
        Ok(true)
    }

    /// Records the progress of a RUNNING job and forgets progress long past.
    pub(super) async fn progress(&self, id: &str, progress: &Progress) -> Result<(), Failure> {
        let mut tx = self.begin().await?;
        let done = sqlx::query("UPDATE jobs SET progress = ? WHERE id = ? AND state = 'RUNNING'")
            .bind(json(progress))
            .bind(id)
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(());
        }
        append(&mut tx, id).await?;
        // Cursors 1 and 2 are PENDING and RUNNING; the end comes after the last
        // progress: only progress is forgotten.
        sqlx::query(
            "DELETE FROM job_events WHERE job_id = ?1 AND cursor > 2
             AND cursor <= (SELECT last_cursor FROM jobs WHERE id = ?1) - ?2",
        )
        .bind(id)
        .bind(KEPT)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        self.changed();
        Ok(())
    }

    /// Events after a cursor, oldest first, at most a batch.
    pub(super) async fn events(&self, id: &str, after: u64) -> Result<Vec<JobEvent>, Failure> {
        let rows = sqlx::query(
            "SELECT * FROM job_events WHERE job_id = ? AND cursor > ? ORDER BY cursor LIMIT ?",
        )
        .bind(id)
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(BATCH)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(event).collect()
    }

    /// Ids of jobs that ended before a time; [`Db::delete`] forgets them.
    pub(super) async fn ended_before(&self, time: Timestamp) -> Result<Vec<String>, Failure> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT id, end_time FROM jobs WHERE end_time IS NOT NULL ORDER BY id")
                .fetch_all(&self.pool)
                .await?;
        let old = |end: &str| end.parse::<Timestamp>().is_ok_and(|end| end < time);
        Ok(rows
            .into_iter()
            .filter(|(_, end)| old(end))
            .map(|(id, _)| id)
            .collect())
    }

    /// Forgets a job and its events.
    pub(super) async fn delete(&self, id: &str) -> Result<(), Failure> {
        sqlx::query("DELETE FROM jobs WHERE id = ?")
            .bind(id)
            .execute(&self.pool)
            .await?;
        self.changed();
        Ok(())
    }
}

/// Appends the event that says how the job stands now.
async fn append(tx: &mut Transaction<'static, Sqlite>, id: &str) -> Result<Job, Failure> {
    let row = sqlx::query("UPDATE jobs SET last_cursor = last_cursor + 1 WHERE id = ? RETURNING *")
        .bind(id)
        .fetch_one(&mut **tx)
        .await?;
    sqlx::query(
        "INSERT INTO job_events (job_id, cursor, time, state, progress, failure, output)
         SELECT id, last_cursor, ?, state, progress, failure, output FROM jobs WHERE id = ?",
    )
    .bind(Timestamp::now().to_string())
    .bind(id)
    .execute(&mut **tx)
    .await?;
    job(&row)
}

fn job(row: &SqliteRow) -> Result<Job, Failure> {
    Ok(Job {
        id: row.try_get("id")?,
        state: state(row)?,
        spec: parse(&row.try_get::<String, _>("spec")?)?,
        create_time: time(&row.try_get::<String, _>("create_time")?)?,
        start_time: optional(row, "start_time", time)?,
        end_time: optional(row, "end_time", time)?,
        progress: parse(&row.try_get::<String, _>("progress")?)?,
        failure: optional(row, "failure", parse)?,
        output: row.try_get("output")?,
    })
}

fn event(row: &SqliteRow) -> Result<JobEvent, Failure> {
    let cursor: i64 = row.try_get("cursor")?;
    Ok(JobEvent {
        cursor: cursor.unsigned_abs(),
        time: time(&row.try_get::<String, _>("time")?)?,
        state: state(row)?,
        progress: parse(&row.try_get::<String, _>("progress")?)?,
        failure: optional(row, "failure", parse)?,
        output: row.try_get("output")?,
    })
}

fn state(row: &SqliteRow) -> Result<JobState, Failure> {
    JobState::parse(&row.try_get::<String, _>("state")?).ok_or_else(damaged)
}

fn optional<T>(
    row: &SqliteRow,
    column: &'static str,
    read: impl Fn(&str) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    let text: Option<String> = row.try_get(column)?;
    text.as_deref().map(read).transpose()
}

fn time(text: &str) -> Result<Timestamp, Failure> {
    text.parse().map_err(|_| damaged())
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|_| damaged())
}

/// Our own types have string keys and no failing serialiser.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn damaged() -> Failure {
    Failure::new(
        Code::Internal,
        "STATE_UNAVAILABLE",
        "a row of the job database is malformed",
    )
}

pub(super) fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        Code::FailedPrecondition,
        "DATA_DIR_UNUSABLE",
        format!("cannot use {}: {}", path.display(), error.kind()),
    )
    .action("make the folder writable for the service, or choose another with --data-dir")
    .field("data_dir")
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        // Bound values are not part of these errors' text.
        tracing::error!(error = %error, "job database error");
        Self::new(
            Code::Unavailable,
            "STATE_UNAVAILABLE",
            "the job database cannot be used right now",
        )
        .action("check that its disk has space and is writable")
    }
}
