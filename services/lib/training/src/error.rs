//! Why a run does not start or stops.

/// A refusal or failure of a run, with a stable reason. Messages never quote text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A hyper-parameter makes no sense.
    #[error("{field} {problem}")]
    InvalidHyperparameter {
        /// Name of the field.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The sequence length exceeds the model's positions.
    #[error("sequence_length is {length}, the model has {limit} positions")]
    SequenceTooLong {
        /// What was asked for.
        length: usize,
        /// Positions of the model.
        limit: usize,
    },
    /// No example has a token to learn from.
    #[error("no example has two tokens or more")]
    NoTrainingData,
    /// The loss or the gradient is no longer a finite number.
    #[error("the loss or its gradient stopped being finite at step {step}")]
    Diverged {
        /// The step that was not taken.
        step: u64,
    },
    /// The saved state of a run cannot be read, written or gone on from.
    #[error("the saved state of the run cannot be used: {0}")]
    StateUnusable(String),
    /// Private steps do not do what the plan says; nothing was trained.
    #[error("private steps failed their self-test: {0}")]
    SelfTest(crate::Fault),
    /// The accounting failed.
    #[error(transparent)]
    Privacy(#[from] dp::Error),
    /// The model failed.
    #[error(transparent)]
    Model(#[from] model::Error),
}

impl Error {
    /// The stable machine word for this error; each has a page in `docs/errors/`.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::InvalidHyperparameter { .. } => "INVALID_HYPERPARAMETER",
            Self::SequenceTooLong { .. } => "SEQUENCE_TOO_LONG",
            Self::NoTrainingData => "NO_TRAINING_DATA",
            Self::Diverged { .. } => "DIVERGED",
            Self::StateUnusable(_) => "STATE_UNUSABLE",
            Self::SelfTest(_) => "PRIVACY_SELF_TEST_FAILED",
            Self::Privacy(error) => error.reason(),
            Self::Model(error) => error.reason(),
        }
    }

    pub(crate) fn invalid(field: &'static str, problem: impl Into<String>) -> Self {
        Self::InvalidHyperparameter {
            field,
            problem: problem.into(),
        }
    }
}
