//! How fast the rules are, and the default (rules and tagger), beside the floor of the same machine's regex engine
//! and beside the Rust peer redact-core: `cargo xtask bench rules -- RECORDS.jsonl [MORE.jsonl ...]`.
//!
//! Each line of a file has a `text`. The floor is one pass of `regex-automata` over all texts with eighteen
//! expressions of common types at once, ASCII classes, which finds candidates and checks nothing. All run on one
//! thread, by turns, for three seconds or five rounds a file, whichever is longer; the best round of each counts,
//! in megabytes a second of processor time. `--threads N` scans with the rules on N threads as well, by the clock
//! on the wall, and says how many times as fast that is. `--json` prints an object a file instead of a table.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use pii::{Policy, Scanner};
use regex_automata::meta::Regex;
use regex_automata::util::syntax;
use serde_json::{Value, json};

type Failure = Box<dyn Error>;

const FLOOR: [&str; 18] = [
    r"\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,24}\b",
    r"\b\d{3}-\d{2}-\d{4}\b",
    r"\b\d{4}[- ]?\d{4}[- ]?\d{4}[- ]?\d{1,4}\b",
    r"\b3\d{3}[- ]?\d{6}[- ]?\d{4,5}\b",
    r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}\b",
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b",
    r"\b(?:[0-9A-Fa-f]{1,4}:){3,7}[0-9A-Fa-f]{1,4}\b",
    r"\bhttps?://[^\s<>]{3,200}",
    r"\bwww\.[^\s<>]{3,200}",
    r"\b\+?1?[-. ]?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b",
    r"\+\d{1,3}[-. ]\d{2,4}[-. ]\d{3,9}\b",
    r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
    r"\b\d{4}-\d{2}-\d{2}\b",
    r"\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b",
    r"\b(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\b",
    r"\b[A-Z]\d{8}\b",
    r"\b\d{9}\b",
    r"\b[A-Z]{2}\d{6}[A-D]\b",
];

/// Bytes scanned in a round, at least.
const LEAST_BYTES: usize = 8 << 20;
/// Rounds, and how long they last, at least.
const ROUNDS: usize = 5;
const LEAST: Duration = Duration::from_secs(3);

#[derive(Default)]
struct Options {
    files: Vec<String>,
    peer: Option<String>,
    threads: usize,
    json: bool,
}

fn main() -> Result<(), Failure> {
    let mut options = Options::default();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--peer" => options.peer = words.next(),
            "--threads" => options.threads = words.next().ok_or("--threads: how many?")?.parse()?,
            "--json" => options.json = true,
            _ => options.files.push(word),
        }
    }
    let systems = Systems::new()?;
    let rows: Result<Vec<Value>, Failure> = options
        .files
        .iter()
        .map(|file| measure(file, &systems, &options))
        .collect();
    let mut out = std::io::stdout().lock();
    if options.json {
        for row in rows? {
            writeln!(out, "{row}")?;
        }
        return Ok(());
    }
    writeln!(
        out,
        "| texts | MB | spans | rules | default | floor | redact-core | rules / floor | rules / redact-core | threads |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|---|---|---|")?;
    for row in rows? {
        let cells = [
            "mb", "spans", "rules", "default", "floor", "peer", "of_floor", "of_peer", "scaling",
        ];
        let cells = cells.map(|name| match &row[name] {
            Value::Number(number) if number.is_f64() => {
                format!("{:.2}", number.as_f64().unwrap_or(0.0))
            }
            Value::Null => String::new(),
            other => other.to_string(),
        });
        writeln!(
            out,
            "| {} | {} |",
            row["file"].as_str().unwrap_or(""),
            cells.join(" | ")
        )?;
    }
    Ok(())
}

/// What is measured.
struct Systems {
    rules: Scanner,
    default: Scanner,
    floor: Regex,
}

impl Systems {
    fn new() -> Result<Self, Failure> {
        let ascii = syntax::Config::new().unicode(false).utf8(false);
        Ok(Self {
            rules: Scanner::new(&Policy {
                tagger: false,
                ..Policy::default()
            })?,
            default: Scanner::new(&Policy::default())?,
            floor: Regex::builder()
                .syntax(ascii)
                .configure(Regex::config().utf8_empty(false))
                .build_many(&FLOOR)?,
        })
    }
}

/// One file's row.
fn measure(file: &str, systems: &Systems, options: &Options) -> Result<Value, Failure> {
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let record: Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().ok_or("a line has no text")?;
        texts.push(text.to_owned());
    }
    let bytes = texts.iter().map(String::len).sum::<usize>();
    // The clock of the processor ticks every few milliseconds.
    let passes = LEAST_BYTES / bytes.max(1) + 1;
    let megabytes = bytes as f64 / 1e6;
    let peer = options.peer.as_ref();
    let mut peer = peer.map(|program| Peer::start(program, file)).transpose()?;
    let (mut rules, mut default, mut floor, mut peers) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    let mut spans = 0;
    let (began, mut rounds) = (Instant::now(), 0);
    while rounds < ROUNDS || began.elapsed() < LEAST {
        rounds += 1;
        let many = megabytes * passes as f64;
        rules = rules.max(
            many / timed(|| {
                for _ in 0..passes {
                    spans = texts
                        .iter()
                        .map(|text| systems.rules.scan(text).len())
                        .sum();
                }
            }),
        );
        default = default.max(
            megabytes
                / timed(|| {
                    texts
                        .iter()
                        .for_each(|text| drop(systems.default.scan(text)));
                }),
        );
        floor = floor.max(
            many / timed(|| {
                for _ in 0..passes {
                    let hits = texts
                        .iter()
                        .map(|text| systems.floor.find_iter(text).count());
                    std::hint::black_box(hits.sum::<usize>());
                }
            }),
        );
        if let Some(peer) = &mut peer {
            peers = peers.max(megabytes / peer.pass()?);
        }
    }
    let with_peer = peer.is_some();
    let scaling =
        (options.threads > 1).then(|| scaling(&texts, passes, &systems.rules, options.threads));
    Ok(json!({
        "file": file.rsplit('/').next(), "records": texts.len(), "mb": megabytes, "spans": spans,
        "rules": rules, "default": default, "floor": floor, "peer": with_peer.then_some(peers),
        "of_floor": rules / floor, "of_peer": with_peer.then_some(rules / peers), "scaling": scaling,
    }))
}

/// How many times as fast the rules are on several threads, by the clock on the wall: the best of five.
fn scaling(texts: &[String], passes: usize, rules: &Scanner, threads: usize) -> f64 {
    let clock = |threads: usize| {
        let best = (0..ROUNDS).map(|_| {
            let began = Instant::now();
            std::thread::scope(|scope| {
                for first in 0..threads {
                    scope.spawn(move || {
                        for _ in 0..passes {
                            for text in texts.iter().skip(first).step_by(threads) {
                                std::hint::black_box(rules.scan(text).len());
                            }
                        }
                    });
                }
            });
            began.elapsed().as_secs_f64()
        });
        best.fold(f64::INFINITY, f64::min)
    };
    clock(1) / clock(threads)
}

/// redact-core in a process of its own (`benches/peers/redact`).
struct Peer {
    child: Child,
    ask: ChildStdin,
    said: BufReader<ChildStdout>,
}

impl Peer {
    fn start(program: &str, file: &str) -> Result<Self, Failure> {
        let mut child = Command::new(program)
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let ask = child.stdin.take().ok_or("the peer has no input")?;
        let said = BufReader::new(child.stdout.take().ok_or("the peer has no output")?);
        Ok(Self { child, ask, said })
    }

    /// Seconds of processor time of one pass over the file's texts.
    fn pass(&mut self) -> Result<f64, Failure> {
        writeln!(self.ask)?;
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        let spent = line.split(' ').next().unwrap_or_default();
        Ok(spent.parse::<f64>().map_err(|_| "the peer ended")? / 1e9)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Seconds of processor time.
fn timed(work: impl FnOnce()) -> f64 {
    let (start, wall) = (on_processor(), Instant::now());
    work();
    match (start, on_processor()) {
        (Some(start), Some(end)) if end > start => (end - start) as f64 / 1e9,
        _ => wall.elapsed().as_secs_f64(),
    }
}

/// Nanoseconds this thread spent on a processor, where Linux says so: unlike the wall clock it does not count what
/// other programs took.
fn on_processor() -> Option<u64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse().ok()
}
