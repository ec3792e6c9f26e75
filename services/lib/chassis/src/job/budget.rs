//! Budgets as resources.

use dp::ledger::{Book, Digest, Entry, Ledger, Standing};

use super::ledger::{Effect, Op, Opening};
use super::{Jobs, Timestamp};
use crate::{Code, Failure};

/// A dataset's budget, and how it stands.
#[derive(Clone, Debug)]
pub struct BudgetState {
    /// Its ledger.
    pub ledger: Ledger,
    /// What is spent and reserved.
    pub standing: Standing,
}

impl BudgetState {
    fn of(book: &Book, dataset: &str) -> Result<Self, Failure> {
        let ledger = book.ledger(dataset).map_err(|_| no_budget())?.clone();
        let standing = book.standing(dataset)?;
        Ok(Self { ledger, standing })
    }

    /// Digest of the newest entry: kept elsewhere, it shows later whether the end was cut off.
    pub fn head(&self) -> Option<Digest> {
        self.ledger.head()
    }
}

impl Jobs {
    /// Opens a budget. What was released before, with a guarantee, is charged to it.
    ///
    /// # Errors
    /// `PRIVACY_BUDGET_TOO_LATE` when a job without a guarantee has learned from the dataset,
    /// `PRIVACY_BUDGET_EXCEEDED` when what was released does not fit, `PRIVACY_LEDGER_RULE` when
    /// there is one or a parent has none, `PRIVACY_PARAMETER_OUT_OF_RANGE`, `STATE_UNAVAILABLE`.
    pub async fn open_budget(&self, opening: Opening) -> Result<BudgetState, Failure> {
        let dataset = opening.dataset.clone();
        let op = Op::Open(opening, Vec::new());
        self.inner.db.ledgered(&op, Effect::Nothing).await?;
        self.budget(&dataset).await
    }

    /// A dataset's budget.
    ///
    /// # Errors
    /// `BUDGET_NOT_FOUND`, `PRIVACY_LEDGER_BROKEN`, `STATE_UNAVAILABLE`.
    pub async fn budget(&self, dataset: &str) -> Result<BudgetState, Failure> {
        let (book, dataset) = (self.inner.db.current().await?, dataset.to_owned());
        accounted(move || BudgetState::of(&book, &dataset)).await
    }

    /// All budgets, by name of the dataset.
    ///
    /// # Errors
    /// `PRIVACY_LEDGER_BROKEN`, `STATE_UNAVAILABLE`.
    pub async fn budgets(&self) -> Result<Vec<BudgetState>, Failure> {
        let book = self.inner.db.current().await?;
        let all = move || {
            let names = book.ledgers().map(Ledger::dataset);
            names.map(|name| BudgetState::of(&book, name)).collect()
        };
        accounted(all).await
    }

    /// Every entry of a dataset's ledger, oldest first, read anew and verified.
    ///
    /// # Errors
    /// `BUDGET_NOT_FOUND`, `PRIVACY_LEDGER_BROKEN`, `STATE_UNAVAILABLE`.
    pub async fn history(&self, dataset: &str) -> Result<Vec<(Timestamp, Entry)>, Failure> {
        let entries = self.inner.db.history(dataset).await?;
        if entries.is_empty() {
            return Err(no_budget());
        }
        Ledger::replay(entries.iter().map(|(_, entry)| entry.clone()).collect())?;
        Ok(entries)
    }
}

async fn accounted<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|_| {
        Failure::new(
            Code::Internal,
            "INTERNAL",
            "the accountant stopped because of a bug",
        )
    })?
}

fn no_budget() -> Failure {
    Failure::new(
        Code::NotFound,
        "BUDGET_NOT_FOUND",
        "the dataset has no privacy budget",
    )
    .action("open one with `tacit budget set`, before the first job learns from the dataset")
    .field("name")
}
