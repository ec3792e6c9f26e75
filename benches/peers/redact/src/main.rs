//! redact-core on JSON lines with a `text`, on one thread: `redact-peer RECORDS.jsonl`. Each line on standard
//! input asks for one pass over all texts and is answered with the nanoseconds of processor time it took and how
//! many spans it found. `redact-peer RECORDS.jsonl --spans` prints a JSON line a record with its spans, in
//! characters, instead.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{BufRead, Write};
use std::time::Instant;

use redact_core::AnalyzerEngine;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a file")?;
    let engine = AnalyzerEngine::new();
    let mut out = std::io::stdout().lock();
    let spans_only = std::env::args()
        .nth(2)
        .is_some_and(|flag| flag == "--spans");
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let record: Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().ok_or("a line has no text")?;
        if spans_only {
            writeln!(
                out,
                "{}",
                json!({ "id": record["id"], "spans": spans(&engine, text)? })
            )?;
        }
        texts.push(text.to_owned());
    }
    if spans_only {
        return Ok(());
    }
    for line in std::io::stdin().lock().lines() {
        line?;
        let (start, wall) = (on_processor(), Instant::now());
        let mut spans = 0;
        for text in &texts {
            spans += engine.analyze(text, None)?.detected_entities.len();
        }
        let spent = match (start, on_processor()) {
            (Some(start), Some(end)) if end > start => end - start,
            _ => wall.elapsed().as_nanos() as u64,
        };
        writeln!(out, "{spent} {spans}")?;
        out.flush()?;
    }
    Ok(())
}

/// The spans of a text, in characters.
fn spans(engine: &AnalyzerEngine, text: &str) -> Result<Vec<Value>, Box<dyn Error>> {
    let place = |byte: usize| text.char_indices().take_while(|(at, _)| *at < byte).count();
    let found = engine.analyze(text, None)?.detected_entities;
    let span = |one: &redact_core::RecognizerResult| json!({ "start": place(one.start), "end": place(one.end), "type": one.entity_type.as_str() });
    Ok(found.iter().map(span).collect())
}

/// Nanoseconds this thread spent on a processor, where Linux says so.
fn on_processor() -> Option<u64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse().ok()
}
