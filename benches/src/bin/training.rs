//! Training steps of one method on one model. One JSON line on the standard output, of the same shape as
//! that of `benches/finetune.py`, which measures the peers.
//!
//! `training [--device cuda] MODEL METHOD f32|bf16 BATCH LENGTH STEPS THREADS RANK [DATA.json]`: MODEL is a
//! directory, or a `config.json` for a model that has learnt nothing; without DATA (a list of sequences of token
//! ids) every step takes the same random sequences.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{Write, stdout};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use model::{Device, LoraConfig, Model, Options, Precision, Seed};
use training::{
    Example, GradientKind, MethodName, Observer, Progress, RunRecord, TrainConfig, Trainable, run,
};

/// Steps that warm a GPU up.
const WARM: u64 = 5;

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

fn load(path: &Path, precision: &str, device: Device) -> Result<Model, Box<dyn Error>> {
    let options = Options {
        device,
        precision: match precision {
            "bf16" => Precision::Bf16,
            _ => Precision::F32,
        },
    };
    if path.join("model.safetensors").exists() || path.join("model.safetensors.index.json").exists()
    {
        return Ok(Model::load(path, &options)?);
    }
    Ok(Model::initialise(
        &std::fs::read_to_string(match path.is_dir() {
            true => path.join("config.json"),
            false => path.to_path_buf(),
        })?,
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

/// The device that is asked for, and what else is.
fn device(arguments: &[String]) -> (Device, &[String]) {
    match arguments {
        [flag, name, rest @ ..] if flag == "--device" && name == "cuda" => (Device::Cuda(0), rest),
        [flag, _, rest @ ..] if flag == "--device" => (Device::Cpu, rest),
        rest => (Device::Cpu, rest),
    }
}

/// What is measured.
struct Setting {
    method: MethodName,
    rank: u32,
    batch: usize,
    length: usize,
    threads: usize,
    device: Device,
}

/// What a run took.
struct Measured {
    record: RunRecord,
    clock: Clock,
    /// Tokens that were predicted in the steps that count, and the seconds of those.
    tokens: f64,
    seconds: f64,
}

impl Setting {
    /// Steps that do not count: in the first, memory is cleared and moments are made.
    fn warm(&self) -> usize {
        match self.device {
            Device::Cpu => 1,
            Device::Cuda(_) => WARM as usize,
        }
    }

    /// Trains for so many steps. Those of a private run are of one size where `batch` is all examples.
    fn measure(
        &self,
        model: &mut Model,
        examples: &[Example],
        steps: usize,
    ) -> Result<Measured, Box<dyn Error>> {
        let (mut trainable, gradient) = self.method.axes();
        if let Trainable::Adapters(_) = trainable {
            trainable = Trainable::Adapters(LoraConfig {
                rank: self.rank,
                alpha: f64::from(2 * self.rank),
                ..LoraConfig::default()
            });
        }
        let count = examples.len();
        let batch = self.batch.min(count);
        let plan = dp::PlanConfig::for_batch(count as u64, batch as f64, steps as u64, 1e-6);
        let config = TrainConfig {
            trainable,
            gradient,
            privacy: (gradient == GradientKind::Private).then_some(plan),
            epochs: (steps * batch) as f64 / count as f64,
            max_steps: Some(steps as u64),
            batch_size: batch,
            sequence_length: self.length,
            threads: Some(self.threads),
            // A GPU is waited for when a loss is told, and so at the end of the steps that warm up.
            evaluate_every: (self.device != Device::Cpu).then_some(WARM),
            ..TrainConfig::default()
        };
        let mut clock = Clock {
            last: Instant::now(),
            seconds: Vec::new(),
            losses: Vec::new(),
        };
        let record = run(model, examples, &[], &config, &mut clock)?;
        let warm = self.warm();
        let seconds: f64 = clock.seconds.iter().skip(warm).sum();
        let targets: usize = examples
            .iter()
            .map(|one| one.ids.len().min(self.length) - 1)
            .sum();
        // Every pass over the examples takes count / batch steps.
        let tokens = (targets * steps.saturating_sub(warm)) as f64 * batch as f64 / count as f64;
        Ok(Measured {
            record,
            clock,
            tokens,
            seconds,
        })
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (device, arguments) = device(&arguments);
    let [dir, method, precision, sizes @ ..] = arguments else {
        return Err(
            "[--device cuda] MODEL METHOD f32|bf16 BATCH LENGTH STEPS THREADS RANK [DATA]".into(),
        );
    };
    let size = |index: usize, default: usize| sizes.get(index).map_or(Ok(default), |n| n.parse());
    let setting = Setting {
        method: method.parse()?,
        rank: size(4, 16)? as u32,
        batch: size(0, 8)?,
        length: size(1, 128)?,
        threads: size(3, 2)?,
        device,
    };
    let (steps, data) = (size(2, 4)?, sizes.get(5));
    let fresh = || load(Path::new(dir), precision, device);
    let mut model = fresh()?;
    let shape = (setting.batch, setting.length);
    let examples = examples(data, shape, model.config().vocab_size)?;
    let apart = data.is_some() && setting.method.axes().1 == GradientKind::Private;
    let measured = if apart {
        // A drawn batch has the size that it happens to have. Here each batch is a run of its own in which all take
        // part, so that both sides compute the same batches.
        let warm = setting.warm();
        let mut all: Option<Measured> = None;
        for part in examples.chunks(setting.batch) {
            let one = setting.measure(&mut model, part, warm + 1)?;
            model = fresh()?;
            match &mut all {
                Some(all) => {
                    all.clock.seconds.extend(&one.clock.seconds[warm..]);
                    all.tokens += one.tokens;
                    all.seconds += one.seconds;
                    all.record.peak_rss_bytes =
                        all.record.peak_rss_bytes.max(one.record.peak_rss_bytes);
                }
                None => all = Some(one),
            }
        }
        all.ok_or("no data")?
    } else {
        let steps = data.map_or(steps, |_| examples.len().div_ceil(setting.batch));
        setting.measure(&mut model, &examples, steps)?
    };
    let Measured { record, clock, .. } = measured;
    let speed = measured.tokens / measured.seconds;
    let flops_per_token = record.flops / record.tokens.max(1) as f64;
    let line = serde_json::json!({
        "name": setting.method,
        "tokens_per_second": speed,
        "step_seconds": clock.seconds,
        "losses": clock.losses,
        "peak_bytes": record.peak_rss_bytes,
        "peak_device_bytes": record.peak_device_bytes,
        "device_energy_joules": record.device_energy_joules,
        "physical_tokens": record.physical_tokens,
        "padded_tokens": record.padded_tokens,
        "tokens": record.tokens,
        // Of the steps that the speed is of; the record's counts the first as well.
        "utilisation": speed * flops_per_token / record.ceiling_flops_per_second,
        "ceiling_flops_per_second": record.ceiling_flops_per_second,
        "flops_per_token": flops_per_token,
    });
    Ok(writeln!(stdout(), "{line}")?)
}
