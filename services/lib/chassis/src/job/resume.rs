//! Jobs that go on with another worker, and what is kept for that: how often in
//! a row their workers died, how far they came, whether their end was asked for.

use super::db::{Db, append};
use super::row::{json, parse};
use super::{JobState, Progress};
use crate::Failure;

/// The phases whose steps say that a job has come further.
const FURTHER: [&str; 2] = ["train", "pass"];

/// The phase of a job that waits for its next worker.
const RESUME: &str = "resume";

/// Whether a job goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Further {
    /// It does.
    Goes,
    /// It ends: somebody asked for that.
    Cancelled,
    /// It ends: its workers died too often without coming further.
    Exhausted,
}

/// How far a progress says that a job has come; 0 in phases that do not say.
pub(super) fn trained(progress: &Progress) -> i64 {
    if !FURTHER.contains(&progress.phase.as_str()) {
        return 0;
    }
    i64::try_from(progress.step).unwrap_or(i64::MAX)
}

impl Db {
    /// Has a RUNNING job go on in state `to`, unless its end was asked for. Where
    /// its worker died, `restarts` is how often in a row the job may be started
    /// again without coming further in between. Nothing is written when it does
    /// not go on.
    pub(super) async fn again(
        &self,
        id: &str,
        to: JobState,
        restarts: Option<u32>,
    ) -> Result<Further, Failure> {
        let mut tx = self.begin().await?;
        let progress: String = sqlx::query_scalar("SELECT progress FROM jobs WHERE id = $1")
            .bind(id)
            .fetch_one(&mut *tx)
            .await?;
        let progress: Progress = parse(&progress)?;
        let progress = Progress {
            phase: RESUME.to_owned(),
            tokens_per_second: None,
            resident_bytes: 0,
            eta_seconds: None,
            ..progress
        };
        let done = sqlx::query(
            "UPDATE jobs SET state = $1, progress = $2, deaths = deaths + $3
             WHERE id = $4 AND state = 'RUNNING' AND cancel_asked = 0 AND deaths < $5",
        )
        .bind(to.word())
        .bind(json(&progress))
        .bind(i64::from(restarts.is_some()))
        .bind(id)
        .bind(restarts.map_or(i64::MAX, i64::from))
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            let asked: i64 = sqlx::query_scalar("SELECT cancel_asked FROM jobs WHERE id = $1")
                .bind(id)
                .fetch_one(&mut *tx)
                .await?;
            return Ok(match asked {
                0 => Further::Exhausted,
                _ => Further::Cancelled,
            });
        }
        append(&mut tx, id).await?;
        tx.commit().await?;
        self.changed();
        Ok(Further::Goes)
    }

    /// Keeps, across restarts of the service, that a RUNNING job shall end;
    /// `false` when it is in another state.
    pub(super) async fn ask_cancel(&self, id: &str) -> Result<bool, Failure> {
        let done =
            sqlx::query("UPDATE jobs SET cancel_asked = 1 WHERE id = $1 AND state = 'RUNNING'")
                .bind(id)
                .execute(self.pool())
                .await?;
        Ok(done.rows_affected() > 0)
    }
}
