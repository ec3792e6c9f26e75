//! Training steps of one method on one model, on random tokens or on given batches. One JSON line on
//! the standard output, of the same shape as that of `benches/finetune.py`, which measures the peers.
//!
//! `training MODEL_DIR full|lora|dp|dp-lora f32|bf16 BATCH LENGTH STEPS [THREADS] [BATCHES.json]`
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{Write, stdout};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use model::{LoraConfig, Model, Options, Precision, Seed};
use training::{
    Example, GradientKind, MethodName, Observer, Progress, TrainConfig, Trainable, run,
};

/// Takes the time of every step.
struct Clock {
    last: Instant,
    seconds: Vec<f64>,
    losses: Vec<Option<f64>>,
}

impl Observer for Clock {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        self.seconds.push(self.last.elapsed().as_secs_f64());
        self.losses.push(progress.loss);
        self.last = Instant::now();
        ControlFlow::Continue(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dir, method, precision, batch, length, steps, rest @ ..] = arguments.as_slice() else {
        return Err("MODEL_DIR METHOD f32|bf16 BATCH LENGTH STEPS [THREADS] [RANK]".into());
    };
    let (batch, length): (usize, usize) = (batch.parse()?, length.parse()?);
    let steps: usize = steps.parse()?;
    let threads = rest.first().map(|text| text.parse()).transpose()?;
    let rank = rest
        .get(1)
        .map(|text| text.parse())
        .transpose()?
        .unwrap_or(16);
    let options = Options {
        precision: match precision.as_str() {
            "bf16" => Precision::Bf16,
            _ => Precision::F32,
        },
        ..Options::default()
    };
    let mut model = Model::load(Path::new(dir), &options)?;
    let (mut trainable, gradient) = method.parse::<MethodName>()?.axes();
    if let Trainable::Adapters(_) = trainable {
        trainable = Trainable::Adapters(LoraConfig {
            rank,
            alpha: f64::from(2 * rank),
            ..LoraConfig::default()
        });
    }
    let mut seed = Seed::new(1, "throughput");
    let vocabulary = model.config().vocab_size;
    let mut example = || Example {
        ids: (0..length).map(|_| seed.below(vocabulary) as i64).collect(),
        sensitive: None,
        subject: None,
    };
    // Everybody takes part in every step of a private run, so that its batches are of one size.
    let examples: Vec<Example> = (0..batch).map(|_| example()).collect();
    let plan = dp::PlanConfig::for_batch(batch as u64, batch as f64, steps as u64, 1e-6);
    let config = TrainConfig {
        trainable,
        gradient,
        privacy: (gradient == GradientKind::Private).then_some(plan),
        epochs: steps as f64,
        batch_size: batch,
        sequence_length: length,
        threads,
        ..TrainConfig::default()
    };
    let mut clock = Clock {
        last: Instant::now(),
        seconds: Vec::new(),
        losses: Vec::new(),
    };
    let record = run(&mut model, &examples, &[], &config, &mut clock)?;
    // The first step warms up: memory is cleared, moments are made.
    let counted = clock.seconds.get(1..).filter(|rest| !rest.is_empty());
    let counted = counted.unwrap_or(&clock.seconds);
    let tokens = (batch * (length - 1) * counted.len()) as f64;
    let line = serde_json::json!({
        "name": method,
        "tokens_per_second": tokens / counted.iter().sum::<f64>(),
        "step_seconds": clock.seconds,
        "losses": clock.losses,
        "peak_bytes": record.peak_rss_bytes,
        "threads": record.threads,
    });
    Ok(writeln!(stdout(), "{line}")?)
}
