//! The budget ledger: every planned and real spend on a dataset, in one append-only chain.
//!
//! Pure logic, without a database: a caller keeps entries where it likes, as long as reading the
//! chain, deciding and appending happen in one transaction.
//!
//! **Guarantee.** If every release from a dataset is reserved here first and settled to at least
//! what was released, then all releases together are (epsilon, delta)-differentially private for
//! the dataset's budget. Admission composes everything settled and everything reserved with the new
//! plan, so jobs that run at the same time cannot overspend together. Choosing each job's parameters
//! after seeing earlier results is a privacy filter: because a whole plan is admitted or refused
//! against the budget before it runs, and reservations count in full until settled, the sum is
//! bounded at every time. (Filters cost nothing extra for the Renyi and Gaussian accounts: Feldman
//! and Zrnic, 2021. For the PLD account the plans admitted here are taken as fixed beforehand; see
//! `docs/SHARP_EDGES.md`.)

use serde::{Deserialize, Serialize};

use crate::accountant::{Accountant, check_delta};
use crate::error::check;
use crate::{DpEvent, Error, Result};

mod book;
mod chain;

#[cfg(test)]
mod tests;

pub use book::{Book, Standing};
pub use chain::{Digest, Entry, verify_chain};

/// What may be spent on a dataset in all.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Epsilon, at least 0.
    pub epsilon: f64,
    /// Delta, in (0, 1).
    pub delta: f64,
}

impl Budget {
    /// Refuses numbers without meaning.
    ///
    /// # Errors
    /// When epsilon is negative or not finite, or delta is not in (0, 1).
    pub fn check(&self) -> Result<()> {
        let epsilon = self.epsilon;
        let expected = "finite and at least 0";
        check(
            epsilon >= 0.0 && epsilon.is_finite(),
            "epsilon",
            epsilon,
            expected,
        )?;
        check_delta(self.delta).map(|_| ())
    }
}

/// One line of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// The ledger begins.
    Open {
        /// The dataset it is for.
        dataset: String,
        /// What may be spent.
        budget: Budget,
        /// Datasets this one was derived from; their ledgers count here too.
        parents: Vec<String>,
    },
    /// A job may spend up to this.
    Reserve {
        /// Identifier of the job.
        job: String,
        /// Its plan.
        event: DpEvent,
    },
    /// The job ended, by whatever cause, and this is what it released.
    Settle {
        /// Identifier of the job.
        job: String,
        /// What was released; never less than the truth.
        event: DpEvent,
    },
    /// The job ended before it released anything.
    Release {
        /// Identifier of the job.
        job: String,
    },
    /// A job was not admitted.
    Refuse {
        /// Identifier of the job.
        job: String,
        /// The plan it asked for.
        event: DpEvent,
    },
}

/// What a job has against a ledger.
#[derive(Clone, Debug, PartialEq)]
enum Charge {
    Reserved(DpEvent),
    Settled(DpEvent),
    Released,
}

/// What a settlement found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// No more than was reserved.
    Within,
    /// More than was reserved: recorded in full, and a fault to look into.
    Overdrawn,
}

/// The ledger of one dataset.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    dataset: String,
    budget: Budget,
    parents: Vec<String>,
    entries: Vec<Entry>,
    /// By job, in order of reservation.
    charges: Vec<(String, Charge)>,
}

impl Ledger {
    /// A new ledger.
    ///
    /// # Errors
    /// When the budget has no meaning, or the dataset is its own parent.
    pub fn open(dataset: &str, budget: Budget, parents: &[String]) -> Result<Self> {
        let action = Action::Open {
            dataset: dataset.into(),
            budget,
            parents: parents.to_vec(),
        };
        Self::replay(vec![Entry::seal(None, action)?])
    }

    /// The ledger whose entries these are, checked: chain and rules.
    ///
    /// # Errors
    /// When the chain is broken or an entry is against the rules.
    pub fn replay(entries: Vec<Entry>) -> Result<Self> {
        verify_chain(&entries)?;
        let mut rest = entries.into_iter();
        let Some(first) = rest.next() else {
            return Err(Error::LedgerRule("a ledger begins with its opening"));
        };
        let Action::Open {
            dataset,
            budget,
            parents,
        } = first.action().clone()
        else {
            return Err(Error::LedgerRule("a ledger begins with its opening"));
        };
        budget.check()?;
        if parents.contains(&dataset) {
            return Err(Error::LedgerRule("a dataset is not derived from itself"));
        }
        let (entries, charges) = (vec![first], Vec::new());
        let mut ledger = Self {
            dataset,
            budget,
            parents,
            entries,
            charges,
        };
        for entry in rest {
            ledger.apply(entry.action())?;
            ledger.entries.push(entry);
        }
        Ok(ledger)
    }

    /// Takes in an entry that was sealed elsewhere as the next one, checked as by [`Ledger::replay`].
    ///
    /// # Errors
    /// When it does not follow the newest entry, or is against the rules.
    pub fn extend(&mut self, entry: Entry) -> Result<()> {
        chain::verify_next(self.entries.last(), &entry)?;
        self.apply(entry.action())?;
        self.entries.push(entry);
        Ok(())
    }

    /// The dataset.
    #[must_use]
    pub fn dataset(&self) -> &str {
        &self.dataset
    }

    /// What may be spent.
    #[must_use]
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// Datasets this one was derived from.
    #[must_use]
    pub fn parents(&self) -> &[String] {
        &self.parents
    }

    /// All entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Digest of the newest entry. Kept elsewhere, it shows whether the end was cut off.
    #[must_use]
    pub fn head(&self) -> Option<Digest> {
        self.entries.last().map(Entry::digest)
    }

    /// Everything settled and everything reserved, with the jobs.
    pub fn committed(&self) -> impl Iterator<Item = (&str, &DpEvent)> {
        self.charges
            .iter()
            .filter_map(|(job, charge)| match charge {
                Charge::Reserved(event) | Charge::Settled(event) => Some((job.as_str(), event)),
                Charge::Released => None,
            })
    }

    /// Jobs whose reservation is neither settled nor released.
    pub fn open_jobs(&self) -> impl Iterator<Item = &str> {
        let open = |charge: &Charge| matches!(charge, Charge::Reserved(_));
        self.charges
            .iter()
            .filter(move |(_, c)| open(c))
            .map(|(job, _)| job.as_str())
    }

    /// Epsilon of everything settled and reserved, at the budget's delta.
    ///
    /// # Errors
    /// Only those of the accountant, which entries of a replayed ledger cannot meet.
    pub fn spent(&self) -> Result<f64> {
        let events = self.committed().map(|(_, event)| event.clone()).collect();
        Accountant::Pld.epsilon(&DpEvent::composed(events), self.budget.delta)
    }

    /// Reserves `event` for `job` if it fits with all that is committed, else records the refusal.
    ///
    /// # Errors
    /// [`Error::BudgetExceeded`] when it does not fit; another when the job is known or the event
    /// is not.
    pub fn reserve(&mut self, job: &str, event: &DpEvent) -> Result<()> {
        let committed: Vec<DpEvent> = self.committed().map(|(_, event)| event.clone()).collect();
        let decision = admit(self.budget, committed, event);
        self.record(job, event, decision)
    }

    /// Writes down a decision: the reservation, or the refusal, which is then returned.
    fn record(&mut self, job: &str, event: &DpEvent, decision: Result<()>) -> Result<()> {
        let (job, event) = (job.to_owned(), event.clone());
        match decision {
            Ok(()) => self.append(Action::Reserve { job, event }),
            Err(refusal @ Error::BudgetExceeded { .. }) => {
                self.append(Action::Refuse { job, event })?;
                Err(refusal)
            }
            Err(other) => Err(other),
        }
    }

    /// Settles `job` to what it really released: after success, cancel and crash alike.
    ///
    /// # Errors
    /// When the job has no open reservation, or the event is not known.
    pub fn settle(&mut self, job: &str, event: &DpEvent) -> Result<Settlement> {
        let reserved = self.charges.iter().find_map(|(name, charge)| match charge {
            Charge::Reserved(reserved) if name == job => Some(reserved.clone()),
            _ => None,
        });
        let delta = self.budget.delta;
        let cost = Accountant::Pld.epsilon(event, delta)?;
        let planned = match reserved {
            Some(reserved) => Accountant::Pld.epsilon(&reserved, delta)?,
            None => return Err(Error::LedgerRule("the job has no open reservation")),
        };
        self.append(Action::Settle {
            job: job.to_owned(),
            event: event.clone(),
        })?;
        let within = cost <= planned;
        Ok(if within {
            Settlement::Within
        } else {
            Settlement::Overdrawn
        })
    }

    /// Gives a reservation back. Only for a job that drew no batch; else settle it.
    ///
    /// # Errors
    /// When the job has no open reservation.
    pub fn release(&mut self, job: &str) -> Result<()> {
        self.append(Action::Release {
            job: job.to_owned(),
        })
    }

    fn append(&mut self, action: Action) -> Result<()> {
        self.apply(&action)?;
        self.entries.push(Entry::seal(self.entries.last(), action)?);
        Ok(())
    }

    /// The rules: a job reserves once, and ends once.
    fn apply(&mut self, action: &Action) -> Result<()> {
        let known = |job: &str| self.charges.iter().position(|(name, _)| name == job);
        match action {
            Action::Open { .. } => return Err(Error::LedgerRule("a ledger opens once")),
            Action::Reserve { job, event } => {
                if known(job).is_some() {
                    return Err(Error::LedgerRule("the job has a reservation already"));
                }
                // An event that no accountant knows could never be summed.
                Accountant::Rdp.delta(event, 0.0)?;
                self.charges
                    .push((job.clone(), Charge::Reserved(event.clone())));
            }
            Action::Settle { job, event } => {
                let index = self.open_reservation(known(job))?;
                Accountant::Rdp.delta(event, 0.0)?;
                self.charges[index].1 = Charge::Settled(event.clone());
            }
            Action::Release { job } => {
                let index = self.open_reservation(known(job))?;
                self.charges[index].1 = Charge::Released;
            }
            Action::Refuse { job, .. } => {
                if known(job).is_some() {
                    return Err(Error::LedgerRule("the job has a reservation already"));
                }
            }
        }
        Ok(())
    }

    fn open_reservation(&self, index: Option<usize>) -> Result<usize> {
        index
            .filter(|&i| matches!(self.charges[i].1, Charge::Reserved(_)))
            .ok_or(Error::LedgerRule("the job has no open reservation"))
    }
}

/// The admission rule: everything committed, and the plan, must fit the budget together.
///
/// # Errors
/// [`Error::BudgetExceeded`] with both numbers when it does not fit; another when the event is not
/// known to the accountant.
pub fn admit(budget: Budget, committed: Vec<DpEvent>, plan: &DpEvent) -> Result<()> {
    budget.check()?;
    let mut events = committed;
    events.push(plan.clone());
    let would_be = Accountant::Pld.epsilon(&DpEvent::composed(events), budget.delta)?;
    if would_be <= budget.epsilon {
        return Ok(());
    }
    Err(Error::BudgetExceeded {
        would_be,
        budget: budget.epsilon,
        delta: budget.delta,
    })
}
