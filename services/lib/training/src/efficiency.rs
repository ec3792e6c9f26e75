//! What a run costs: arithmetic by formula, memory by the operating system.

use model::{Model, ModelConfig};

use crate::Trainable;

/// Floating-point operations of one training token, attention scores left out: 6 N when every
/// weight learns, 4 N + 6 n when n adapter weights do and the N others pass gradients on.
/// N counts the weights of matrix products, the vocabulary head among them.
pub(crate) fn flops_per_token(model: &Model, trainable: &Trainable, trained: u64) -> f64 {
    let matrices = matrix_weights(model) as f64;
    match trainable {
        Trainable::All => 6.0 * matrices,
        Trainable::Adapters(_) => 4.0 * matrices + 6.0 * trained as f64,
    }
}

/// All weights but tables that are only looked up in.
fn matrix_weights(model: &Model) -> u64 {
    let ModelConfig {
        vocab_size,
        hidden_size,
        max_positions,
        tied_head,
        ..
    } = *model.config();
    let embedding = if tied_head {
        0
    } else {
        vocab_size * hidden_size
    };
    let positions = if model.config().learned_positions() {
        max_positions * hidden_size
    } else {
        0
    };
    model
        .parameter_count()
        .saturating_sub((embedding + positions) as u64)
}

/// Resident memory of this process in bytes: now, and at its highest. Zero where the system does
/// not say.
pub(crate) fn resident_bytes() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    (
        field("VmRSS:").unwrap_or(0) * 1024,
        field("VmHWM:").unwrap_or(0) * 1024,
    )
}
