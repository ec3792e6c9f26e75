//! Rows of the job database, read; and the JSON in their columns.

use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Job, JobEvent, JobState, Timestamp};
use crate::{Code, Failure};

pub(super) fn job(row: &AnyRow) -> Result<Job, Failure> {
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

pub(super) fn event(row: &AnyRow) -> Result<JobEvent, Failure> {
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

fn state(row: &AnyRow) -> Result<JobState, Failure> {
    JobState::parse(&row.try_get::<String, _>("state")?).ok_or_else(damaged)
}

fn optional<T>(
    row: &AnyRow,
    column: &'static str,
    read: impl Fn(&str) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    let text: Option<String> = row.try_get(column)?;
    text.as_deref().map(read).transpose()
}

fn time(text: &str) -> Result<Timestamp, Failure> {
    text.parse().map_err(|_| damaged())
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|_| damaged())
}

/// Our own types have string keys and no failing serialiser.
pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(super) fn damaged() -> Failure {
    Failure::new(
        Code::Internal,
        "STATE_UNAVAILABLE",
        "a row of the job database is malformed",
    )
}
