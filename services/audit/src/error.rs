//! Failures of the libraries below, told in the request's terms.

use attacks::SignalError;
use chassis::{Code, Failure};
use corpus::tokenize::TokenizeError;

/// A request field that is wrong.
pub(crate) fn invalid(reason: &'static str, field: &str, message: impl Into<String>) -> Failure {
    Failure::new(Code::InvalidArgument, reason, message).field(field)
}

/// A state of the artifacts in which the audit cannot be done.
pub(crate) fn unfit(reason: &'static str, message: impl Into<String>) -> Failure {
    Failure::new(Code::FailedPrecondition, reason, message)
}

/// A failure of the model.
pub(crate) fn model(error: &model::Error) -> Failure {
    let code = match error.reason() {
        "OUT_OF_MEMORY" | "NO_DISK_SPACE" => Code::ResourceExhausted,
        "TENSOR_FAILURE" => Code::Internal,
        "CANCELLED" => Code::Aborted,
        _ => Code::FailedPrecondition,
    };
    Failure::new(code, error.reason(), error.to_string())
}

/// A failure of the tokenizer.
pub(crate) fn tokenizer(error: &TokenizeError) -> Failure {
    unfit("TOKENIZER_UNREADABLE", error.to_string())
        .action("the base model's folder must hold a tokenizer.json that `tokenizers` reads")
}

/// Observations that nothing can be found from.
pub(crate) fn signal(error: &SignalError) -> Failure {
    match error {
        SignalError::NoHoldout => no_holdout(),
        SignalError::NotFinite { record, .. } | SignalError::RecordNotFinite { record, .. } => {
            unfit("LOSS_NOT_FINITE", error.to_string())
                .with("record", record)
                .action("the weights are damaged or the training diverged: train again")
        }
        SignalError::Ragged { .. } | SignalError::Span { .. } => internal(error.to_string()),
    }
}

/// A dataset in which nothing is tagged and nothing planted.
pub(crate) fn nothing_sensitive() -> Failure {
    unfit(
        "NO_SENSITIVE_TOKENS",
        "no token of the probed training records lies in a tagged span, and no secret is planted",
    )
    .action(
        "tag the dataset with recognisers that fit its text, probe more records, or plant canaries",
    )
}

/// A dataset without records to compare with.
pub(crate) fn no_holdout() -> Failure {
    unfit(
        "NO_HOLDOUT",
        "the dataset version has no record in its holdout",
    )
    .action("make a dataset version whose split has a holdout, and train on that")
}

/// Our mistake.
pub(crate) fn internal(message: impl Into<String>) -> Failure {
    Failure::new(Code::Internal, "INTERNAL", message)
}

/// The job was cancelled; turned into an outcome, never shown.
pub(crate) fn cancelled() -> Failure {
    Failure::new(Code::Aborted, "CANCELLED", "cancelled")
}
