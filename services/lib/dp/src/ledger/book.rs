//! Ledgers of datasets that were made from one another.
//!
//! People in a derived dataset are people in its parents. So a job on a derived dataset is charged
//! to every ancestor's ledger too, and a derived dataset's own budget counts what was spent on its
//! ancestors, before or after the derivation. A job is counted once, however many paths lead to it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Budget, Entry, Ledger, Settlement, admit};
use crate::accountant::Accountant;
use crate::{DpEvent, Error, Result};

/// How a dataset stands against its budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Epsilon of what was released, at the budget's delta.
    pub settled: f64,
    /// Epsilon of what was released and of what is reserved.
    pub committed: f64,
    /// Jobs whose reservation is neither settled nor released.
    pub open_jobs: Vec<String>,
}

/// Ledgers by dataset. Operations write to all ledgers they touch, or to none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    ledgers: BTreeMap<String, Ledger>,
}

impl Book {
    /// An empty book.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens a ledger. A parent has to be in the book, so lineage has no loops.
    ///
    /// # Errors
    /// When the dataset has a ledger, a parent has none, or the budget has no meaning.
    pub fn open(&mut self, dataset: &str, budget: Budget, parents: &[String]) -> Result<()> {
        if parents
            .iter()
            .any(|parent| !self.ledgers.contains_key(parent))
        {
            return Err(Error::LedgerRule("a parent dataset has no ledger"));
        }
        self.insert(Ledger::open(dataset, budget, parents)?)
    }

    /// Puts a ledger read from elsewhere into the book; parents first.
    ///
    /// # Errors
    /// When the dataset has a ledger already, or a parent has none.
    pub fn insert(&mut self, ledger: Ledger) -> Result<()> {
        if ledger
            .parents()
            .iter()
            .any(|parent| !self.ledgers.contains_key(parent))
        {
            return Err(Error::LedgerRule("a parent dataset has no ledger"));
        }
        if self.ledgers.contains_key(ledger.dataset()) {
            return Err(Error::LedgerRule("the dataset has a ledger already"));
        }
        self.ledgers.insert(ledger.dataset().to_owned(), ledger);
        Ok(())
    }

    /// Takes in an entry that was sealed elsewhere, of a ledger that is in the book or begins with it.
    ///
    /// # Errors
    /// When it does not follow the ledger's newest entry, or is against the rules.
    pub fn extend(&mut self, dataset: &str, entry: Entry) -> Result<()> {
        match self.ledgers.get_mut(dataset) {
            Some(ledger) => ledger.extend(entry),
            None => self.insert(Ledger::replay(vec![entry])?),
        }
    }

    /// All ledgers, by dataset.
    pub fn ledgers(&self) -> impl Iterator<Item = &Ledger> {
        self.ledgers.values()
    }

    /// The datasets, each after those it was derived from.
    #[must_use]
    pub fn in_order(&self) -> Vec<String> {
        let mut order: Vec<String> = Vec::with_capacity(self.ledgers.len());
        while order.len() < self.ledgers.len() {
            let ready = self.ledgers.values().filter(|ledger| {
                !order.iter().any(|name| name == ledger.dataset())
                    && ledger.parents().iter().all(|parent| order.contains(parent))
            });
            let ready: Vec<String> = ready.map(|ledger| ledger.dataset().to_owned()).collect();
            order.extend(ready);
        }
        order
    }

    /// The ledger of a dataset.
    ///
    /// # Errors
    /// When there is none.
    pub fn ledger(&self, dataset: &str) -> Result<&Ledger> {
        self.ledgers
            .get(dataset)
            .ok_or(Error::LedgerRule("the dataset has no ledger"))
    }

    /// Everything that counts against a dataset's budget, by job: its own ledger's and every
    /// ancestor's.
    ///
    /// # Errors
    /// When the dataset has no ledger.
    pub fn committed(&self, dataset: &str) -> Result<BTreeMap<String, DpEvent>> {
        let mut by_job = BTreeMap::new();
        for name in self.lineage(dataset)? {
            for (job, event) in self.ledger(&name)?.committed() {
                by_job.insert(job.to_owned(), event.clone());
            }
        }
        Ok(by_job)
    }

    /// How a dataset stands against its budget, its ancestors' spends included.
    ///
    /// # Errors
    /// When the dataset has no ledger.
    pub fn standing(&self, dataset: &str) -> Result<Standing> {
        let delta = self.ledger(dataset)?.budget().delta;
        let mut settled = self.committed(dataset)?;
        let epsilon = |events: &BTreeMap<String, DpEvent>| {
            let events = events.values().cloned().collect();
            Accountant::Pld.epsilon(&DpEvent::composed(events), delta)
        };
        let committed = epsilon(&settled)?;
        let mut open_jobs = BTreeSet::new();
        for name in self.lineage(dataset)? {
            open_jobs.extend(self.ledger(&name)?.open_jobs().map(str::to_owned));
        }
        settled.retain(|job, _| !open_jobs.contains(job));
        Ok(Standing {
            settled: epsilon(&settled)?,
            committed,
            open_jobs: open_jobs.into_iter().collect(),
        })
    }

    /// Reserves `event` for `job` on `dataset` and on every ancestor, if it fits every budget that
    /// it counts against: theirs, and those of everything else derived from one of them. A refusal
    /// is recorded in the dataset's own ledger.
    ///
    /// # Errors
    /// [`Error::BudgetExceeded`] for the first budget it does not fit; another when the job is
    /// known or the event is not.
    pub fn reserve(&mut self, dataset: &str, job: &str, event: &DpEvent) -> Result<()> {
        let lineage = self.lineage(dataset)?;
        for name in &self.touched(&lineage)? {
            let committed = self.committed(name)?.into_values().collect();
            let decision = admit(self.ledger(name)?.budget(), committed, event);
            if decision.is_err() {
                return self.update(dataset, |ledger| ledger.record(job, event, decision));
            }
        }
        self.everywhere(&lineage, |ledger| ledger.record(job, event, Ok(())))?;
        Ok(())
    }

    /// Settles `job` on `dataset` and on every ancestor.
    ///
    /// # Errors
    /// When the job has no open reservation there, or the event is not known.
    pub fn settle(&mut self, dataset: &str, job: &str, event: &DpEvent) -> Result<Settlement> {
        let lineage = self.lineage(dataset)?;
        let found = self.everywhere(&lineage, |ledger| ledger.settle(job, event))?;
        let overdrawn = found.contains(&Settlement::Overdrawn);
        Ok(if overdrawn {
            Settlement::Overdrawn
        } else {
            Settlement::Within
        })
    }

    /// Gives the reservation of a job that drew no batch back, on `dataset` and every ancestor.
    ///
    /// # Errors
    /// When the job has no open reservation there.
    pub fn release(&mut self, dataset: &str, job: &str) -> Result<()> {
        let lineage = self.lineage(dataset)?;
        self.everywhere(&lineage, |ledger| ledger.release(job))?;
        Ok(())
    }

    /// Every dataset whose budget counts what is charged to one of `charged`.
    fn touched(&self, charged: &[String]) -> Result<Vec<String>> {
        let mut touched = charged.to_vec();
        for name in self.ledgers.keys().filter(|name| !charged.contains(name)) {
            if self.lineage(name)?.iter().any(|one| charged.contains(one)) {
                touched.push(name.clone());
            }
        }
        Ok(touched)
    }

    /// The dataset, then its ancestors, each once.
    fn lineage(&self, dataset: &str) -> Result<Vec<String>> {
        let mut seen = BTreeSet::new();
        let mut lineage = Vec::new();
        let mut open = vec![dataset.to_owned()];
        while let Some(name) = open.pop() {
            if seen.insert(name.clone()) {
                open.extend(self.ledger(&name)?.parents().iter().cloned());
                lineage.push(name);
            }
        }
        Ok(lineage)
    }

    fn update<T>(&mut self, name: &str, f: impl FnOnce(&mut Ledger) -> Result<T>) -> Result<T> {
        f(self
            .ledgers
            .get_mut(name)
            .ok_or(Error::LedgerRule("the dataset has no ledger"))?)
    }

    /// Applies `f` to copies, and keeps them only when all went well.
    fn everywhere<T>(
        &mut self,
        names: &[String],
        f: impl Fn(&mut Ledger) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut changed = Vec::with_capacity(names.len());
        let mut results = Vec::with_capacity(names.len());
        for name in names {
            let mut ledger = self.ledger(name)?.clone();
            results.push(f(&mut ledger)?);
            changed.push(ledger);
        }
        for ledger in changed {
            self.ledgers.insert(ledger.dataset().to_owned(), ledger);
        }
        Ok(results)
    }
}
