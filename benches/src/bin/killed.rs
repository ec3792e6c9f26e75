//! A training run under SIGKILL: `killed [KILLS] [METHOD]`.
//!
//! Starts a run in a process of its own, copies the state that it saves before its first step, and lets one copy
//! run undisturbed while whoever trains on the other is killed at random moments and started again. Both must
//! end with the same weights, bit for bit; and what a private run has written down before each step must never
//! be less than what its saved state has released, nor shrink.
//!
//! The state holds a private run's randomness, so that both copies draw the same.
#![forbid(unsafe_code)]

use std::error::Error;
use std::fs::{self, File};
use std::io::{Write, stdout};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use model::{Model, Options, Precision, Seed};
use serde_json::Value;
use training::{
    Example, GradientKind, Keep, MethodName, Observer, Progress, TrainConfig, run_kept,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

const CONFIG: &str = r#"{"model_type": "llama", "vocab_size": 512, "hidden_size": 128,
    "intermediate_size": 256, "num_attention_heads": 4, "num_key_value_heads": 2,
    "num_hidden_layers": 4, "max_position_embeddings": 64, "tie_word_embeddings": true}"#;

const METHODS: [MethodName; 4] = [
    MethodName::Full,
    MethodName::Lora,
    MethodName::Dp,
    MethodName::DpLora,
];

/// Steps of a run, and its examples.
const STEPS: u64 = 400;
const EXAMPLES: usize = 64;

/// The weights at the end, and the steps that were announced before they were taken.
const FINAL: &str = "final.safetensors";
const ANNOUNCED: &str = "announced";

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["train", method, dir] => train(method.parse()?, Path::new(dir)),
        rest => {
            let kills: u64 = rest.first().map_or(Ok(20), |word| word.parse())?;
            let only: Option<MethodName> = rest.get(1).map(|word| word.parse()).transpose()?;
            for method in METHODS
                .into_iter()
                .filter(|one| only.is_none_or(|m| m == *one))
            {
                hunt(method, kills)?;
            }
            Ok(())
        }
    }
}

fn say(line: &str) -> Outcome<()> {
    Ok(writeln!(stdout(), "{line}")?)
}

/// Writes down every step before it is taken.
struct Announcer<'a> {
    dir: &'a Path,
}

impl Observer for Announcer<'_> {
    fn progress(&mut self, _: &Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn spending(&mut self, event: &dp::DpEvent) -> ControlFlow<()> {
        let write = || -> Outcome<()> {
            let next = self.dir.join("announced.next");
            let before = announced(self.dir)?;
            let now = released(&serde_json::to_value(event)?).max(before);
            let mut file = File::create(&next)?;
            write!(file, "{now}")?;
            file.sync_all()?;
            Ok(fs::rename(next, self.dir.join(ANNOUNCED))?)
        };
        match write() {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

fn announced(dir: &Path) -> Outcome<u64> {
    match fs::read_to_string(dir.join(ANNOUNCED)) {
        Ok(text) => Ok(text.trim().parse()?),
        Err(_) => Ok(0),
    }
}

/// The largest count anywhere in an event: of so many steps.
fn released(event: &Value) -> u64 {
    match event {
        Value::Number(number) => number.as_u64().unwrap_or(0),
        Value::Array(values) => values.iter().map(released).max().unwrap_or(0),
        Value::Object(fields) => fields.values().map(released).max().unwrap_or(0),
        _ => 0,
    }
}

/// One run, from its start or from where the one before it was killed.
fn train(method: MethodName, dir: &Path) -> Outcome<()> {
    let options = Options {
        precision: Precision::F32,
        ..Options::default()
    };
    let mut model = Model::initialise(CONFIG, 3, &options)?;
    let mut seed = Seed::new(1, "killed");
    let mut example = || {
        let length = 8 + seed.below(40);
        Example {
            ids: (0..length).map(|_| seed.below(512) as i64).collect(),
            sensitive: None,
            subject: None,
        }
    };
    let examples: Vec<Example> = (0..EXAMPLES).map(|_| example()).collect();
    let (trainable, gradient) = method.axes();
    let plan = dp::PlanConfig::for_batch(EXAMPLES as u64, 8.0, STEPS, 1e-5);
    let config = TrainConfig {
        trainable,
        gradient,
        privacy: (gradient == GradientKind::Private).then_some(plan),
        epochs: 1e4,
        max_steps: Some(STEPS),
        sequence_length: 64,
        threads: Some(1),
        ..TrainConfig::default()
    };
    let keep = Keep {
        dir: dir.to_path_buf(),
        every: Duration::ZERO,
    };
    let mut announcer = Announcer { dir };
    run_kept(&mut model, &examples, &[], &config, &mut announcer, &keep)?;
    match model.has_adapter() {
        true => model.train_adapter(),
        false => model.train_all(),
    }
    Ok(model::write_tensors(&dir.join(FINAL), &model.trainable())?)
}

fn start(method: MethodName, dir: &Path) -> Outcome<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["train", &method.to_string()]).arg(dir);
    Ok(command.spawn()?)
}

/// The steps that the saved state has taken; `None` while none is saved.
fn saved(dir: &Path) -> Option<u64> {
    let text = ["state", "state.last"]
        .iter()
        .find_map(|name| fs::read_to_string(dir.join(name).join("state.json")).ok())?;
    let state: Value = serde_json::from_str(&text).ok()?;
    state["record"]["steps"].as_u64()
}

fn hunt(method: MethodName, kills: u64) -> Outcome<()> {
    let root = std::env::temp_dir().join(format!("tacit-killed-{}", std::process::id()));
    let (calm, hunted) = (root.join("calm"), root.join("hunted"));
    for dir in [&calm, &hunted] {
        fs::create_dir_all(dir)?;
    }
    let outcome = hunt_in(method, kills, &calm, &hunted);
    fs::remove_dir_all(&root)?;
    outcome
}

fn hunt_in(method: MethodName, kills: u64, calm: &Path, hunted: &Path) -> Outcome<()> {
    // The first state, from which both go on.
    let mut first = start(method, hunted)?;
    let began = Instant::now();
    while saved(hunted).is_none() && began.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(1));
    }
    first.kill()?;
    first.wait()?;
    copy(hunted, calm)?;
    let began = Instant::now();
    if !start(method, calm)?.wait()?.success() {
        return Err(format!("{method}: the undisturbed run failed").into());
    }
    let whole = began.elapsed();
    let mut seed = Seed::new(u64::from(std::process::id()), "kill");
    let (mut deaths, mut least) = (0, 0);
    let mut moments = Vec::new();
    loop {
        let mut child = start(method, hunted)?;
        // A process takes a moment to start; some deaths fall into it, and some into the saving of a state.
        let patience = whole.mul_f64(seed.unit() * 1.5 / kills.max(1) as f64);
        if deaths < kills {
            std::thread::sleep(patience + Duration::from_millis(80));
            child.kill()?;
        }
        let ended = child.wait()?;
        if ended.success() {
            break;
        }
        if deaths == kills {
            return Err(format!("{method}: the hunted run failed by itself").into());
        }
        deaths += 1;
        let (note, state) = (announced(hunted)?, saved(hunted).unwrap_or(0));
        moments.push(state);
        let private = matches!(method, MethodName::Dp | MethodName::DpLora);
        if private && (note < state || note < least) {
            return Err(format!("{method}: {note} steps noted, {state} released").into());
        }
        least = note;
    }
    let read = |dir: &Path| fs::read(dir.join(FINAL));
    if read(calm)? != read(hunted)? {
        return Err(format!("{method}: the weights differ after {deaths} deaths").into());
    }
    say(&format!(
        "{method}: {deaths} deaths, saved steps at each {moments:?}: the same weights, bit for bit"
    ))
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    for entry in fs::read_dir(from)? {
        let path: PathBuf = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
