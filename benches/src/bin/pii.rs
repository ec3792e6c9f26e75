//! Scans JSON lines: `cargo xtask bench pii -- [POLICY.toml] < records.jsonl > spans.jsonl`.
//!
//! Each input line has a `text`; each output line is the list of its spans, with
//! byte offsets. Standard error says how fast the scan itself was, reading and
//! parsing excluded: bytes a second of processor time, on one thread; and how long it took
//! to make the scanner.
#![forbid(unsafe_code)]

use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

use pii::{Policy, Scanner};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let policy = match std::env::args().nth(1) {
        Some(path) => toml::from_str(&std::fs::read_to_string(path)?)?,
        None => Policy::default(),
    };
    let began = Instant::now();
    let scanner = Scanner::new(&policy)?;
    let ready = began.elapsed();
    let mut texts = Vec::new();
    for line in io::stdin().lock().lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let text = record.get("text").and_then(|text| text.as_str());
        texts.push(text.ok_or("a line has no text")?.to_owned());
    }
    let mut found = 0;
    let mut rounds = 0_u32;
    let (start, wall) = (on_processor(), Instant::now());
    // Long enough for the clock's grain.
    while wall.elapsed() < Duration::from_secs(2) {
        found = texts.iter().map(|text| scanner.scan(text).len()).sum();
        rounds += 1;
    }
    let spent = match (start, on_processor()) {
        (Some(start), Some(end)) => (end - start) as f64 / 1e9,
        _ => wall.elapsed().as_secs_f64(),
    };
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for text in &texts {
        serde_json::to_writer(&mut out, &scanner.scan(text))?;
        out.write_all(b"\n")?;
    }
    writeln!(
        io::stderr(),
        "{} records, {bytes} bytes, {found} spans, ready in {:.2} s, {:.1} MB/s",
        texts.len(),
        ready.as_secs_f64(),
        bytes as f64 * f64::from(rounds) / 1e6 / spent,
    )?;
    Ok(())
}

/// Nanoseconds this thread spent on a processor, where Linux says so: unlike the
/// wall clock it does not count what other programs took.
fn on_processor() -> Option<u64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse().ok()
}
