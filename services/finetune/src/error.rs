//! Failures of the libraries below, told in the request's terms.

use chassis::{Code, Failure};
use corpus::tokenize::TokenizeError;

/// A request field that is wrong.
pub(crate) fn invalid(reason: &'static str, field: &str, message: impl Into<String>) -> Failure {
    Failure::new(Code::InvalidArgument, reason, message).field(field)
}

/// A failure of the model.
pub(crate) fn model(error: &model::Error) -> Failure {
    Failure::new(code(error.reason()), error.reason(), error.to_string())
}

/// A failure of the training loop.
pub(crate) fn training(error: &training::Error) -> Failure {
    let failure = Failure::new(code(error.reason()), error.reason(), error.to_string());
    match error {
        training::Error::InvalidHyperparameter { field, .. } => {
            failure.field(format!("spec.{}", request_field(field)))
        }
        training::Error::SequenceTooLong { .. } => {
            failure.field("spec.training.max_sequence_length")
        }
        _ => failure,
    }
}

/// A failure of the tokenizer.
pub(crate) fn tokenizer(error: &TokenizeError) -> Failure {
    Failure::new(
        Code::FailedPrecondition,
        "TOKENIZER_UNREADABLE",
        error.to_string(),
    )
    .field("spec.base_model")
    .action("the base model's folder must hold a tokenizer.json that `tokenizers` reads")
}

/// What the request calls a field of the loop's configuration.
fn request_field(field: &str) -> String {
    match field {
        "rank" | "alpha" | "dropout" => format!("lora.{field}"),
        "memory_budget" => "training.memory_budget_bytes".to_owned(),
        "privacy" | "trainable" => field.to_owned(),
        "per_layer_clipping" => "privacy.clipping".to_owned(),
        "targets" => "lora.target_modules".to_owned(),
        "sequence_length" => "training.max_sequence_length".to_owned(),
        "warmup" => "training.warmup_ratio".to_owned(),
        "clip_norm" => "training.max_grad_norm".to_owned(),
        other => format!("training.{other}"),
    }
}

/// Our mistake.
pub(crate) fn internal(message: impl Into<String>) -> Failure {
    Failure::new(Code::Internal, "INTERNAL", message)
}

fn code(reason: &str) -> Code {
    match reason {
        "OUT_OF_MEMORY" | "NO_DISK_SPACE" | "STATE_UNUSABLE" => Code::ResourceExhausted,
        "TENSOR_FAILURE" => Code::Internal,
        "CANCELLED" => Code::Aborted,
        "DIVERGED" | "TOKENIZER_MISMATCH" | "NO_TRAINING_DATA" | "DEVICE_UNAVAILABLE" => {
            Code::FailedPrecondition
        }
        _ => Code::InvalidArgument,
    }
}
