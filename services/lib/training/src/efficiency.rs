//! What a run costs: arithmetic by formula, memory by the operating system.

mod gpu;

use std::time::{Duration, Instant};

use model::{Model, ModelConfig};

use crate::batch::Physical;
use crate::optimizer::OptimizerKind;
use crate::{Error, GradientKind, TrainConfig, Trainable};

pub(crate) use gpu::Gpu;

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

/// Bytes that one token of a physical batch takes, by count of what autograd keeps: in each block some
/// ten vectors of the residual stream's width, the attention's and four of the feed-forward's, in the
/// type of the products or wider; and the logits with their gradient.
fn bytes_per_token(model: &Model, config: &TrainConfig) -> f64 {
    let shape = model.config();
    let narrow = if model.precision() == "bf16" {
        2.0
    } else {
        4.0
    };
    let heads = (shape.heads + 2 * shape.kv_heads) * shape.head_dim;
    let inner = 4 * shape.intermediate_size;
    let block = 10.0 * 4.0 * shape.hidden_size as f64 + narrow * 2.0 * (heads + inner) as f64;
    let blocks = if config.recompute {
        // What goes into each, and one block's inside.
        block + 4.0 * (shape.layers.len() * shape.hidden_size) as f64
    } else {
        block * shape.layers.len() as f64
    };
    let kept = if config.gradient == GradientKind::Private {
        2.0
    } else {
        1.0
    };
    blocks * kept + 12.0 * shape.vocab_size as f64
}

/// Bytes that the run takes whatever is computed at once: weights, gradients, the optimiser's state.
fn fixed_bytes(model: &Model, config: &TrainConfig, trained: u64) -> f64 {
    let all: f64 = model
        .parameters()
        .map(|one| (one.value.numel() * one.value.kind().elt_size_in_bytes()) as f64)
        .sum();
    let state = match config.optimizer {
        OptimizerKind::Adamw => 2.0,
        OptimizerKind::Sgd if config.momentum > 0.0 => 1.0,
        OptimizerKind::Sgd | OptimizerKind::Adafactor => 0.0,
    };
    all + 4.0 * trained as f64 * (1.0 + state)
}

/// Tokens that are computed at once: the usual number, or as many as the memory budget has room for.
/// `longest` is the longest example.
///
/// # Errors
/// `INVALID_HYPERPARAMETER` for a budget that one example does not fit.
pub(crate) fn tokens_within(
    model: &Model,
    config: &TrainConfig,
    longest: usize,
    trained: u64,
) -> Result<usize, Error> {
    let usual = Physical::usual(model.device()).tokens;
    let Some(budget) = config.memory_budget else {
        return Ok(usual);
    };
    let per_token = bytes_per_token(model, config);
    let fixed = fixed_bytes(model, config, trained);
    let least = fixed + per_token * longest as f64;
    if least > budget as f64 {
        let problem = format!("is too small: this run takes about {least:.0} bytes at least");
        return Err(Error::invalid("memory_budget", problem));
    }
    Ok((((budget as f64 - fixed) / per_token) as usize).min(8 * usual))
}

/// How often in a row the ceiling is tried without finding a higher one.
const TRIES: u32 = 40;

/// How long it is tried at most, a few times aside: products of large models take a while on a CPU.
const TRYING: Duration = Duration::from_secs(2);

/// Floating-point operations a second of the model's largest products, the best of many tries: what a
/// step could reach if it were nothing but these.
pub(crate) fn ceiling(model: &Model) -> f64 {
    let _guard = tch::no_grad_guard();
    let shape = model.config();
    let kind = match model.precision() {
        "bf16" => tch::Kind::BFloat16,
        "f64" => tch::Kind::Double,
        _ => tch::Kind::Float,
    };
    // Not ones: a GPU that need not switch its bits is faster than any step can be.
    let mixed = |rows: usize, columns: usize| {
        let (rows, columns) = (rows as i64, columns as i64);
        let places = tch::Tensor::arange(rows * columns, (tch::Kind::Float, model.device()));
        places.sin().reshape([rows, columns]).to_kind(kind)
    };
    // A GPU is slow to start and fast once it runs.
    let (rows, times) = match model.device() {
        tch::Device::Cpu => (1024, 1),
        _ => (8192, 20),
    };
    let (width, inner) = (shape.hidden_size, shape.intermediate_size);
    let (left, right) = (mixed(rows, width), mixed(inner, width));
    let took = || {
        let began = Instant::now();
        let mut product = model::linear(&left, &right, None);
        for _ in 1..times {
            product = model::linear(&left, &right, None);
        }
        // Reading a value waits for the device.
        let _ = product.double_value(&[0, 0]);
        began.elapsed().as_secs_f64() / f64::from(times)
    };
    // Threads start and clocks rise in the first ones, and a neighbour may take some.
    let (began, mut best, mut since) = (Instant::now(), f64::INFINITY, 0);
    while since < 4 || (since < TRIES && began.elapsed() < TRYING) {
        let time = took();
        since = if time < 0.99 * best { 0 } else { since + 1 };
        best = best.min(time);
    }
    2.0 * (rows * width * inner) as f64 / best.max(1e-9)
}

/// The processor's energy counter, where the system has one and lets it be read.
#[derive(Debug)]
pub(crate) struct Energy(Option<f64>);

impl Energy {
    /// Begins to count.
    pub(crate) fn start() -> Self {
        Self(read_energy())
    }

    /// Joules since the start; `None` where nothing counts, or the counter began anew.
    pub(crate) fn joules(&self) -> Option<f64> {
        let used = read_energy()? - self.0?;
        (used >= 0.0).then_some(used)
    }
}

fn read_energy() -> Option<f64> {
    let text = std::fs::read_to_string("/sys/class/powercap/intel-rapl:0/energy_uj").ok()?;
    Some(text.trim().parse::<f64>().ok()? * 1e-6)
}
