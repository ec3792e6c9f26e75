//! Tokens per second and peak memory of one method on one model, with random tokens.
//!
//! `cargo xtask bench training -- MODEL_DIR full|lora|dp|dp-lora f32|bf16 [BATCH LENGTH STEPS]`
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{Write, stdout};
use std::ops::ControlFlow;
use std::path::Path;

use model::{Model, Options, Precision, Seed};
use training::{Example, GradientKind, MethodName, Observer, Progress, TrainConfig, run};

/// Prints every step.
struct Printer;

impl Observer for Printer {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        let Progress {
            step,
            loss,
            tokens_per_second,
            rss_bytes,
            ..
        } = progress;
        let memory = *rss_bytes as f64 / 1e9;
        let line = format!(
            "step {step}: loss {:.4}, {tokens_per_second:.1} tokens/s, {memory:.2} GB",
            loss.unwrap_or(f64::NAN)
        );
        match writeln!(stdout(), "{line}") {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dir, method, precision, sizes @ ..] = arguments.as_slice() else {
        return Err("MODEL_DIR full|lora|dp|dp-lora f32|bf16 [BATCH LENGTH STEPS]".into());
    };
    let size = |index: usize, default: usize| sizes.get(index).map_or(Ok(default), |n| n.parse());
    let (batch, length, steps) = (size(0, 8)?, size(1, 128)?, size(2, 5)?);
    let precision = if precision == "bf16" {
        Precision::Bf16
    } else {
        Precision::F32
    };
    let mut model = Model::load(
        Path::new(dir),
        &Options {
            precision,
            ..Options::default()
        },
    )?;
    let (trainable, gradient) = method.parse::<MethodName>()?.axes();
    let mut seed = Seed::new(1, "throughput");
    let vocabulary = model.config().vocab_size;
    let mut example = || Example {
        ids: (0..length).map(|_| seed.below(vocabulary) as i64).collect(),
        sensitive: None,
    };
    let examples: Vec<Example> = (0..batch * steps).map(|_| example()).collect();
    let plan = dp::PlanConfig::for_batch((batch * steps) as u64, batch as f64, steps as u64, 1e-6);
    let config = TrainConfig {
        trainable,
        gradient,
        privacy: (gradient == GradientKind::Private).then_some(plan),
        batch_size: batch,
        sequence_length: length,
        ..TrainConfig::default()
    };
    let record = run(&mut model, &examples, &[], &config, &mut Printer)?;
    writeln!(
        stdout(),
        "{method} {}: {:.1} tokens/s, peak {:.2} GB, {} threads",
        record.precision,
        // A private run does not count tokens: here every example has as many.
        (batch * length * steps) as f64 / record.wall_seconds,
        record.peak_rss_bytes as f64 / 1e9,
        record.threads,
    )?;
    Ok(())
}
