//! Privacy budgets in the job database: a job's spend is reserved in the transaction that admits
//! the job, and settled in the one that ends it.
//!
//! Decisions need accounting, which takes longer than a database should be locked. So they are
//! made on a copy of the book, and written only if nothing was written meanwhile: the one row of
//! `ledger_version` is moved from the value that the decision was made by, or all is done again.

use dp::DpEvent;
use dp::ledger::{Book, Budget, Entry};
use sqlx::{Any, Row, Transaction};

use super::db::{Change, NewJob};
use super::row::{damaged, json, parse};
use super::{Job, JobState, Timestamp};
use crate::{Code, Failure};

/// Decisions made again because another process wrote first.
const TRIES: u32 = 1000;

/// What a job learns from, and what it will release about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Spend {
    /// The dataset's resource name, without a version: all versions are of the same people.
    pub dataset: String,
    /// What the job will release at most; `None` when it gives no guarantee.
    pub event: Option<DpEvent>,
}

/// A budget to be opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The dataset's resource name.
    pub dataset: String,
    /// What may be spent on it in all.
    pub budget: Budget,
    /// Datasets it was derived from; they have budgets.
    pub parents: Vec<String>,
    /// Groups of its subjects with budgets of their own. Whatever learns from the dataset is
    /// charged to every group.
    pub groups: Vec<(String, Budget)>,
}

/// Name of a group's ledger.
pub(super) fn group(dataset: &str, group: &str) -> String {
    format!("{dataset}/subjectGroups/{group}")
}

/// What an ended job released.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Released {
    /// It drew no batch.
    Nothing,
    /// At most this.
    AtMost(DpEvent),
    /// Nobody knows: its whole plan is taken.
    Unknown,
}

/// The ledgers as last seen.
#[derive(Debug, Default)]
pub(super) struct Cached {
    pub(super) book: Book,
    version: i64,
}

/// What shall be done to the ledgers.
#[derive(Clone, Debug)]
pub(super) enum Op {
    Admit(String, Spend),
    End(String, String, Released),
    /// With the jobs that were admitted before, which are looked up.
    Open(Opening, Vec<Past>),
}

/// A job admitted while the dataset had no budget.
#[derive(Clone, Debug)]
pub(super) struct Past {
    job: String,
    event: Option<DpEvent>,
    ended: bool,
}

/// What is written in the same transaction.
#[derive(Debug)]
pub(super) enum Effect<'a> {
    Create(&'a NewJob<'a>, &'a Spend),
    End(&'a str, JobState, &'a Change),
    Nothing,
}

impl super::db::Db {
    /// Decides and writes; what the effect returned. Nothing is written when it returns nothing.
    pub(super) async fn ledgered(
        &self,
        op: &Op,
        effect: Effect<'_>,
    ) -> Result<Option<Job>, Failure> {
        let mut cached = self.book.lock().await;
        for _ in 0..TRIES {
            if let Effect::Create(new, _) = &effect
                && let Some(first) = self.by_request(new.request_id).await?
            {
                return Ok(Some(first));
            }
            self.refresh(&mut cached).await?;
            let mut op = op.clone();
            if let Op::Open(opening, past) = &mut op {
                *past = self.past(&opening.dataset).await?;
            }
            let (book, refusal) = decided(cached.book.clone(), op).await?;
            let entries = appended(&cached.book, &book);
            if refusal.is_some() && entries.is_empty() {
                return Err(refusal.unwrap_or_else(damaged));
            }
            let mut tx = self.begin().await?;
            let version = cached.version + i64::try_from(entries.len()).unwrap_or(0).max(1);
            if !moved(&mut tx, cached.version, version).await? {
                continue;
            }
            write(&mut tx, cached.version, &entries).await?;
            let mut job = None;
            if refusal.is_none() {
                job = effect.apply(&mut tx).await?;
                if job.is_none() && !matches!(effect, Effect::Nothing) {
                    return Ok(None);
                }
            }
            tx.commit().await?;
            *cached = Cached { book, version };
            self.changed();
            return match refusal {
                Some(refusal) => Err(refusal),
                None => Ok(job),
            };
        }
        Err(Failure::new(
            Code::Aborted,
            "STATE_UNAVAILABLE",
            "the ledger is written by too many at once",
        )
        .action("try again"))
    }

    /// The dataset that a job learns from, if it is known to learn from one.
    pub(super) async fn learns_from(&self, id: &str) -> Result<Option<String>, Failure> {
        let found = sqlx::query_scalar("SELECT dataset FROM releases WHERE job_id = $1")
            .bind(id)
            .fetch_optional(self.pool())
            .await?;
        Ok(found)
    }

    /// Jobs admitted for a dataset so far.
    async fn past(&self, dataset: &str) -> Result<Vec<Past>, Failure> {
        let rows = sqlx::query(
            "SELECT r.job_id, r.event, j.state FROM releases r LEFT JOIN jobs j ON j.id = r.job_id
             WHERE r.dataset = $1 ORDER BY r.job_id",
        )
        .bind(dataset)
        .fetch_all(self.pool())
        .await?;
        let past = |row: &sqlx::any::AnyRow| {
            let event: Option<String> = row.try_get("event")?;
            // A job that is no longer kept has ended.
            let state: Option<String> = row.try_get("state")?;
            let state = state.as_deref().and_then(JobState::parse);
            Ok(Past {
                job: row.try_get("job_id")?,
                event: event.as_deref().map(parse).transpose()?,
                ended: state.is_none_or(JobState::ended),
            })
        };
        rows.iter().map(past).collect()
    }

    /// The book as it is now.
    pub(super) async fn current(&self) -> Result<Book, Failure> {
        let mut cached = self.book.lock().await;
        self.refresh(&mut cached).await?;
        Ok(cached.book.clone())
    }

    /// A ledger read from its first entry, with the times of the entries.
    pub(super) async fn history(&self, dataset: &str) -> Result<Vec<(Timestamp, Entry)>, Failure> {
        let rows = sqlx::query(
            "SELECT time, entry FROM ledger_entries WHERE dataset = $1 ORDER BY sequence",
        )
        .bind(dataset)
        .fetch_all(self.pool())
        .await?;
        let entry = |row: &sqlx::any::AnyRow| {
            let time: String = row.try_get("time")?;
            let time = time.parse().map_err(|_| damaged())?;
            Ok((time, parse(&row.try_get::<String, _>("entry")?)?))
        };
        rows.iter().map(entry).collect()
    }

    /// Takes in what was written since.
    async fn refresh(&self, cached: &mut Cached) -> Result<(), Failure> {
        let mut tx = self.pool().begin().await?;
        let version: i64 = sqlx::query_scalar("SELECT version FROM ledger_version")
            .fetch_one(&mut *tx)
            .await?;
        let rows = sqlx::query(
            "SELECT dataset, entry FROM ledger_entries WHERE position > $1 AND position <= $2
             ORDER BY position",
        )
        .bind(cached.version)
        .bind(version)
        .fetch_all(&mut *tx)
        .await?;
        tx.commit().await?;
        for row in &rows {
            let dataset: String = row.try_get("dataset")?;
            let entry: Entry = parse(&row.try_get::<String, _>("entry")?)?;
            if let Err(error) = cached.book.extend(&dataset, entry) {
                *cached = Cached::default();
                return Err(error.into());
            }
        }
        cached.version = version;
        Ok(())
    }
}

impl Effect<'_> {
    async fn apply(&self, tx: &mut Transaction<'static, Any>) -> Result<Option<Job>, Failure> {
        match self {
            Self::Nothing => Ok(None),
            Self::End(id, from, change) => super::db::end(tx, id, *from, change).await,
            Self::Create(new, spend) => {
                sqlx::query("INSERT INTO releases (job_id, dataset, event) VALUES ($1, $2, $3)")
                    .bind(new.id)
                    .bind(&spend.dataset)
                    .bind(spend.event.as_ref().map(json))
                    .execute(&mut **tx)
                    .await?;
                super::db::insert(tx, new).await.map(Some)
            }
        }
    }
}

async fn moved(tx: &mut Transaction<'static, Any>, from: i64, to: i64) -> Result<bool, Failure> {
    let done = sqlx::query("UPDATE ledger_version SET version = $1 WHERE version = $2")
        .bind(to)
        .bind(from)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

async fn write(
    tx: &mut Transaction<'static, Any>,
    version: i64,
    entries: &[(String, Entry)],
) -> Result<(), Failure> {
    for (position, (dataset, entry)) in (version + 1..).zip(entries) {
        sqlx::query(
            "INSERT INTO ledger_entries (position, dataset, sequence, time, entry)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(position)
        .bind(dataset)
        .bind(entry.sequence().cast_signed())
        .bind(Timestamp::now().to_string())
        .bind(json(entry))
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// The entries that `after` has and `before` has not; parents before what is derived from them.
fn appended(before: &Book, after: &Book) -> Vec<(String, Entry)> {
    let mut entries = Vec::new();
    for name in after.in_order() {
        let known = before.ledger(&name).map_or(0, |l| l.entries().len());
        let Ok(ledger) = after.ledger(&name) else {
            continue;
        };
        entries.extend(
            ledger.entries()[known..]
                .iter()
                .map(|e| (name.clone(), e.clone())),
        );
    }
    entries
}

/// Accounting is work for a thread that may take its time.
async fn decided(mut book: Book, op: Op) -> Result<(Book, Option<Failure>), Failure> {
    let work = move || {
        let refusal = decide(&mut book, op).err();
        (book, refusal)
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| {
        Failure::new(
            Code::Internal,
            "INTERNAL",
            "the accountant stopped because of a bug",
        )
    })
}

fn decide(book: &mut Book, op: Op) -> Result<(), Failure> {
    match op {
        Op::Admit(job, Spend { dataset, event }) => match (book.ledger(&dataset), event) {
            (Err(_), _) => Ok(()),
            (Ok(_), Some(event)) => Ok(book.reserve(&dataset, &job, &event)?),
            (Ok(_), None) => Err(Failure::new(
                Code::FailedPrecondition,
                "PRIVACY_BUDGET_EXCEEDED",
                "the dataset has a privacy budget, and this method gives no guarantee to charge to it",
            )
            .action("choose a private method")),
        },
        Op::End(job, dataset, released) => {
            let Some(plan) = reserved(book, &dataset, &job) else {
                return Ok(());
            };
            let event = match released {
                Released::Nothing => return Ok(book.release(&dataset, &job)?),
                Released::AtMost(event) => event,
                Released::Unknown => plan.clone(),
            };
            // What no accountant knows cannot be settled to: the plan can.
            let settled = book.settle(&dataset, &job, &event);
            let settled = settled.or_else(|_| book.settle(&dataset, &job, &plan));
            if settled? == dp::ledger::Settlement::Overdrawn {
                tracing::error!(%job, "job released more than it had reserved");
            }
            Ok(())
        }
        Op::Open(opening, past) => open(book, &opening, &past),
    }
}

fn reserved(book: &Book, dataset: &str, job: &str) -> Option<DpEvent> {
    let ledger = book.ledger(dataset).ok()?;
    ledger.open_jobs().find(|open| *open == job)?;
    let mut committed = ledger.committed();
    committed
        .find(|(name, _)| *name == job)
        .map(|(_, event)| event.clone())
}

fn open(book: &mut Book, opening: &Opening, past: &[Past]) -> Result<(), Failure> {
    let dataset = &opening.dataset;
    if past.iter().any(|past| past.event.is_none()) {
        return Err(Failure::new(
            Code::FailedPrecondition,
            "PRIVACY_BUDGET_TOO_LATE",
            "a job without a guarantee has learned from this dataset: no budget can hold any more",
        ));
    }
    let mut changed = book.clone();
    let mut parents = opening.parents.clone();
    for (name, budget) in &opening.groups {
        let name = group(dataset, name);
        changed.open(&name, *budget, &[])?;
        parents.push(name);
    }
    changed.open(dataset, opening.budget, &parents)?;
    for Past { job, event, ended } in past {
        let Some(event) = event else { continue };
        changed.reserve(dataset, job, event)?;
        if *ended {
            changed.settle(dataset, job, event)?;
        }
    }
    *book = changed;
    Ok(())
}
