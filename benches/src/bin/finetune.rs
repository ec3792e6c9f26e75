//! Our training steps and the peers', in turn on the same model, batches, lengths, element type and
//! threads: `cargo xtask bench finetune [-- --steps 4 --dtype f32,bf16 --only full,dp --real RECORDS.jsonl.gz --scaling]`.
//!
//! `--device cuda` measures on a GPU; `--model` may then name a folder with no more than a `config.json`, for a
//! model that has learnt nothing.
//!
//! Prints a table of ratios and writes `finetune.json` and plots beside it into `--out`.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;

use benches::{Point, TUNED, Told, exponent, plot};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Ours, and the peers that do the same.
const METHODS: [(&str, &[&str]); 4] = [
    ("full", &["full"]),
    ("lora", &["lora"]),
    ("dp", &["dp-hooks", "dp-ghost"]),
    ("dp-lora", &["dp-lora-hooks", "dp-lora-ghost"]),
];

struct Options {
    told: Told,
    batch: usize,
    length: usize,
    steps: usize,
    threads: usize,
    dtypes: Vec<String>,
    only: Vec<String>,
    real: Option<PathBuf>,
    scaling: bool,
    device: String,
}

fn options() -> Outcome<Options> {
    let mut arguments = std::env::args().skip(1);
    let mut options = Options {
        told: Told::default(),
        batch: 8,
        length: 128,
        steps: 4,
        threads: 2,
        dtypes: vec!["f32".to_owned()],
        only: METHODS.map(|(name, _)| name.to_owned()).to_vec(),
        real: None,
        scaling: false,
        device: "cpu".to_owned(),
    };
    let list = |text: String| text.split(',').map(str::to_owned).collect::<Vec<_>>();
    while let Some(flag) = arguments.next() {
        if flag == "--scaling" {
            options.scaling = true;
            continue;
        }
        let value = arguments.next().ok_or(format!("{flag} needs a value"))?;
        if options.told.takes(&flag, &value) {
            continue;
        }
        match flag.as_str() {
            "--batch" => options.batch = value.parse()?,
            "--length" => options.length = value.parse()?,
            "--steps" => options.steps = value.parse()?,
            "--threads" => options.threads = value.parse()?,
            "--dtype" => options.dtypes = list(value),
            "--only" => options.only = list(value),
            "--device" => options.device = value,
            "--real" => options.real = Some(value.into()),
            other => return Err(format!("unknown flag {other}").into()),
        }
    }
    Ok(options)
}

impl Options {
    /// One of our measurements. `batch`, `length` and `rank` are given where they vary.
    fn ours(&self, model: &Path, method: &str, dtype: &str, sizes: [usize; 3]) -> Outcome<Value> {
        let [batch, length, rank] = sizes.map(|size| size.to_string());
        let mut command = Command::new(std::env::current_exe()?.with_file_name("training"));
        command.args(["--device", &self.device]).arg(model);
        command.args([method, dtype, &batch, &length]);
        command.args([self.steps.to_string(), self.threads.to_string(), rank]);
        command.args(self.real.as_deref());
        if self.device == "cuda" {
            command.envs(model::preload());
        }
        last_line(command.envs(TUNED))
    }

    fn theirs(&self, peer: &str, dtype: &str) -> Outcome<Value> {
        let mut command = Command::new(&self.told.python);
        command
            .arg(&self.told.script)
            .arg("--model")
            .arg(&self.told.model);
        command.args(["--peer", peer, "--dtype", dtype, "--device", &self.device]);
        for (flag, value) in [
            ("--batch", self.batch),
            ("--length", self.length),
            ("--steps", self.steps),
            ("--threads", self.threads),
        ] {
            command.args([flag, &value.to_string()]);
        }
        if let Some(data) = &self.real {
            command.arg("--data").arg(data);
        }
        // The libraries would otherwise ask a hub about files that are here.
        command.env("HF_HUB_OFFLINE", "1").env_remove("LD_PRELOAD");
        last_line(command.env("TRANSFORMERS_VERBOSITY", "error"))
    }
}

/// The JSON of a measurement's last line.
fn last_line(command: &mut Command) -> Outcome<Value> {
    let output = command.output()?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let last = text.lines().last().unwrap_or_default().to_owned();
        return Err(format!("a measurement failed: {last}").into());
    }
    let text = String::from_utf8(output.stdout)?;
    let line = text.lines().rfind(|line| line.starts_with('{'));
    Ok(serde_json::from_str(line.ok_or("no measurement")?)?)
}

/// Token ids of real records, made by the peers' tokenizer: both sides train on the same.
fn tokenized(options: &Options, records: &Path) -> Outcome<PathBuf> {
    let ids = options.told.out.join("real.json");
    let mut command = Command::new(&options.told.python);
    command
        .arg(&options.told.script)
        .arg("--model")
        .arg(&options.told.model);
    command
        .arg("--tokenize")
        .arg(records)
        .arg("--data")
        .arg(&ids);
    match command.env("HF_HUB_OFFLINE", "1").status()?.success() {
        true => Ok(ids),
        false => Err(format!("cannot tokenize {}", records.display()).into()),
    }
}

fn main() -> Outcome<()> {
    let mut options = options()?;
    std::fs::create_dir_all(&options.told.out)?;
    if let Some(records) = options.real.take() {
        options.real = Some(tokenized(&options, &records)?);
    }
    let mut all = Vec::new();
    for dtype in &options.dtypes {
        for (method, peers) in METHODS {
            if options.only.iter().any(|only| only == method) {
                compare(&options, dtype, method, peers, &mut all)?;
            }
        }
    }
    let mut report = json!({"comparison": all});
    if options.scaling {
        report["scaling"] = scaling(&options)?;
    }
    let path = options.told.out.join("finetune.json");
    std::fs::write(&path, format!("{report:#}\n"))?;
    say(&format!("wrote {}", path.display()))
}

/// Ours first and last, the peers between: a machine that slows down shows.
fn compare(
    options: &Options,
    dtype: &str,
    method: &str,
    peers: &[&str],
    all: &mut Vec<Value>,
) -> Outcome<()> {
    let sizes = [options.batch, options.length, 16];
    let first = options.ours(&options.told.model, method, dtype, sizes)?;
    let mut found = Vec::new();
    for peer in peers {
        match options.theirs(peer, dtype) {
            Ok(value) => found.push(value),
            Err(error) => say(&format!("{dtype} {peer}: {error}"))?,
        }
    }
    let last = options.ours(&options.told.model, method, dtype, sizes)?;
    let number = |value: &Value, field: &str| value[field].as_f64().unwrap_or(f64::NAN);
    let speed = f64::midpoint(
        number(&first, "tokens_per_second"),
        number(&last, "tokens_per_second"),
    );
    let bytes = match options.device.as_str() {
        "cuda" => "peak_device_bytes",
        _ => "peak_bytes",
    };
    let memory = number(&first, bytes).max(number(&last, bytes));
    // The record of a private run does not tell how many tokens were drawn.
    let utilisation = match number(&last, "utilisation") {
        told if told > 0.0 => format!(
            ", {:.0} % of {:.0} GFLOP/s",
            100.0 * told,
            number(&last, "ceiling_flops_per_second") / 1e9
        ),
        _ => String::new(),
    };
    say(&format!(
        "{dtype} {method}: {speed:.1} tokens/s, {:.2} GB{utilisation}",
        memory / 1e9,
    ))?;
    for peer in &found {
        say(&format!(
            "    {}: {:.1} tokens/s, {:.2} GB; ours {:.2}x the speed, {:.2}x the memory",
            peer["name"].as_str().unwrap_or_default(),
            number(peer, "tokens_per_second"),
            number(peer, bytes) / 1e9,
            speed / number(peer, "tokens_per_second"),
            memory / number(peer, bytes),
        ))?;
    }
    all.push(json!({"dtype": dtype, "method": method, "ours": [first, last], "peers": found}));
    Ok(())
}

/// How a step's time grows with one size at a time, the others as they are.
fn scaling(options: &Options) -> Outcome<Value> {
    let base = [options.batch, options.length, 16];
    let vary = |place: usize, value: usize| {
        let mut sizes = base;
        sizes[place] = value;
        sizes
    };
    let mut report = json!({});
    for (name, place, values, methods) in [
        ("length", 1, vec![32, 64, 128, 256, 512], vec!["full", "dp"]),
        ("batch", 0, vec![2, 4, 8, 16], vec!["full", "dp"]),
        ("rank", 2, vec![4, 16, 64, 256], vec!["lora", "dp-lora"]),
    ] {
        let measure = |method: &str, value: usize| {
            options.ours(&options.told.model, method, "f32", vary(place, value))
        };
        report[name] = curves(options, name, &values, &methods, measure)?;
    }
    let config: Value = serde_json::from_str(&std::fs::read_to_string(
        options.told.model.join("config.json"),
    )?)?;
    let measure = |method: &str, layers: usize| {
        let mut config = config.clone();
        config["num_hidden_layers"] = layers.into();
        let path = options.told.out.join(format!("layers-{layers}.json"));
        std::fs::write(&path, config.to_string())?;
        options.ours(&path, method, "f32", base)
    };
    report["layers"] = curves(options, "layers", &[4, 8, 15, 30], &["full", "dp"], measure)?;
    Ok(report)
}

fn curves(
    options: &Options,
    name: &str,
    values: &[usize],
    methods: &[&str],
    measure: impl Fn(&str, usize) -> Outcome<Value>,
) -> Outcome<Value> {
    let mut report = json!({});
    let mut lines = Vec::new();
    for method in methods {
        let mut points: Vec<Point> = Vec::new();
        for &value in values {
            let found = measure(method, value)?;
            let steps = found["step_seconds"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let steps = steps.iter().skip(1).filter_map(Value::as_f64);
            points.push((value as f64, steps.fold(f64::INFINITY, f64::min)));
        }
        let grows = exponent(&points);
        say(&format!(
            "{method}: seconds a step grow as {name}^{grows:.2}"
        ))?;
        report[method] = json!({"exponent": grows, "points": points});
        lines.push(((*method).to_owned(), points));
    }
    let path = options.told.out.join(format!("{name}.svg"));
    std::fs::write(path, plot(name, &lines)?)?;
    Ok(report)
}

fn say(line: &str) -> Outcome<()> {
    Ok(writeln!(stdout(), "{line}")?)
}
