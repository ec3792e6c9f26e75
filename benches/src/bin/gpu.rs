//! Does a GPU compute what the CPU computes? `gpu [cpu|cuda]`; without a word it takes the GPU if there is one.
//!
//! Tiny models of every family, made here, in float32: logits, gradients, norms and clipped sums, and steps
//! of every method, against the CPU, whose private gradients are formed from batches of one. Then bfloat16
//! against float32, and a private run that is interrupted and gone on with. One line a check.
//!
//! Exit code 0: the GPU agrees. 1: it does not. 3: there is no GPU; the CPU agrees with itself.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{Write, stdout};
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::Duration;

use model::{Device, LoraConfig, Model, Options, Parameter, Precision, Seed};
use training::batch::{Cut, Physical};
use training::gradient::{
    Clipping, Gradient, LogicalBatch, Plain, Unit, UnitBatch, clipped_sum, one_by_one,
};
use training::{
    Example, GradientKind, Keep, MethodName, Observer, Progress, RunRecord, Stopped, TrainConfig,
    Trainable, run, run_kept,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Each family, with what sets it apart: grouped and single heads, windows, soft caps, norms of queries and
/// keys, tied heads, biases, positions that are learnt.
const FAMILIES: [(&str, &str); 6] = [
    (
        "llama",
        r#"{"model_type": "llama", "vocab_size": 211, "hidden_size": 64, "intermediate_size": 128,
        "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 3,
        "max_position_embeddings": 64, "tie_word_embeddings": true}"#,
    ),
    (
        "gpt_neox",
        r#"{"model_type": "gpt_neox", "vocab_size": 211, "hidden_size": 64, "intermediate_size": 128,
        "num_attention_heads": 4, "num_hidden_layers": 3, "max_position_embeddings": 64,
        "rotary_pct": 0.5}"#,
    ),
    (
        "gemma2",
        r#"{"model_type": "gemma2", "vocab_size": 211, "hidden_size": 64, "intermediate_size": 128,
        "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 4, "head_dim": 16,
        "max_position_embeddings": 64, "sliding_window": 8, "query_pre_attn_scalar": 16,
        "attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0,
        "hidden_activation": "gelu_pytorch_tanh"}"#,
    ),
    (
        "gemma3_text",
        r#"{"model_type": "gemma3_text", "vocab_size": 211, "hidden_size": 64, "intermediate_size": 128,
        "num_attention_heads": 4, "num_key_value_heads": 1, "num_hidden_layers": 4, "head_dim": 16,
        "max_position_embeddings": 64, "sliding_window": 8, "query_pre_attn_scalar": 16,
        "sliding_window_pattern": 2, "hidden_activation": "gelu_pytorch_tanh"}"#,
    ),
    (
        "qwen3",
        r#"{"model_type": "qwen3", "vocab_size": 211, "hidden_size": 64, "intermediate_size": 128,
        "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 3, "head_dim": 16,
        "max_position_embeddings": 64}"#,
    ),
    (
        "gpt2",
        r#"{"model_type": "gpt2", "vocab_size": 211, "n_embd": 64, "n_head": 4, "n_layer": 3,
        "n_positions": 64}"#,
    ),
];

const METHODS: [MethodName; 4] = [
    MethodName::Full,
    MethodName::Lora,
    MethodName::Dp,
    MethodName::DpLora,
];

/// The largest difference that float32 may make, as a part of the largest value.
const TOLERANCE: f64 = 1e-4;

/// The same for a loss in bfloat16.
const ROUNDED: f64 = 0.02;

/// Tokens used of an example.
const LENGTH: usize = 64;

fn main() -> ExitCode {
    match check_all() {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let _ = say(&format!("FAILED: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn check_all() -> Outcome<u8> {
    let asked = std::env::args().nth(1);
    let there = load(FAMILIES[0].1, Device::Cuda(0), Precision::F32).is_ok();
    let device = match (asked.as_deref(), there) {
        (Some("cuda"), false) => {
            return Err("there is no GPU, or libtorch_cuda.so was not loaded first".into());
        }
        (None | Some("cuda"), true) => Device::Cuda(0),
        (None | Some("cpu"), _) => Device::Cpu,
        (Some(other), _) => return Err(format!("{other} is neither cpu nor cuda").into()),
    };
    // Models so small are slower with threads that wait for each other.
    model::set_threads(Some(1));
    let mut checks = Checks { failed: 0 };
    for (family, config) in FAMILIES {
        for trainable in [Trainable::All, Trainable::Adapters(LoraConfig::default())] {
            compare(family, config, &trainable, device, &mut checks)?;
        }
        for method in METHODS {
            steps(family, config, method, device, &mut checks)?;
        }
    }
    noise(device, &mut checks)?;
    interrupted(device, &mut checks)?;
    if checks.failed > 0 {
        say(&format!("{} checks failed", checks.failed))?;
        return Ok(1);
    }
    match device {
        Device::Cuda(_) => say("the GPU computes what the CPU computes").map(|()| 0),
        Device::Cpu => {
            say("there is no GPU: only the CPU was checked, against batches of one").map(|()| 3)
        }
    }
}

struct Checks {
    failed: usize,
}

impl Checks {
    fn that(&mut self, name: &str, difference: f64, tolerance: f64) -> Outcome<()> {
        let fine = difference <= tolerance;
        self.failed += usize::from(!fine);
        let word = if fine { "ok    " } else { "FAILED" };
        say(&format!("{word} {name}: {difference:.1e}"))
    }
}

fn say(line: &str) -> Outcome<()> {
    Ok(writeln!(stdout(), "{line}")?)
}

fn load(config: &str, device: Device, precision: Precision) -> Result<Model, model::Error> {
    Model::initialise(config, 3, &Options { device, precision })
}

/// A model whose chosen weights can be trained.
fn trained(config: &str, device: Device, trainable: &Trainable) -> Outcome<Model> {
    let mut model = load(config, device, Precision::F32)?;
    match trainable {
        Trainable::All => model.train_all(),
        Trainable::Adapters(lora) => {
            model.attach(lora, 5)?;
            model.train_adapter();
        }
    }
    Ok(model)
}

/// Examples of different lengths, longest first.
fn examples() -> Vec<Example> {
    let mut seed = Seed::new(2, "gpu");
    let lengths = [40, 31, 24, 17, 9, 2];
    let example = |length: usize| Example {
        ids: (0..length).map(|_| seed.below(211) as i64).collect(),
        sensitive: None,
        subject: None,
    };
    lengths.map(example).into_iter().collect()
}

/// The largest difference of two lists of tensors, as a part of the largest value of each pair.
fn apart(left: &[Parameter], right: &[Parameter]) -> f64 {
    let pairs = left.iter().zip(right).map(|(left, right)| {
        let right = right.value.to_device(left.value.device());
        let difference = (&left.value - &right).abs().max().double_value(&[]);
        difference / left.value.abs().max().double_value(&[]).max(1e-3)
    });
    pairs.fold(0.0, |worst, one| match one.is_nan() {
        true => f64::INFINITY,
        false => worst.max(one),
    })
}

/// Logits, gradients, norms and clipped sums of one model.
fn compare(
    family: &str,
    config: &str,
    trainable: &Trainable,
    device: Device,
    checks: &mut Checks,
) -> Outcome<()> {
    let all = examples();
    let kind = match trainable {
        Trainable::All => "all weights",
        Trainable::Adapters(_) => "adapter",
    };
    let mut found = Vec::new();
    for place in [Device::Cpu, device] {
        let model = trained(config, place, trainable)?;
        let leaves = model.trainable();
        let named = |values: Vec<_>| -> Vec<Parameter> {
            let pairs = leaves.iter().zip(values);
            let named = pairs.map(|(leaf, value)| Parameter {
                name: leaf.name.clone(),
                value,
            });
            named.collect()
        };
        let logits = model.sequence_logits(&[all[0].ids.clone()])?;
        let logits = vec![Parameter {
            name: "logits".to_owned(),
            value: logits,
        }];
        let (cut, physical) = (
            Cut {
                length: LENGTH,
                ..Cut::default()
            },
            Physical {
                size: Some(4),
                ..Physical::default()
            },
        );
        let logical = LogicalBatch {
            examples: all.iter().collect(),
            cut,
            physical,
            seed: None,
        };
        let plain = Plain::default().compute(&model, &leaves, &logical)?;
        let units = UnitBatch {
            units: all
                .iter()
                .map(|one| Unit {
                    examples: vec![one],
                    seed: 1,
                })
                .collect(),
            cut,
            physical,
        };
        // The first is the oracle: slow and simple.
        let private = match found.is_empty() {
            true => one_by_one(&model, &leaves, &units, 0.1)?,
            false => clipped_sum(&model, &leaves, &units, Clipping::flat(0.1))?,
        };
        found.push((
            logits,
            named(plain.values),
            named(private.values),
            private.norms,
        ));
    }
    let [oracle, tried] = found.as_slice() else {
        return Ok(());
    };
    let name = |what: &str| format!("{family}, {kind}: {what}");
    checks.that(&name("logits"), apart(&oracle.0, &tried.0), TOLERANCE)?;
    checks.that(&name("gradients"), apart(&oracle.1, &tried.1), TOLERANCE)?;
    checks.that(&name("clipped sums"), apart(&oracle.2, &tried.2), TOLERANCE)?;
    let norms = oracle.3.iter().zip(&tried.3);
    let norms = norms.map(|(one, other)| (one - other).abs() / one.max(1e-6));
    checks.that(&name("norms"), norms.fold(0.0, f64::max), TOLERANCE)
}

/// Whether the device draws the noise of private steps by itself, value for value the host's.
fn noise(device: Device, checks: &mut Checks) -> Outcome<()> {
    if device == Device::Cpu {
        return Ok(());
    }
    let model = load(FAMILIES[0].1, device, Precision::F32)?;
    let off = match training::draws_noise(&model) {
        true => 0.0,
        false => f64::INFINITY,
    };
    checks.that("noise that the device draws", off, 0.0)
}

/// Hears of every step; may ask for a pause after some.
#[derive(Default)]
struct Listener {
    steps: u64,
    pause_after: Option<u64>,
}

impl Observer for Listener {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        self.steps = progress.step;
        ControlFlow::Continue(())
    }

    fn suspending(&mut self) -> bool {
        self.pause_after.is_some_and(|steps| self.steps >= steps)
    }
}

fn config(method: MethodName, units: u64) -> TrainConfig {
    let (trainable, gradient) = method.axes();
    let plan = dp::PlanConfig::for_batch(units, units as f64, 6, 1e-5);
    TrainConfig {
        trainable,
        gradient,
        privacy: (gradient == GradientKind::Private).then_some(plan),
        epochs: 6.0,
        max_steps: Some(6),
        batch_size: units as usize,
        sequence_length: LENGTH,
        learning_rate: 1e-3,
        threads: Some(1),
        evaluate_every: Some(3),
        ..TrainConfig::default()
    }
}

/// A few steps of a method: plain ones end at the CPU's loss, in bfloat16 near it; private ones end.
fn steps(
    family: &str,
    text: &str,
    method: MethodName,
    device: Device,
    checks: &mut Checks,
) -> Outcome<()> {
    let all = examples();
    let config = config(method, all.len() as u64);
    let last = |place: Device, precision: Precision| -> Outcome<Option<f64>> {
        let mut model = load(text, place, precision)?;
        let record = run(&mut model, &all, &[], &config, &mut Listener::default())?;
        if record.steps != 6 {
            return Err(format!("{family}, {method}: ended after {} steps", record.steps).into());
        }
        Ok(record.loss_curve.last().map(|point| point.loss))
    };
    let oracle = last(Device::Cpu, Precision::F32)?;
    let exact = last(device, Precision::F32)?;
    let rounded = last(device, Precision::Bf16)?;
    let name = |what: &str| format!("{family}, {method}: {what}");
    if let (Some(oracle), Some(exact), Some(rounded)) = (oracle, exact, rounded) {
        checks.that(
            &name("loss after six steps"),
            (oracle - exact).abs(),
            TOLERANCE,
        )?;
        return checks.that(&name("in bfloat16"), (oracle - rounded).abs(), ROUNDED);
    }
    checks.that(&name("six steps"), 0.0, TOLERANCE)
}

/// A private run that is paused and gone on with takes all its steps and counts them once.
fn interrupted(device: Device, checks: &mut Checks) -> Outcome<()> {
    let all = examples();
    let config = config(MethodName::Dp, all.len() as u64);
    let dir = std::env::temp_dir().join(format!("tacit-gpu-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let keep = Keep {
        dir: dir.clone(),
        every: Duration::ZERO,
    };
    let go = |pause_after| -> Outcome<RunRecord> {
        let mut model = load(FAMILIES[0].1, device, Precision::F32)?;
        let mut listener = Listener {
            pause_after,
            ..Listener::default()
        };
        Ok(run_kept(
            &mut model,
            &all,
            &[],
            &config,
            &mut listener,
            &keep,
        )?)
    };
    let outcome = go(Some(2)).and_then(|first| Ok((first, go(None)?)));
    std::fs::remove_dir_all(&dir)?;
    let (first, second) = outcome?;
    let fine = first.stopped == Stopped::Suspended
        && (second.stopped, second.steps, second.resumed) == (Stopped::Completed, 6, 1);
    let difference = if fine { 0.0 } else { f64::INFINITY };
    checks.that("a private run, interrupted", difference, TOLERANCE)
}
