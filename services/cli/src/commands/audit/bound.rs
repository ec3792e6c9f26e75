//! `tacit audit bound`: what counted guesses say about epsilon, on this machine
//! and without services.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use attacks::bound::{self, BoundError};
use chassis::{Code, Failure};
use serde_json::{Map, Value, json};

use super::gate::bad_input;
use crate::error::Error;
use crate::output::Output;
use crate::table::Table;

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit audit bound --method one-run --m 1000 --r 100 --v 95 --delta 1e-5 --p 0.05
  tacit audit bound --method clopper-pearson --tp 496 --n-in 500 --fp 12 --n-out 1000 --alpha 0.05 --delta 1e-5
  tacit audit bound --batch rows.jsonl --json

A line of the batch file, and what comes back for it:
  {\"method\": \"one-run\", \"m\": 1000, \"r\": 100, \"v\": 95, \"delta\": 1e-5, \"p\": 0.05}
  {\"eps\": ..., \"ceiling\": ...}

`ceiling` is the bound had every guess been right: no larger epsilon can be refuted by so many guesses.
one-run-fdp assumes a Gaussian mechanism; the others assume nothing.";

/// Flags of `tacit audit bound`.
#[derive(clap::Args, Debug)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["batch", "method"]))]
pub(crate) struct Args {
    /// How to bound: one-run, one-run-fdp or clopper-pearson
    #[arg(long, value_name = "NAME", conflicts_with = "batch")]
    method: Option<String>,
    /// one-run: canaries
    #[arg(long, value_name = "N", requires = "method")]
    m: Option<f64>,
    /// one-run: guesses
    #[arg(long, value_name = "N", requires = "method")]
    r: Option<f64>,
    /// one-run: right guesses
    #[arg(long, value_name = "N", requires = "method")]
    v: Option<f64>,
    /// one-run: significance
    #[arg(long, value_name = "P", requires = "method")]
    p: Option<f64>,
    /// clopper-pearson: included canaries taken for included
    #[arg(long, value_name = "N", requires = "method")]
    tp: Option<f64>,
    /// clopper-pearson: included canaries
    #[arg(long, value_name = "N", requires = "method")]
    n_in: Option<f64>,
    /// clopper-pearson: left-out canaries taken for included
    #[arg(long, value_name = "N", requires = "method")]
    fp: Option<f64>,
    /// clopper-pearson: left-out canaries
    #[arg(long, value_name = "N", requires = "method")]
    n_out: Option<f64>,
    /// clopper-pearson: significance of both limits together
    #[arg(long, value_name = "ALPHA", requires = "method")]
    alpha: Option<f64>,
    /// Delta of the statement to test
    #[arg(long, value_name = "DELTA", requires = "method")]
    delta: Option<f64>,
    /// Many rows: a file with a JSON object a line; `-` for standard input
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,
}

impl Args {
    /// The flags as a row of a batch.
    fn row(&self) -> Map<String, Value> {
        let numbers = [
            ("m", self.m),
            ("r", self.r),
            ("v", self.v),
            ("p", self.p),
            ("tp", self.tp),
            ("n_in", self.n_in),
            ("fp", self.fp),
            ("n_out", self.n_out),
            ("alpha", self.alpha),
            ("delta", self.delta),
        ];
        let given = numbers
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), json!(value?))));
        let method = self
            .method
            .as_ref()
            .map(|m| ("method".to_owned(), json!(m)));
        given.chain(method).collect()
    }
}

/// A bound, and the most that could have been had.
struct Answer {
    eps: f64,
    ceiling: f64,
}

/// Does it.
pub(super) fn run(args: &Args, output: &Output) -> Result<(), Error> {
    if let Some(file) = &args.batch {
        return batch(file, output);
    }
    let found = answer(&args.row()).map_err(|failure| Error::Coded(2, Box::new(failure)))?;
    if output.is_json() {
        return output.value(&found.json());
    }
    // In full: rounding could claim more than was shown.
    let mut facts = Table::facts();
    facts.fact("epsilon at least", found.eps.to_string());
    facts.fact("ceiling", found.ceiling.to_string());
    output.text(&facts.render())
}

impl Answer {
    fn json(&self) -> Value {
        json!({ "eps": self.eps, "ceiling": self.ceiling })
    }
}

/// Answers every line. A bad one gets an `error` in its place, and the command fails at the end.
fn batch(file: &Path, output: &Output) -> Result<(), Error> {
    let mut reader: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let open = |e| bad_input(Error::io("open", "the batch file", &e));
        let file = File::open(file).map_err(open)?;
        Box::new(BufReader::new(file))
    };
    let (mut all, mut bad) = (0_u64, 0_u64);
    let mut line = Vec::new();
    loop {
        let read = read_line(reader.as_mut(), &mut line);
        let read = read.map_err(|e| Error::io("read", "the batch file", &e))?;
        if line.is_empty() && read == Line::Whole {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        all += 1;
        let found = match read {
            Line::Whole => serde_json::from_slice(&line).map_err(|_| not_an_object()),
            Line::TooLong => Err(too_long()),
        };
        let value = match found.and_then(|row| answer(&row)) {
            Ok(answer) => answer.json(),
            Err(failure) => {
                bad += 1;
                json!({ "error": failure })
            }
        };
        output.line(&value)?;
    }
    if bad == 0 {
        return Ok(());
    }
    let message = format!("{bad} of {all} lines have no answer");
    let failure = Failure::new(Code::InvalidArgument, "BATCH_INCOMPLETE", message)
        .action("each has an `error` in its place in the output")
        .field("batch");
    Err(Error::Coded(2, Box::new(failure)))
}

/// Longest line of a batch, in bytes: a row has a few numbers.
const LONGEST: u64 = 1 << 16;

/// How much of a line was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Whole,
    /// Its beginning; the rest was passed over.
    TooLong,
}

/// Reads the next line; nothing at the end. Memory does not grow with it.
fn read_line(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> std::io::Result<Line> {
    line.clear();
    Read::take(&mut *reader, LONGEST).read_until(b'\n', line)?;
    if (line.len() as u64) < LONGEST || line.ends_with(b"\n") {
        return Ok(Line::Whole);
    }
    let mut rest = Vec::new();
    while !rest.ends_with(b"\n") {
        rest.clear();
        if Read::take(&mut *reader, LONGEST).read_until(b'\n', &mut rest)? == 0 {
            break;
        }
    }
    Ok(Line::TooLong)
}

fn answer(row: &Map<String, Value>) -> Result<Answer, Failure> {
    let number = |field: &'static str| number(row, field);
    let count = |field: &'static str| count(row, field);
    let method = row.get("method").and_then(Value::as_str).unwrap_or("");
    let found = match method {
        "one-run" | "one-run-fdp" => {
            let (m, r, v) = (count("m")?, count("r")?, count("v")?);
            let (delta, p) = (number("delta")?, number("p")?);
            let bound = match method {
                "one-run" => bound::one_run,
                _ => bound::one_run_fdp,
            };
            bound(m, r, v, delta, p).and_then(|eps| {
                let ceiling = bound(m, r, r, delta, p)?;
                Ok(Answer { eps, ceiling })
            })
        }
        "clopper-pearson" => {
            let (tp, n_in) = (count("tp")?, count("n_in")?);
            let (fp, n_out) = (count("fp")?, count("n_out")?);
            let (alpha, delta) = (number("alpha")?, number("delta")?);
            bound::clopper_pearson(tp, n_in, fp, n_out, alpha, delta).and_then(|eps| {
                let ceiling = bound::clopper_pearson(n_in, n_in, 0, n_out, alpha, delta)?;
                Ok(Answer { eps, ceiling })
            })
        }
        _ => Err(BoundError {
            field: "method",
            rule: "one-run, one-run-fdp or clopper-pearson",
        }),
    };
    found.map_err(|error| invalid(error.field, &error.to_string()))
}

fn number(row: &Map<String, Value>, field: &'static str) -> Result<f64, Failure> {
    let value = row.get(field).and_then(Value::as_f64);
    value.ok_or_else(|| invalid(field, &format!("{field} is missing or not a number")))
}

/// A whole number, written `1000`, `1e3` or `1000.0`.
fn count(row: &Map<String, Value>, field: &'static str) -> Result<u64, Failure> {
    if let Some(count) = row.get(field).and_then(Value::as_u64) {
        return Ok(count);
    }
    let value = number(row, field)?;
    // Up to here every whole number is a float of its own.
    if (0.0..=9_007_199_254_740_992.0).contains(&value) && value.fract() == 0.0 {
        return Ok(value as u64);
    }
    let message = format!("{field} must be a whole number of at least 0");
    Err(invalid(field, &message))
}

fn invalid(field: &str, message: &str) -> Failure {
    Failure::new(Code::InvalidArgument, BoundError::REASON, message)
        .action("correct the named number")
        .field(field)
}

fn not_an_object() -> Failure {
    let message = "the line is not a JSON object";
    Failure::new(Code::InvalidArgument, "BOUND_JSON_INVALID", message)
        .action("write one JSON object a line")
        .field("line")
}

fn too_long() -> Failure {
    let message = format!("the line has more than {LONGEST} bytes");
    Failure::new(Code::InvalidArgument, "BOUND_JSON_INVALID", message)
        .action("write one JSON object a line")
        .field("line")
}

#[cfg(test)]
mod tests;
