//! Training steps of one method on one model. One JSON line on the standard output, of the same shape as
//! that of `benches/finetune.py`, which measures the peers.
//!
//! `training MODEL METHOD f32|bf16 BATCH LENGTH STEPS THREADS RANK [DATA.json]`: MODEL is a directory, or a
//! `config.json` for a model that has learnt nothing; without DATA (a list of sequences of token ids) every
//! step takes the same random sequences.
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

fn load(path: &Path, precision: &str) -> Result<Model, Box<dyn Error>> {
    let options = Options {
        precision: match precision {
            "bf16" => Precision::Bf16,
            _ => Precision::F32,
        },
        ..Options::default()
    };
    if path.is_dir() {
        return Ok(Model::load(path, &options)?);
    }
    Ok(Model::initialise(
        &std::fs::read_to_string(path)?,
        1,
        &options,
    )?)
}

fn examples(
    data: Option<&String>,
    (batch, length): (usize, usize),
    vocabulary: usize,
) -> Result<Vec<Example>, Box<dyn Error>> {
    let example = |ids| Example {
        ids,
        sensitive: None,
        subject: None,
    };
    if let Some(path) = data {
        let sequences: Vec<Vec<i64>> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        return Ok(sequences.into_iter().map(example).collect());
    }
    let mut seed = Seed::new(1, "throughput");
    let mut random = || (0..length).map(|_| seed.below(vocabulary) as i64).collect();
    Ok((0..batch).map(|_| example(random())).collect())
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dir, method, precision, sizes @ ..] = arguments.as_slice() else {
        return Err("MODEL METHOD f32|bf16 BATCH LENGTH STEPS THREADS RANK [DATA]".into());
    };
    let size = |index: usize, default: usize| sizes.get(index).map_or(Ok(default), |n| n.parse());
    let (batch, length, steps) = (size(0, 8)?, size(1, 128)?, size(2, 4)?);
    let (threads, rank) = (size(3, 2)?, size(4, 16)? as u32);
    let mut model = load(Path::new(dir), precision)?;
    let (mut trainable, gradient) = method.parse::<MethodName>()?.axes();
    if let Trainable::Adapters(_) = trainable {
        trainable = Trainable::Adapters(LoraConfig {
            rank,
            alpha: f64::from(2 * rank),
            ..LoraConfig::default()
        });
    }
    let data = sizes.get(5);
    let examples = examples(data, (batch, length), model.config().vocab_size)?;
    let count = examples.len();
    // Without data, everybody takes part in every step of a private run: its batches are of one size.
    let steps = data.map_or(steps, |_| count.div_ceil(batch));
    let plan = dp::PlanConfig::for_batch(count as u64, batch as f64, steps as u64, 1e-6);
    let config = TrainConfig {
        trainable,
        gradient,
        privacy: (gradient == GradientKind::Private).then_some(plan),
        epochs: (steps * batch) as f64 / count as f64,
        max_steps: Some(steps as u64),
        batch_size: batch,
        sequence_length: length,
        threads: Some(threads),
        ..TrainConfig::default()
    };
    let mut clock = Clock {
        last: Instant::now(),
        seconds: Vec::new(),
        losses: Vec::new(),
    };
    let targets: usize = examples
        .iter()
        .map(|one| one.ids.len().min(length) - 1)
        .sum();
    let record = run(&mut model, &examples, &[], &config, &mut clock)?;
    // The first step warms up: memory is cleared, moments are made.
    let seconds: f64 = clock.seconds.iter().skip(1).sum();
    let tokens = match data {
        Some(_) => targets as f64 * (steps - 1) as f64 / steps as f64,
        None => (targets * (steps - 1)) as f64,
    };
    let line = serde_json::json!({
        "name": method,
        "tokens_per_second": tokens / seconds,
        "step_seconds": clock.seconds,
        "losses": clock.losses,
        "peak_bytes": record.peak_rss_bytes,
        "utilisation": record.utilisation,
        "ceiling_flops_per_second": record.ceiling_flops_per_second,
        "flops_per_token": record.flops / record.tokens.max(1) as f64,
    });
    Ok(writeln!(stdout(), "{line}")?)
}
