//! `tacit pii review`: a sample for a person to look at, and what the answers say of the tagging.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::PathBuf;

use corpus::split::group_key;
use pii::evaluate::{Evaluation, Mark, kind};
use pii::{Policy, Scanner};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::evaluate::table;
use super::scan::read_policy;
use super::scan::record::{self, Fields, Offsets};
use super::source::{self, Format, open, refuse, title};
use crate::error::Error;
use crate::output::Output;

/// Bytes of records that are read at once.
const BATCH_BYTES: usize = 2 << 20;

const SAMPLE_EXAMPLES: &str = "\
Examples:
  tacit pii review sample records.jsonl --out sheet.jsonl
  tacit pii review sample letters.jsonl.gz --records 300 --seed 7 --policy policy.yaml --out sheet.jsonl

For each record of the sheet set `right` of spans that are wrong to false, add what no span covers to
`missed` as {\"text\": \"...\", \"type\": \"PERSON\"}, and set `reviewed` to true.";

const ESTIMATE_EXAMPLES: &str = "\
Examples:
  tacit pii review estimate sheet.jsonl
  tacit pii review estimate sheet.jsonl --json";

/// Flags of `review`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Draw records and write them, with the spans that are found, to a sheet. It holds their text
    #[command(after_help = SAMPLE_EXAMPLES)]
    Sample(Sample),
    /// Estimate precision, recall and error rates from a sheet that was looked at
    #[command(after_help = ESTIMATE_EXAMPLES)]
    Estimate(Estimate),
}

/// Flags of `review sample`.
#[derive(clap::Args, Debug)]
struct Sample {
    /// A file of records; `-` for standard input
    file: String,
    /// Records drawn, each with the same chance
    #[arg(long, value_name = "N", default_value_t = 100)]
    records: usize,
    /// Seed of the draw
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The sheet; must not exist yet, since somebody's answers may be in it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Policy: YAML, TOML or JSON by its name
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Field of a JSON line that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// Field of a JSON line that holds the id; the line's number where it has none
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
}

/// Flags of `review estimate`.
#[derive(clap::Args, Debug)]
struct Estimate {
    /// The sheet
    sheet: String,
}

/// A record of a sheet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(rename = "id")]
    _id: Value,
    text: String,
    reviewed: bool,
    spans: Vec<Answer>,
    missed: Vec<Missed>,
}

#[derive(Deserialize)]
struct Answer {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    entity: String,
    right: bool,
}

/// Something that no span covers; every place where the text occurs is meant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Missed {
    text: String,
    #[serde(rename = "type")]
    entity: String,
}

/// A span of a sheet: what is printed of it, the text that it covers, and a place for an answer.
#[derive(Serialize)]
struct Question<'a> {
    #[serde(flatten)]
    found: record::Found<'a>,
    covers: &'a str,
    right: bool,
}

/// Does what the command asks.
pub(crate) fn run(args: &Args, output: &Output) -> Result<(), Error> {
    match &args.command {
        Command::Sample(args) => sample(args, output),
        Command::Estimate(args) => estimate(args, output),
    }
}

fn sample(args: &Sample, output: &Output) -> Result<(), Error> {
    let policy = args.policy.as_deref().map(read_policy).transpose()?;
    let scanner = Scanner::new(&policy.unwrap_or_else(Policy::default));
    let scanner = scanner.map_err(|e| refuse(e.reason(), e.to_string()))?;
    let fields = Fields {
        text: &args.text_field,
        id: &args.id_field,
        offsets: Offsets::Bytes,
        json: true,
    };
    let format = match args.file.as_str() {
        "-" => Format::Jsonl,
        file => Format::of_name(file),
    };
    // The least hashes of all line numbers: every record has the same chance, in one pass.
    let stream = format!("review {}", args.seed);
    let mut drawn = BTreeMap::new();
    let mut total: u64 = 0;
    source::read(&args.file, format, BATCH_BYTES, &mut |batch| {
        for raw in batch {
            total += 1;
            drawn.insert((group_key(&stream, &raw.line.to_string()), raw.line), raw);
            if drawn.len() > args.records {
                drawn.pop_last();
            }
        }
        true
    })?;
    let mut rows: Vec<_> = drawn.into_values().collect();
    rows.sort_by_key(|raw| raw.line);
    let shown = args.out.display().to_string();
    let failed = |e: std::io::Error| Error::io("write", &shown, &e);
    let file = std::fs::File::create_new(&args.out).map_err(failed)?;
    let mut sheet = std::io::BufWriter::new(file);
    for raw in &rows {
        let (id, text) = record::read(&args.file, format, &fields, raw)?;
        writeln!(sheet, "{}", question(&scanner, &id, &text)).map_err(failed)?;
    }
    sheet.flush().map_err(failed)?;
    let drawn = rows.len();
    if output.is_json() {
        return output.value(&json!({ "records": total, "drawn": drawn, "sheet": shown }));
    }
    output.text(&format!(
        "{drawn} of {total} records, with their text, are in {shown}\n"
    ))
}

fn question(scanner: &Scanner, id: &Value, text: &str) -> Value {
    let spans = scanner.scan(text);
    let found = record::found(text, &spans, Offsets::Bytes);
    let questions: Vec<Question<'_>> = found
        .into_iter()
        .map(|found| Question {
            covers: &text[found.start..found.end],
            found,
            right: true,
        })
        .collect();
    json!({ "id": id, "text": text, "reviewed": false, "spans": questions, "missed": [] })
}

fn estimate(args: &Estimate, output: &Output) -> Result<(), Error> {
    let mut evaluation = Evaluation::default();
    let (mut reviewed, mut left) = (0_u64, 0_u64);
    for (number, line) in open(&args.sheet)?.lines().enumerate() {
        let line = line.map_err(|e| Error::io("read", title(&args.sheet), &e))?;
        if line.trim().is_empty() {
            continue;
        }
        let bad = |what: &str| {
            let message = format!("{}, line {}: {what}", title(&args.sheet), number + 1);
            refuse("MALFORMED_RECORD", message)
        };
        let row: Row =
            serde_json::from_str(&line).map_err(|_| bad("not a record of a review sheet"))?;
        if !row.reviewed {
            left += 1;
            continue;
        }
        reviewed += 1;
        let (gold, found) = answers(&row).map_err(bad)?;
        evaluation.add(&row.text, &gold, &found);
    }
    if reviewed == 0 {
        let message = format!(
            "{}: no record says `\"reviewed\": true`",
            title(&args.sheet)
        );
        return Err(refuse("EMPTY_SOURCE", message));
    }
    let report = evaluation.report();
    if output.is_json() {
        let mut value = serde_json::to_value(&report)
            .map_err(|_| refuse("INTERNAL", "the report is not JSON".to_owned()))?;
        value["not_reviewed"] = left.into();
        return output.value(&value);
    }
    let aside = format!("{left} records of the sheet were not looked at\n");
    output.text(&(table::text(&report) + &aside))
}

/// What is right in a record, and what was found.
fn answers(row: &Row) -> Result<(Vec<Mark>, Vec<Mark>), &'static str> {
    let mut gold = Vec::new();
    let mut found = Vec::new();
    for span in &row.spans {
        if row.text.get(span.start..span.end).is_none_or(str::is_empty) {
            return Err("a span is empty or lies outside its text (offsets are bytes)");
        }
        let mark = Mark {
            start: span.start,
            end: span.end,
            kind: kind(&span.entity),
        };
        found.push(mark);
        if span.right {
            gold.push(mark);
        }
    }
    for missed in &row.missed {
        let places = row.text.match_indices(&missed.text);
        let mut places = places.filter(|(_, text)| !text.is_empty()).peekable();
        if places.peek().is_none() {
            return Err("what is in `missed` does not stand in the text");
        }
        gold.extend(places.map(|(start, text)| Mark {
            start,
            end: start + text.len(),
            kind: kind(&missed.entity),
        }));
    }
    gold.sort_by_key(|mark| (mark.start, mark.end));
    gold.dedup();
    Ok((gold, found))
}

#[cfg(test)]
mod tests;
