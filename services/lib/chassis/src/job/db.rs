//! The jobs' table and the log of their events. Every change of a job appends
//! its event in the same transaction.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;
use sqlx::{Any, AnyPool, Row, Transaction};
use tokio::sync::watch;

use super::database::Database;
use super::ledger::{Cached, Effect, Op, Released, Spend};
use super::resume;
use super::row::{damaged, event, job, json, parse};
use super::{Job, JobEvent, JobState, Progress, Timestamp};
use crate::{Code, Failure};

/// Progress events kept per job.
const KEPT: i64 = 10_000;

/// Events read at once by a watch.
const BATCH: i64 = 500;

/// The database, and a counter that moves whenever something in it changed.
#[derive(Debug)]
pub(super) struct Db {
    database: Database,
    revision: watch::Sender<u64>,
    /// The ledgers as last seen.
    pub(super) book: tokio::sync::Mutex<Cached>,
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

/// A job to be inserted.
#[derive(Debug)]
pub(super) struct NewJob<'a> {
    pub(super) id: &'a str,
    pub(super) request_id: Option<&'a str>,
    pub(super) spec: &'a Value,
    /// The trace it belongs to.
    pub(super) context: &'a HashMap<String, String>,
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
    /// Opens the database (see [`Database::open`]).
    pub(super) async fn open(
        data_dir: &Path,
        service: &'static str,
        url: Option<&str>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            database: Database::open(data_dir, service, url).await?,
            revision: watch::Sender::new(0),
            book: tokio::sync::Mutex::default(),
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

    pub(super) fn pool(&self) -> &AnyPool {
        &self.database.pool
    }

    /// Begins a transaction that may write.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Any>, Failure> {
        Ok(self.pool().begin_with(self.database.begin).await?)
    }

    /// Inserts a PENDING job, or returns the one that has the request id. What it learns from,
    /// if anything, is charged in the same transaction.
    pub(super) async fn create(
        &self,
        new: &NewJob<'_>,
        spend: Option<&Spend>,
    ) -> Result<Job, Failure> {
        if let Some(spend) = spend {
            let op = Op::Admit(new.id.to_owned(), spend.clone());
            let created = self.ledgered(&op, Effect::Create(new, spend)).await?;
            return created.ok_or_else(damaged);
        }
        if let Some(first) = self.by_request(new.request_id).await? {
            return Ok(first);
        }
        let mut tx = self.begin().await?;
        let created = insert(&mut tx, new).await;
        match created {
            Ok(job) => {
                tx.commit().await?;
                self.changed();
                Ok(job)
            }
            Err(failure) => {
                // Somebody with the same request id may have come first.
                drop(tx);
                self.by_request(new.request_id).await?.ok_or(failure)
            }
        }
    }

    pub(super) async fn by_request(
        &self,
        request_id: Option<&str>,
    ) -> Result<Option<Job>, Failure> {
        let Some(request_id) = request_id else {
            return Ok(None);
        };
        let row = sqlx::query("SELECT * FROM jobs WHERE request_id = $1")
            .bind(request_id)
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(job).transpose()
    }

    pub(super) async fn get(&self, id: &str) -> Result<Option<Job>, Failure> {
        let row = sqlx::query("SELECT * FROM jobs WHERE id = $1")
            .bind(id)
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(job).transpose()
    }

    /// Newest first, those before `before` (`""`: from the newest).
    pub(super) async fn list(&self, limit: i32, before: &str) -> Result<Vec<Job>, Failure> {
        let rows =
            sqlx::query("SELECT * FROM jobs WHERE $1 = '' OR id < $1 ORDER BY id DESC LIMIT $2")
                .bind(before)
                .bind(limit)
                .fetch_all(self.pool())
                .await?;
        rows.iter().map(job).collect()
    }

    /// Ids of the jobs in a state, oldest first.
    pub(super) async fn in_state(&self, state: JobState) -> Result<Vec<String>, Failure> {
        let rows = sqlx::query_scalar("SELECT id FROM jobs WHERE state = $1 ORDER BY id")
            .bind(state.word())
            .fetch_all(self.pool())
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
        // A job that goes on was started when its first worker was.
        sqlx::query(
            "UPDATE jobs SET state = 'RUNNING', start_time = COALESCE(start_time, $1)
             WHERE id = $2",
        )
        .bind(Timestamp::now().to_string())
        .bind(&claim.id)
        .execute(&mut *tx)
        .await?;
        append(&mut tx, &claim.id).await?;
        tx.commit().await?;
        self.changed();
        Ok(Some(claim))
    }

    /// Ends a job that is in state `from`, and settles what it had reserved; `false` when it is
    /// in another.
    pub(super) async fn transition(
        &self,
        id: &str,
        from: JobState,
        change: &Change,
        released: Released,
    ) -> Result<bool, Failure> {
        if let Some(dataset) = self.learns_from(id).await? {
            let op = Op::End(id.to_owned(), dataset, released);
            let ended = self.ledgered(&op, Effect::End(id, from, change)).await?;
            return Ok(ended.is_some());
        }
        let mut tx = self.begin().await?;
        if end(&mut tx, id, from, change).await?.is_none() {
            return Ok(false);
        }
        tx.commit().await?;
        self.changed();
        Ok(true)
    }

    /// Records the progress of a RUNNING job and forgets progress long past. A job
    /// that came further than ever before has no deaths to its name.
    pub(super) async fn progress(&self, id: &str, progress: &Progress) -> Result<(), Failure> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "UPDATE jobs SET progress = $1,
                 deaths = CASE WHEN furthest < $2 THEN 0 ELSE deaths END,
                 furthest = CASE WHEN furthest < $2 THEN $2 ELSE furthest END
             WHERE id = $3 AND state = 'RUNNING'",
        )
        .bind(json(progress))
        .bind(resume::trained(progress))
        .bind(id)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(());
        }
        append(&mut tx, id).await?;
        // Cursors 1 and 2 are the first PENDING and RUNNING; the end comes after
        // the last progress: only progress is forgotten, and a later RUNNING,
        // which the next progress says again.
        sqlx::query(
            "DELETE FROM job_events WHERE job_id = $1 AND cursor > 2
             AND state = 'RUNNING' AND cursor <= (SELECT last_cursor FROM jobs WHERE id = $1) - $2",
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
            "SELECT * FROM job_events WHERE job_id = $1 AND cursor > $2 ORDER BY cursor LIMIT $3",
        )
        .bind(id)
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(BATCH)
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(event).collect()
    }

    /// Ids of jobs that ended before a time; [`Db::delete`] forgets them.
    pub(super) async fn ended_before(&self, time: Timestamp) -> Result<Vec<String>, Failure> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT id, end_time FROM jobs WHERE end_time IS NOT NULL ORDER BY id")
                .fetch_all(self.pool())
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
        sqlx::query("DELETE FROM jobs WHERE id = $1")
            .bind(id)
            .execute(self.pool())
            .await?;
        self.changed();
        Ok(())
    }
}

/// Inserts a PENDING job.
pub(super) async fn insert(
    tx: &mut Transaction<'static, Any>,
    new: &NewJob<'_>,
) -> Result<Job, Failure> {
    sqlx::query(
        "INSERT INTO jobs (id, request_id, spec, state, create_time, progress, traceparent,
                           tracestate, last_cursor)
         VALUES ($1, $2, $3, 'PENDING', $4, $5, $6, $7, 0)",
    )
    .bind(new.id)
    .bind(new.request_id)
    .bind(new.spec.to_string())
    .bind(Timestamp::now().to_string())
    .bind(json(&Progress::default()))
    .bind(new.context.get("traceparent"))
    .bind(new.context.get("tracestate"))
    .execute(&mut **tx)
    .await?;
    append(tx, new.id).await
}

/// Ends a job that is in state `from`; nothing when it is in another.
pub(super) async fn end(
    tx: &mut Transaction<'static, Any>,
    id: &str,
    from: JobState,
    change: &Change,
) -> Result<Option<Job>, Failure> {
    let done = sqlx::query(
        "UPDATE jobs SET state = $1, end_time = $2, failure = $3, output = $4
         WHERE id = $5 AND state = $6",
    )
    .bind(change.state.word())
    .bind(Timestamp::now().to_string())
    .bind(change.failure.as_ref().map(json))
    .bind(change.output.as_deref())
    .bind(id)
    .bind(from.word())
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(None);
    }
    append(tx, id).await.map(Some)
}

/// Appends the event that says how the job stands now.
pub(super) async fn append(tx: &mut Transaction<'static, Any>, id: &str) -> Result<Job, Failure> {
    let row =
        sqlx::query("UPDATE jobs SET last_cursor = last_cursor + 1 WHERE id = $1 RETURNING *")
            .bind(id)
            .fetch_one(&mut **tx)
            .await?;
    sqlx::query(
        "INSERT INTO job_events (job_id, cursor, time, state, progress, failure, output)
         SELECT id, last_cursor, $1, state, progress, failure, output FROM jobs WHERE id = $2",
    )
    .bind(Timestamp::now().to_string())
    .bind(id)
    .execute(&mut **tx)
    .await?;
    job(&row)
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
