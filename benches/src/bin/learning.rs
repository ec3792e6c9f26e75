//! What training does to a model, as lines of JSON:
//!
//! `learning overfit MODEL DATA.json EPOCHS [METHOD]`: the loss on the training examples themselves, again and again,
//! under `full` and under `dp` at epsilon 3, or under one of them.
//! `learning precision MODEL DATA.json STEPS`: the loss of every step in float32, in bfloat16, and in float32 with
//! the examples in another order.
//! `learning memory MODEL METHOD f32|bf16 BUDGET_GB [recompute]`: the highest memory of a run that was given a
//! budget.
//! `learning padding DATA.json BATCH`: the share of padding among the tokens of an epoch, in batches of that size, as
//! they come and as they are computed.
//!
//! DATA is a list of sequences of token ids, as `benches/finetune.py --tokenize` writes it.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{Write, stdout};
use std::ops::ControlFlow;
use std::path::Path;

use model::{Model, Options, Precision, Seed};
use serde_json::{Value, json};
use training::batch::{Physical, epoch, physical};
use training::{
    Example, GradientKind, MethodName, Observer, Progress, RunRecord, Schedule, TrainConfig, run,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Tokens used of an example.
const LENGTH: usize = 64;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["overfit", dir, data, epochs, method @ ..] if method.len() < 2 => {
            let chosen: Result<Vec<MethodName>, _> = method.iter().map(|m| m.parse()).collect();
            let methods = match chosen?.as_slice() {
                [] => vec![MethodName::Full, MethodName::Dp],
                chosen => chosen.to_vec(),
            };
            overfit(dir, &sequences(data)?, epochs.parse()?, &methods)
        }
        ["precision", dir, data, steps] => precision(dir, &sequences(data)?, steps.parse()?),
        ["memory", dir, method, dtype, budget, rest @ ..] => memory(
            dir,
            method.parse()?,
            dtype,
            budget.parse()?,
            rest.contains(&"recompute"),
        ),
        ["padding", data, batch] => padding(&sequences(data)?, batch.parse()?),
        _ => Err("overfit | precision | padding | memory: see the head of the source".into()),
    }
}

fn say(line: &Value) -> Outcome<()> {
    Ok(writeln!(stdout(), "{line}")?)
}

fn load(dir: &str, precision: Precision) -> Outcome<Model> {
    let options = Options {
        precision,
        ..Options::default()
    };
    Ok(Model::load(Path::new(dir), &options)?)
}

fn sequences(path: &str) -> Outcome<Vec<Example>> {
    let ids: Vec<Vec<i64>> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let example = |ids| Example {
        ids,
        sensitive: None,
        subject: None,
    };
    Ok(ids.into_iter().map(example).collect())
}

/// Tells each step's loss, or the validation losses, as they come.
struct Teller<'a> {
    name: &'a str,
    validation_only: bool,
}

impl Observer for Teller<'_> {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        let loss = match self.validation_only {
            true => progress.validation_loss,
            false => progress.loss,
        };
        if let Some(loss) = loss {
            let _ = say(&json!({"run": self.name, "step": progress.step, "loss": loss}));
        }
        ControlFlow::Continue(())
    }
}

/// All methods see every example as often, in batches of eight.
fn overfit(dir: &str, data: &[Example], epochs: u64, methods: &[MethodName]) -> Outcome<()> {
    let (batch, count) = (8usize, data.len() as u64);
    let steps = epochs * count.div_ceil(batch as u64);
    let plan = dp::PlanConfig {
        clip_norm: 1.0,
        ..dp::PlanConfig::for_batch(count, batch as f64, steps, 1e-4)
    };
    for method in methods {
        let (trainable, gradient) = method.axes();
        let private = gradient == GradientKind::Private;
        let config = TrainConfig {
            trainable,
            gradient,
            privacy: match private {
                true => Some(plan.clone().calibrate(3.0)?.config().clone()),
                false => None,
            },
            epochs: epochs as f64,
            batch_size: batch,
            sequence_length: LENGTH,
            learning_rate: 1e-4,
            evaluate_every: Some(2 * count.div_ceil(batch as u64)),
            ..TrainConfig::default()
        };
        let name = method.to_string();
        let mut model = load(dir, Precision::F32)?;
        // A private run evaluates nothing by itself: its loss is taken here, by whoever has the data anyway.
        let before = training::mean_loss(&model, data, LENGTH)?;
        say(&json!({"run": name, "step": 0, "loss": before}))?;
        let mut teller = Teller {
            name: &name,
            validation_only: true,
        };
        let validation = if private { &[] } else { data };
        let record = run(&mut model, data, validation, &config, &mut teller)?;
        let after = training::mean_loss(&model, data, LENGTH)?;
        let privacy = serde_json::to_value(&record.privacy)?;
        say(&json!({
            "run": name, "step": record.steps, "loss": after, "privacy": privacy,
            "seconds": record.wall_seconds,
        }))?;
    }
    Ok(())
}

fn precision(dir: &str, data: &[Example], steps: u64) -> Outcome<()> {
    let go = |name: &str, precision, seed| -> Outcome<RunRecord> {
        let (trainable, gradient) = MethodName::Full.axes();
        let config = TrainConfig {
            trainable,
            gradient,
            epochs: 1e4,
            max_steps: Some(steps),
            batch_size: 8,
            sequence_length: 128,
            learning_rate: 2e-5,
            schedule: Schedule::Constant,
            seed,
            ..TrainConfig::default()
        };
        let mut teller = Teller {
            name,
            validation_only: false,
        };
        Ok(run(
            &mut load(dir, precision)?,
            data,
            &[],
            &config,
            &mut teller,
        )?)
    };
    let exact = go("f32", Precision::F32, 1)?;
    let rounded = go("bf16", Precision::Bf16, 1)?;
    let other = go("f32, another order", Precision::F32, 2)?;
    let apart = |left: &RunRecord, right: &RunRecord| {
        let pairs = left.loss_curve.iter().zip(&right.loss_curve);
        let all: Vec<f64> = pairs.map(|(one, two)| one.loss - two.loss).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let largest = all.iter().fold(0.0f64, |most, one| most.max(one.abs()));
        json!({"mean": mean, "largest": largest})
    };
    say(
        &json!({"bf16 - f32": apart(&rounded, &exact), "another order - f32": apart(&other, &exact)}),
    )
}

fn padding(data: &[Example], batch: usize) -> Outcome<()> {
    let lengths: Vec<usize> = data.iter().map(|one| one.ids.len()).collect();
    let share = |batches: &[Vec<usize>]| {
        let (mut real, mut padded) = (0, 0);
        for batch in batches {
            let own = || batch.iter().map(|index| lengths[*index]);
            real += own().sum::<usize>();
            padded += batch.len() * own().max().unwrap_or(0);
        }
        1.0 - f64::from(real as u32) / f64::from(padded as u32)
    };
    let order: Vec<usize> = (0..data.len()).collect();
    let arriving: Vec<Vec<usize>> = order.chunks(batch).map(<[usize]>::to_vec).collect();
    let logical = epoch(&lengths, batch, 1, 0);
    let computed: Vec<Vec<usize>> = logical
        .iter()
        .flat_map(|batch| {
            let sizes: Vec<(usize, usize)> =
                batch.iter().map(|one| (*one, lengths[*one])).collect();
            physical(&sizes, Physical::default())
        })
        .collect();
    say(&json!({
        "examples": data.len(), "batch": batch, "as they come": share(&arriving),
        "of like length": share(&computed),
    }))
}

fn memory(
    dir: &str,
    method: MethodName,
    dtype: &str,
    gigabytes: f64,
    recompute: bool,
) -> Outcome<()> {
    let precision = match dtype {
        "bf16" => Precision::Bf16,
        _ => Precision::F32,
    };
    let mut model = load(dir, precision)?;
    let mut seed = Seed::new(1, "memory");
    let vocabulary = model.config().vocab_size;
    let mut random = || (0..128).map(|_| seed.below(vocabulary) as i64).collect();
    let example = |ids| Example {
        ids,
        sensitive: None,
        subject: None,
    };
    let data: Vec<Example> = (0..64).map(|_| example(random())).collect();
    let (trainable, gradient) = method.axes();
    let plan = dp::PlanConfig::for_batch(64, 64.0, 2, 1e-6);
    let config = TrainConfig {
        trainable,
        gradient,
        privacy: (gradient == GradientKind::Private).then_some(plan),
        epochs: 2.0,
        batch_size: 64,
        sequence_length: 128,
        memory_budget: Some((gigabytes * 1e9) as u64),
        recompute,
        ..TrainConfig::default()
    };
    let mut teller = Teller {
        name: "memory",
        validation_only: true,
    };
    let record = run(&mut model, &data, &[], &config, &mut teller)?;
    say(&json!({
        "method": method.to_string(), "dtype": dtype, "recompute": recompute,
        "budget_gb": gigabytes, "tokens_at_once": record.physical_tokens,
        "peak_gb": record.peak_rss_bytes as f64 / 1e9,
    }))
}
