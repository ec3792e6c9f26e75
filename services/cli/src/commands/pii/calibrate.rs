//! `tacit pii calibrate`: how often spans are right, by recogniser and score, counted on labelled records.

use std::path::PathBuf;

use corpus::Span;
use pii::calibration::Counted;
use pii::evaluate::{Evaluation, Mark, kind};
use pii::{Calibration, Policy, Scanner};
use serde_json::json;

use super::evaluate::each;
use super::source::refuse;
use crate::error::Error;
use crate::output::Output;
use crate::table::Table;

/// Flags of `calibrate`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// Labelled records, as `tacit pii evaluate` takes them; more than one file by repeating the flag
    #[arg(long, value_name = "FILE", required = true)]
    gold: Vec<String>,
    /// Leave out found spans of these kinds, which the records have no labels for
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    without: Vec<String>,
    /// Count found spans of these kinds alone: all that the records have labels for
    #[arg(
        long,
        value_name = "KIND",
        value_delimiter = ',',
        conflicts_with = "without"
    )]
    only: Vec<String>,
    /// Add to what an earlier run wrote: for files with other labels
    #[arg(long, value_name = "FILE")]
    add: Option<PathBuf>,
    /// Write the counts to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Counts, prints, writes.
pub(crate) fn run(args: &Args, output: &Output) -> Result<(), Error> {
    let scanner =
        Scanner::new(&Policy::default()).map_err(|e| refuse(e.reason(), e.to_string()))?;
    let kinds = |names: &[String]| -> Vec<&str> { names.iter().map(|name| kind(name)).collect() };
    let (without, only) = (kinds(&args.without), kinds(&args.only));
    let counts = |span: &Span| {
        let kind = kind(span.entity.as_str());
        !without.contains(&kind) && (only.is_empty() || only.contains(&kind))
    };
    let mut evaluation = Evaluation::default();
    for file in &args.gold {
        each(file, |record| {
            let gold: Vec<Mark> = record.marks(&record.text, 0.0).map_err(|e| e.to_string())?;
            let mut spans = scanner.scan(&record.text);
            spans.retain(counts);
            evaluation.weigh(&gold, &spans);
            Ok(())
        })?;
    }
    let mut rows = match &args.add {
        Some(path) => read(path)?,
        None => Vec::new(),
    };
    for row in evaluation.counted() {
        let same =
            |other: &&mut Counted| (&other.recognizer, other.from) == (&row.recognizer, row.from);
        match rows.iter_mut().find(same) {
            Some(known) => {
                known.spans += row.spans;
                known.right += row.right;
            }
            None => rows.push(row),
        }
    }
    rows.sort_by(|a, b| {
        a.recognizer
            .cmp(&b.recognizer)
            .then(a.from.total_cmp(&b.from))
    });
    if let Some(path) = &args.out {
        let lines: Vec<String> = rows.iter().map(|row| json!(row).to_string()).collect();
        let text = format!("[\n{}\n]\n", lines.join(",\n"));
        std::fs::write(path, text)
            .map_err(|e| Error::io("write", &path.display().to_string(), &e))?;
    }
    if output.is_json() {
        return output.value(&json!(rows));
    }
    output.text(&told(&rows))
}

fn read(path: &std::path::Path) -> Result<Vec<Counted>, Error> {
    let shown = path.display().to_string();
    let text = std::fs::read(path).map_err(|e| Error::io("read", &shown, &e))?;
    serde_json::from_slice(&text).map_err(|_| {
        refuse(
            "MALFORMED_CALIBRATION",
            format!("{shown}: not what `calibrate` writes"),
        )
    })
}

/// For people: what was counted, and what is made of it.
fn told(rows: &[Counted]) -> String {
    let calibration = Calibration::of(rows);
    let mut table =
        Table::new(["RECOGNIZER", "SCORE FROM", "SPANS", "RIGHT", "PRECISION"]).right(1..=4);
    for row in rows {
        let (name, entity) = match row.recognizer.split_once(' ') {
            Some((name, entity)) => (name, corpus::EntityType::parse(entity).ok()),
            None => (row.recognizer.as_str(), None),
        };
        let entity = entity.unwrap_or(corpus::EntityType::from_static("ANY"));
        let worth = calibration.precision(name, &entity, row.from);
        table.row([
            row.recognizer.clone(),
            format!("{:.2}", row.from),
            row.spans.to_string(),
            row.right.to_string(),
            worth.map_or_else(|| "-".to_owned(), |worth| format!("{worth:.3}")),
        ]);
    }
    table.render()
}
