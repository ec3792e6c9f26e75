//! What can go wrong, each with the stable reason a user sees.

/// An error of this crate. Messages hold public parameters only, never data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number lies outside the range in which the claim would be meaningful.
    #[error("{name} is {value}, but must be {expected}")]
    OutOfRange {
        /// Name of the parameter.
        name: &'static str,
        /// The value that was given.
        value: f64,
        /// The allowed range, in words.
        expected: &'static str,
    },
    /// The accountant does not know this event, or this nesting of events.
    #[error("no accountant is known for {0}")]
    UnsupportedEvent(&'static str),
    /// The neighbouring relation has no accountant.
    #[error("the neighbouring relation {0} has no accountant: use add-or-remove-one")]
    UnsupportedRelation(&'static str),
    /// A step count does not fit 64 bits.
    #[error("the number of steps overflows")]
    TooManySteps,
    /// No value of the searched parameter reaches the target.
    #[error("no {searched} reaches epsilon {epsilon} at delta {delta}: {hint}")]
    TargetUnreachable {
        /// The parameter that was searched.
        searched: &'static str,
        /// Target epsilon.
        epsilon: f64,
        /// Target delta.
        delta: f64,
        /// What to change.
        hint: &'static str,
    },
    /// The plan's public numbers contradict each other.
    #[error("the plan contradicts itself: {0}")]
    InconsistentPlan(&'static str),
    /// Every planned step was taken.
    #[error("all {0} planned steps were taken: a further step would exceed the plan")]
    PlanExhausted(u64),
    /// A batch was drawn but its noise was not, or noise was asked for before a batch.
    #[error("out of order: {0}")]
    StepOrder(&'static str),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    NoEntropy,
    /// A saved state cannot be resumed.
    #[error("the saved state cannot be resumed: {0}")]
    BadState(&'static str),
    /// A statement does not hold what it claims.
    #[error("the privacy statement does not verify: {0}")]
    StatementInvalid(&'static str),
    /// A planned spend does not fit the budget.
    #[error("epsilon would be {would_be} of a budget of {budget} at delta {delta}")]
    BudgetExceeded {
        /// Epsilon of everything settled and reserved, and of the planned spend.
        would_be: f64,
        /// The budget's epsilon.
        budget: f64,
        /// The budget's delta.
        delta: f64,
    },
    /// The ledger was asked for something its entries do not allow.
    #[error("the ledger refuses: {0}")]
    LedgerRule(&'static str),
    /// The hash chain of a ledger is broken.
    #[error("the ledger's hash chain breaks at entry {sequence}: {what}")]
    ChainBroken {
        /// Sequence number of the first bad entry.
        sequence: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A value could not be written as or read from JSON.
    #[error("not valid JSON of the expected shape")]
    Json(#[source] serde_json::Error),
}

impl Error {
    /// Stable UPPER_SNAKE reason; each has a page under `docs/errors/`.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "PRIVACY_PARAMETER_OUT_OF_RANGE",
            Self::UnsupportedEvent(_) => "PRIVACY_EVENT_UNSUPPORTED",
            Self::UnsupportedRelation(_) => "PRIVACY_RELATION_UNSUPPORTED",
            Self::TooManySteps => "PRIVACY_STEPS_OVERFLOW",
            Self::TargetUnreachable { .. } => "PRIVACY_TARGET_UNREACHABLE",
            Self::InconsistentPlan(_) => "PRIVACY_PLAN_INCONSISTENT",
            Self::PlanExhausted(_) => "PRIVACY_PLAN_EXHAUSTED",
            Self::StepOrder(_) => "PRIVACY_STEP_OUT_OF_ORDER",
            Self::NoEntropy => "ENTROPY_UNAVAILABLE",
            Self::BadState(_) => "PRIVACY_STATE_INVALID",
            Self::StatementInvalid(_) => "PRIVACY_STATEMENT_INVALID",
            Self::BudgetExceeded { .. } => "PRIVACY_BUDGET_EXCEEDED",
            Self::LedgerRule(_) => "PRIVACY_LEDGER_RULE",
            Self::ChainBroken { .. } => "PRIVACY_LEDGER_BROKEN",
            Self::Json(_) => "PRIVACY_JSON_INVALID",
        }
    }
}

/// Passes `value` on when `ok`, and names the parameter when not.
pub(crate) fn check(
    ok: bool,
    name: &'static str,
    value: f64,
    expected: &'static str,
) -> crate::Result<f64> {
    if ok {
        Ok(value)
    } else {
        Err(Error::OutOfRange {
            name,
            value,
            expected,
        })
    }
}
