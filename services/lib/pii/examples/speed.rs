//! How fast the rules are, and the default, which is rules and tagger, beside the floor of the same machine's
//! regex engine:
//! `cargo run --release -p pii --example speed -- RECORDS.jsonl [MORE.jsonl ...]`.
//!
//! Each line has a `text`. The floor is one pass of `regex-automata` over all
//! texts with eighteen expressions of common types at once, ASCII classes, which
//! finds candidates and checks nothing. All run on one thread, by turns, for three
//! seconds or five rounds, whichever is longer, and the best round counts, in
//! megabytes a second of processor time.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use pii::{Policy, Scanner};
use regex_automata::meta::Regex;
use regex_automata::util::syntax;

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

fn main() -> Result<(), Box<dyn Error>> {
    let mut texts = Vec::new();
    for path in std::env::args().skip(1) {
        for line in std::fs::read_to_string(path)?.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            texts.push(
                record["text"]
                    .as_str()
                    .ok_or("a line has no text")?
                    .to_owned(),
            );
        }
    }
    let policy = Policy {
        tagger: false,
        ..Policy::default()
    };
    let began = Instant::now();
    let scanner = Scanner::new(&policy)?;
    let ready = began.elapsed().as_secs_f64() * 1e3;
    let default = Scanner::new(&Policy::default())?;
    let ascii = syntax::Config::new().unicode(false).utf8(false);
    let floor = Regex::builder()
        .syntax(ascii)
        .configure(Regex::config().utf8_empty(false))
        .build_many(&FLOOR)?;
    let bytes = texts.iter().map(String::len).sum::<usize>();
    // The clock of the processor ticks every few milliseconds.
    let passes = LEAST_BYTES / bytes.max(1) + 1;
    let megabytes = (bytes * passes) as f64 / 1e6;
    let (mut best_rules, mut best_default, mut best_floor) = (0.0_f64, 0.0_f64, 0.0_f64);
    let (mut spans, mut all, mut hits) = (0, 0, 0);
    let began = Instant::now();
    let mut rounds = 0;
    while rounds < ROUNDS || began.elapsed() < LEAST {
        rounds += 1;
        let (start, wall) = (on_processor(), Instant::now());
        for _ in 0..passes {
            spans = texts.iter().map(|text| scanner.scan(text).len()).sum();
        }
        best_rules = best_rules.max(megabytes / seconds(start, wall));
        let (start, wall) = (on_processor(), Instant::now());
        all = texts.iter().map(|text| default.scan(text).len()).sum();
        best_default = best_default.max(bytes as f64 / 1e6 / seconds(start, wall));
        let (start, wall) = (on_processor(), Instant::now());
        for _ in 0..passes {
            hits = texts.iter().map(|text| floor.find_iter(text).count()).sum();
        }
        best_floor = best_floor.max(megabytes / seconds(start, wall));
    }
    writeln!(
        std::io::stdout(),
        "{} records, {:.2} MB: rules {best_rules:.1} MB/s ({spans} spans), default \
         {best_default:.2} MB/s ({all} spans), floor {best_floor:.1} MB/s ({hits} hits), ratio {:.2}; \
         ready in {ready:.0} ms",
        texts.len(),
        bytes as f64 / 1e6,
        best_rules / best_floor
    )?;
    Ok(())
}

fn seconds(start: Option<u64>, wall: Instant) -> f64 {
    match (start, on_processor()) {
        (Some(start), Some(end)) if end > start => (end - start) as f64 / 1e9,
        _ => wall.elapsed().as_secs_f64(),
    }
}

/// Nanoseconds this thread spent on a processor, where Linux says so: unlike the
/// wall clock it does not count what other programs took.
fn on_processor() -> Option<u64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse().ok()
}
