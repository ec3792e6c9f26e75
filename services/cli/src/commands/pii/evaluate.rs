//! `tacit pii evaluate`: how good spans are, against labelled records.

pub(super) mod table;

use std::collections::HashMap;
use std::io::BufRead;

use corpus::Span;
use pii::evaluate::{Evaluation, LabelledRecord, Mark, kind, read_record};
use pii::{Policy, Scanner};

use super::source::{open, refuse, title};
use crate::error::Error;
use crate::output::Output;

/// Flags of `evaluate`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// Labelled records, a JSON object a line: `id`, `text`, `spans` with `start`, `end` (code points) and `type`
    #[arg(long, value_name = "FILE")]
    gold: String,
    /// Found spans, as `tacit pii scan --json` writes them [default: what our own scanner finds]
    #[arg(long, value_name = "FILE")]
    pred: Option<String>,
    /// Leave out found spans below this score [default: the policy's; 0 for a file]
    #[arg(long, value_name = "S")]
    min_score: Option<f32>,
    /// Our own scanner without the learned tagger
    #[arg(long, conflicts_with = "pred")]
    rules_only: bool,
    /// Leave out spans of these kinds on both sides, for labels that one side does not know
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    without: Vec<String>,
    /// Compare only what a human said must be masked: labels with `identifier` DIRECT or QUASI
    #[arg(long, value_name = "WHICH", value_delimiter = ',')]
    identifier: Vec<String>,
}

/// Where found spans come from.
enum Found {
    Ours(Box<Scanner>),
    Theirs(HashMap<String, LabelledRecord>, f32),
}

/// Compares and prints.
pub(crate) fn run(args: &Args, output: &Output) -> Result<(), Error> {
    let found = match &args.pred {
        Some(file) => {
            let mut records = HashMap::new();
            each(file, |record| {
                records.insert(record.id.clone(), record);
                Ok(())
            })?;
            Found::Theirs(records, args.min_score.unwrap_or(0.0))
        }
        None => Found::Ours(Box::new(scanner(args)?)),
    };
    let without: Vec<&str> = args.without.iter().map(|name| kind(name)).collect();
    let keep = |marks: Vec<Mark>| -> Vec<Mark> {
        let kept = |mark: &Mark| !without.contains(&mark.kind);
        marks.into_iter().filter(kept).collect()
    };
    let mut evaluation = Evaluation::default();
    each(&args.gold, |record| {
        let chosen = record.with_identifier(&args.identifier);
        let gold = chosen.marks(&record.text, 0.0).map_err(|e| e.to_string())?;
        let found = match &found {
            Found::Ours(scanner) => {
                let spans = scanner.scan(&record.text);
                evaluation.weigh(&gold, &spans);
                spans.iter().map(mark).collect()
            }
            Found::Theirs(records, min_score) => match records.get(&record.id) {
                Some(found) => found.marks(&record.text, *min_score),
                None => Ok(Vec::new()),
            }
            .map_err(|e| e.to_string())?,
        };
        evaluation.add(&record.text, &keep(gold), &keep(found));
        Ok(())
    })?;
    let report = evaluation.report();
    if output.is_json() {
        let value = serde_json::to_value(&report)
            .map_err(|_| refuse("INTERNAL", "the report is not JSON".to_owned()))?;
        return output.value(&value);
    }
    output.text(&table::text(&report))
}

fn mark(span: &Span) -> Mark {
    Mark {
        start: span.start,
        end: span.end,
        kind: kind(span.entity.as_str()),
    }
}

fn scanner(args: &Args) -> Result<Scanner, Error> {
    let mut policy = Policy::default();
    if let Some(score) = args.min_score {
        policy.min_score = score;
    }
    policy.tagger &= !args.rules_only;
    Scanner::new(&policy).map_err(|e| refuse(e.reason(), e.to_string()))
}

/// Reads the records of a file. What is wrong with one is told by its line.
pub(super) fn each(
    file: &str,
    mut each: impl FnMut(LabelledRecord) -> Result<(), String>,
) -> Result<(), Error> {
    for (number, line) in open(file)?.lines().enumerate() {
        let line = line.map_err(|e| Error::io("read", title(file), &e))?;
        if line.trim().is_empty() {
            continue;
        }
        let done = read_record(&line)
            .map_err(|e| e.to_string())
            .and_then(&mut each);
        done.map_err(|what| {
            let message = format!("{}, line {}: {what}", title(file), number + 1);
            refuse("MALFORMED_RECORD", message)
        })?;
    }
    Ok(())
}
