//! What a run of annotation came to, and what it may cost.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chassis::{Code, Failure};

use super::record::Noted;
use crate::error::Error;
use crate::output::remark;

/// Least time between two remarks.
const QUIET: Duration = Duration::from_secs(10);

/// Questions and tokens: spent, and allowed.
#[derive(Debug)]
pub(super) struct Budget {
    most_requests: u64,
    most_tokens: u64,
    requests: AtomicU64,
    tokens: AtomicU64,
    kept: AtomicU64,
}

impl Budget {
    pub(super) fn new(requests: Option<u64>, tokens: Option<u64>) -> Self {
        Self {
            most_requests: requests.unwrap_or(u64::MAX),
            most_tokens: tokens.unwrap_or(u64::MAX),
            requests: AtomicU64::new(0),
            tokens: AtomicU64::new(0),
            kept: AtomicU64::new(0),
        }
    }

    /// Room for one question, or an error that says how to go on.
    pub(super) fn take(&self) -> Result<(), Error> {
        let order = Ordering::Relaxed;
        let room = |asked: u64| (asked < self.most_requests).then_some(asked + 1);
        if self.tokens.load(order) < self.most_tokens
            && self.requests.fetch_update(order, order, room).is_ok()
        {
            return Ok(());
        }
        let failure = Failure::new(
            Code::ResourceExhausted,
            "ANNOTATION_BUDGET_SPENT",
            "the budget for questions or tokens is spent before all records were annotated"
                .to_owned(),
        );
        Err(failure
            .action("run the same command with a larger budget: answers so far are kept and cost nothing")
            .into())
    }

    pub(super) fn spent(&self, tokens: u64) {
        self.tokens.fetch_add(tokens, Ordering::Relaxed);
    }

    /// An answer was there already.
    pub(super) fn kept(&self) {
        self.kept.fetch_add(1, Ordering::Relaxed);
    }
}

/// Sums over records.
#[derive(Debug, Default)]
pub(super) struct Sums {
    records: u64,
    unanswered: u64,
    spans: u64,
    also_scanned: u64,
    scanner_alone: u64,
    divided: u64,
    unplaced: u64,
    unknown: u64,
    said: Option<Instant>,
}

impl Sums {
    pub(super) fn count(&mut self, noted: &Noted) {
        self.records += 1;
        self.unanswered += u64::from(noted.votes == 0);
        self.spans += noted.spans.len() as u64;
        self.also_scanned += noted.spans.iter().filter(|span| span.scanner).count() as u64;
        self.divided += noted.divided.len() as u64;
        self.scanner_alone += noted.scanner_alone().len() as u64;
        self.unplaced += noted.unplaced as u64;
        self.unknown += noted.unknown as u64;
    }

    /// A remark from time to time.
    pub(super) fn heard(&mut self, budget: &Budget) {
        if self.said.get_or_insert_with(Instant::now).elapsed() >= QUIET {
            self.said = Some(Instant::now());
            remark(&self.told(budget));
        }
    }

    /// In words.
    pub(super) fn told(&self, budget: &Budget) -> String {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        format!(
            "{} records, {} without an answer that can be read; {} questions, {} answers kept from before, {} tokens; \
             {} spans, {} of them found by rules and tagger too, {} found by those alone, {} on which answers \
             divide; {} quotations that are not in their text, {} of a type that was not asked for",
            self.records,
            self.unanswered,
            of(&budget.requests),
            of(&budget.kept),
            of(&budget.tokens),
            self.spans,
            self.also_scanned,
            self.scanner_alone,
            self.divided,
            self.unplaced,
            self.unknown,
        )
    }
}
