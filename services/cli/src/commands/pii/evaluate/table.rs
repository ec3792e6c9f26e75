//! A report for people.

use std::fmt::Write;

use pii::evaluate::{Interval, Report, Score};

/// The report as a table.
pub(in super::super) fn text(report: &Report) -> String {
    let mut out = format!(
        "{} records, {} of them clean ({} of these flagged)\n\n",
        report.records, report.clean_records, report.clean_records_flagged
    );
    let head = ["precision", "recall", "F1", "F2"];
    let _ = writeln!(
        out,
        "{:22}{:>22}{:>22}{:>7}{:>7}",
        "", head[0], head[1], head[2], head[3]
    );
    row(&mut out, "token", &report.token);
    row(&mut out, "strict", &report.strict);
    row(&mut out, "overlap", &report.overlap);
    let f2 = &report.token_spread.f2;
    let _ = writeln!(out, "\ntoken F2 {}\n", interval(f2));
    for (kind, scores) in &report.kinds {
        let name = format!("{kind} {}/{}", scores.gold, scores.found);
        row(&mut out, &name, &scores.overlap);
    }
    out.push_str("(by kind: overlap; gold/found spans)\n");
    if !report.scores.is_empty() {
        out.push_str("\nWhat a score is worth: spans that touch a gold span\n");
    }
    for worth in &report.scores {
        let _ = writeln!(
            out,
            "{:28}from {:4.2}{:7} {:>22}",
            worth.recognizer,
            worth.from,
            worth.spans,
            interval(&worth.right)
        );
    }
    if !report.missed.is_empty() {
        out.push_str("\nMissed most, by shape\n");
    }
    for missed in &report.missed {
        let _ = writeln!(
            out,
            "{:6}  {:16}{}",
            missed.count, missed.kind, missed.shape
        );
    }
    out
}

fn row(out: &mut String, name: &str, score: &Score) {
    let _ = writeln!(
        out,
        "{name:22}{:>22}{:>22}{:>7.3}{:>7.3}",
        interval(&score.precision),
        interval(&score.recall),
        score.f1,
        score.f2
    );
}

fn interval(share: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", share.value, share.low, share.high)
}
