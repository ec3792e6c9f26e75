//! Whether what a checkpoint claims about privacy follows from how it says it was made.
//!
//! Arithmetic cannot show that the noise was really drawn: that is what canaries are for. It does show
//! a claim whose epsilon is too low for its event, whose batches were no Poisson samples, whose divisor
//! is not the plan's constant, or that stands on a run without clipping and noise.

use artifacts::CheckpointManifest;
use chassis::Failure;
use dp::{PlanConfig, PrivacyStatement};

use crate::error::unfit;

/// Methods whose steps are private.
const PRIVATE: [&str; 2] = ["dp", "dp-lora"];

/// Refuses a claim that its own run contradicts; `train_records` is the size of the training split, where it is here.
///
/// # Errors
/// `PRIVACY_STATEMENT_INVALID` and the accountant's own reasons.
pub(crate) fn check(
    checkpoint: &CheckpointManifest,
    train_records: Option<u64>,
) -> Result<(), Failure> {
    let statement = &checkpoint.privacy;
    statement.verify().map_err(|e| refused(&e))?;
    if matches!(statement, PrivacyStatement::None { .. }) {
        return Ok(());
    }
    let invalid = |why| refused(&dp::Error::StatementInvalid(why));
    if !PRIVATE.contains(&checkpoint.method.as_str()) {
        return Err(invalid("the run neither clipped gradients nor added noise"));
    }
    let plan: Option<PlanConfig> = checkpoint
        .config
        .get("privacy")
        .and_then(|plan| serde_json::from_value(plan.clone()).ok());
    let plan = plan.ok_or_else(|| invalid("the run has no plan"))?;
    let steps = checkpoint
        .record
        .get("steps")
        .and_then(serde_json::Value::as_u64);
    let steps = steps.ok_or_else(|| invalid("the run does not tell its steps"))?;
    statement
        .check_run(&plan, steps, train_records)
        .map_err(|e| refused(&e))
}

fn refused(error: &dp::Error) -> Failure {
    unfit(error.reason(), error.to_string())
        .field("spec.checkpoint")
        .action("do not rely on the claim: train again, or audit a checkpoint that claims nothing")
}

#[cfg(test)]
mod tests;
