//! Our scoring for membership inference and mimir's, in turn on the same model, texts and threads:
//! `cargo xtask bench scoring [-- --records 100 --length 128 --mimir CHECKOUT]`.
//!
//! Both go from text to the scores of loss, zlib, Min-K%, Min-K%++, DC-PDD and ReCaLL in float32. Without a checkout
//! of mimir its passes are made as it makes them and its formulas are those of `mimir.py`. Prints the seconds of
//! each side and their ratio, and the largest difference of scores from the same logits; `--scores` reads
//! observations on the standard input and prints what our attacks make of them.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Read, Write, stdin, stdout};
use std::ops::ControlFlow;
use std::process::Command;
use std::time::Instant;

use attacks::membership::ATTACKS;
use attacks::{Observation, Observed, Token};
use benches::{TUNED, Told};
use corpus::Split;
use corpus::synth::{SynthConfig, generate};
use corpus::tokenize::Tokenizer;
use model::{Adapter, Model, ScoreOptions, TokenObservation, score, suffix_log_probs};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Tokens of the text before a record for ReCaLL.
const SHOTS: usize = 256;
/// The attacks that both sides make.
const SHARED: [&str; 6] = [
    "loss",
    "zlib",
    "min_k",
    "min_k_plus_plus",
    "dc_pdd",
    "recall",
];

struct Options {
    told: Told,
    records: usize,
    length: usize,
    threads: usize,
    mimir: Option<String>,
    scores: bool,
    as_worker: bool,
}

fn options() -> Outcome<Options> {
    let mut arguments = std::env::args().skip(1);
    let mut options = Options {
        told: Told::default(),
        records: 100,
        length: 128,
        threads: 2,
        mimir: None,
        scores: false,
        as_worker: false,
    };
    while let Some(flag) = arguments.next() {
        let switch = match flag.as_str() {
            "--scores" => Some(&mut options.scores),
            "--as-worker" => Some(&mut options.as_worker),
            _ => None,
        };
        if let Some(switch) = switch {
            *switch = true;
            continue;
        }
        let value = arguments.next().ok_or(format!("{flag} needs a value"))?;
        if options.told.takes(&flag, &value) {
            continue;
        }
        match flag.as_str() {
            "--records" => options.records = value.parse()?,
            "--length" => options.length = value.parse()?,
            "--threads" => options.threads = value.parse()?,
            "--mimir" => options.mimir = Some(value),
            other => return Err(format!("unknown flag {other}").into()),
        }
    }
    Ok(options)
}

fn main() -> Outcome<()> {
    let options = options()?;
    if options.scores {
        let mut text = String::new();
        stdin().lock().read_to_string(&mut text)?;
        let records: Vec<Observed> = serde_json::from_str(&text)?;
        return Ok(writeln!(stdout(), "{}", json!(scores(&records)?))?);
    }
    if !options.as_worker {
        // In the environment of a worker of the audit service.
        let mut again = Command::new(std::env::current_exe()?);
        let status = again
            .arg("--as-worker")
            .args(std::env::args_os().skip(1))
            .envs(TUNED)
            .status()?;
        std::process::exit(status.code().unwrap_or(1));
    }
    model::set_threads(Some(options.threads));
    let tokenizer = Tokenizer::load(&options.told.model)?;
    let texts = texts(&tokenizer, options.records, options.length)?;
    let prefix = self::texts(&tokenizer, options.records + 1, SHOTS)?.remove(options.records);
    let model = Model::load(
        &options.told.model,
        &model::Options {
            precision: model::Precision::F32,
            ..model::Options::default()
        },
    )?;
    let started = Instant::now();
    let ours = ours(&model, &tokenizer, &texts, &prefix)?;
    let seconds = started.elapsed().as_secs_f64();
    drop(model);
    let theirs = theirs(&options, &texts, &prefix)?;
    report(&options, seconds, &ours, &theirs)
}

/// Prints both sides, and writes them down.
fn report(
    options: &Options,
    seconds: f64,
    ours: &BTreeMap<&'static str, Vec<f64>>,
    theirs: &Value,
) -> Outcome<()> {
    let mut out = stdout();
    let taken = theirs["seconds"]
        .as_f64()
        .ok_or("the script gave no seconds")?;
    let name = if options.mimir.is_some() {
        "mimir"
    } else {
        "mimir's way"
    };
    writeln!(
        out,
        "{} records of about {} tokens, {} threads, float32\nours {seconds:.1} s, {name} {taken:.1} s: {:.2}x as fast",
        options.records,
        options.length,
        options.threads,
        taken / seconds,
    )?;
    for (part, seconds) in theirs["parts"].as_object().into_iter().flatten() {
        writeln!(
            out,
            "  {name}, {part}: {:.1} s",
            seconds.as_f64().unwrap_or(f64::NAN)
        )?;
    }
    for (attack, difference) in theirs["differences"].as_object().into_iter().flatten() {
        writeln!(
            out,
            "same logits, {attack}: largest difference {difference}"
        )?;
    }
    for note in theirs["notes"].as_array().into_iter().flatten() {
        writeln!(out, "note: {}", note.as_str().unwrap_or_default())?;
    }
    let record = json!({
        "records": options.records, "length": options.length, "threads": options.threads,
        "seconds": seconds, "peer": theirs, "ours": ours,
    });
    std::fs::create_dir_all(&options.told.out)?;
    std::fs::write(options.told.out.join("scoring.json"), record.to_string())?;
    let worst = theirs["differences"].as_object().into_iter().flatten();
    let worst = worst.filter_map(|(_, v)| v.as_f64()).fold(0.0, f64::max);
    if worst > 1e-5 {
        return Err(format!("scores from the same logits differ by {worst:e}").into());
    }
    Ok(())
}

/// Texts of about `length` tokens, no two alike.
fn texts(tokenizer: &Tokenizer, count: usize, length: usize) -> Outcome<Vec<String>> {
    let config = SynthConfig {
        records: 4 * count * length.div_ceil(32),
        ..SynthConfig::default()
    };
    let mut all = generate(&config)?;
    let mut texts = Vec::with_capacity(count);
    while texts.len() < count {
        let mut text = String::new();
        let end = loop {
            let record = all.next().ok_or("too few records were made up")?;
            text.push_str(record.text.expose());
            text.push('\n');
            let offsets = tokenizer.encode(&text)?.offsets;
            if let Some((_, end)) = offsets.get(length - 1) {
                break *end;
            }
        };
        text.truncate(end);
        texts.push(text);
    }
    Ok(texts)
}

/// Our way, as an audit goes it, under one model.
fn ours(
    model: &Model,
    tokenizer: &Tokenizer,
    texts: &[String],
    prefix: &str,
) -> Outcome<BTreeMap<&'static str, Vec<f64>>> {
    let ids = |text: &String| Ok::<_, Box<dyn Error>>(tokenizer.encode(text)?.ids);
    let sequences = texts.iter().map(ids).collect::<Outcome<Vec<Vec<i64>>>>()?;
    let options = ScoreOptions {
        adapter: Adapter::Off,
        ..ScoreOptions::default()
    };
    let mut quiet = |_, _| ControlFlow::Continue(());
    let seen = score(model, &sequences, &options, &mut quiet)?;
    let prefix = tokenizer.encode(prefix)?.ids;
    let after = suffix_log_probs(model, &prefix, &sequences, &options, &mut quiet)?;
    let records: Vec<Observed> = (0..)
        .zip(
            texts
                .iter()
                .zip(&sequences)
                .zip(seen.into_iter().zip(after)),
        )
        .map(|(number, ((text, ids), (seen, after)))| {
            observed(number, (text, ids), seen, &after[1..])
        })
        .collect();
    scores(&records)
}

fn observed(
    number: u64,
    (text, ids): (&str, &[i64]),
    seen: Vec<TokenObservation>,
    after: &[f32],
) -> Observed {
    let tuned = seen.into_iter().map(|seen| Observation {
        log_prob: seen.log_prob,
        rank: seen.rank,
        top1: seen.top,
        mean: seen.mean,
        variance: seen.variance,
        top_k_log_mass: seen.top_k_log_mass,
    });
    let tuned: Vec<Observation> = tuned.collect();
    let sum: f64 = after.iter().copied().map(f64::from).sum();
    let tokens = ids[1..].iter().map(|id| Token {
        id: *id as u32,
        span: None,
        uncertain: false,
    });
    Observed {
        record: number,
        split: [Split::Train, Split::Holdout][(number % 2) as usize],
        subject: None,
        zlib_bytes: zlib_bytes(text),
        lowercase: None,
        recall: Some((sum / after.len() as f64) as f32),
        neighbours: Vec::new(),
        references: Vec::new(),
        tokens: tokens.collect(),
        spans: Vec::new(),
        base: tuned.clone(),
        tuned,
    }
}

fn zlib_bytes(text: &str) -> u32 {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    let written = encoder
        .write_all(text.as_bytes())
        .and_then(|()| encoder.finish());
    written.map_or(0, |bytes| bytes.len() as u32)
}

/// Of the attacks that both sides make.
fn scores(records: &[Observed]) -> Outcome<BTreeMap<&'static str, Vec<f64>>> {
    records.iter().try_for_each(Observed::check)?;
    let views: Vec<&Observed> = records.iter().collect();
    let made = ATTACKS
        .iter()
        .filter(|attack| SHARED.contains(&attack.name));
    Ok(made
        .filter_map(|attack| Some((attack.name, attack.scores(&views, false)?)))
        .collect())
}

fn theirs(options: &Options, texts: &[String], prefix: &str) -> Outcome<Value> {
    let given = options.told.out.join("scoring-texts.json");
    std::fs::create_dir_all(&options.told.out)?;
    std::fs::write(
        &given,
        json!({ "texts": texts, "prefix": prefix }).to_string(),
    )?;
    let mut command = Command::new(&options.told.python);
    command
        .arg(&options.told.script)
        .arg("--model")
        .arg(&options.told.model);
    command
        .arg("--texts")
        .arg(&given)
        .args(["--threads", &options.threads.to_string()]);
    command.arg("--ours").arg(std::env::current_exe()?);
    if let Some(mimir) = &options.mimir {
        command.args(["--mimir", mimir]);
    }
    TUNED.iter().for_each(|(name, _)| {
        command.env_remove(name);
    });
    // The libraries would otherwise ask a hub about files that are here.
    command
        .env("HF_HUB_OFFLINE", "1")
        .env("TRANSFORMERS_VERBOSITY", "error");
    let output = command.stderr(std::process::Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err("the script failed".into());
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(serde_json::from_str(
        text.lines().last().unwrap_or_default(),
    )?)
}
