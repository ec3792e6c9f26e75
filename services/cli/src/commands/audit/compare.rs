//! `tacit audit compare`: several checkpoints' reports side by side, and which of them nothing beats.

use serde::{Deserialize, Serialize};

use crate::commands::Context;
use crate::commands::audit::gate::{bytes, of_schema, parse, unreadable};
use crate::error::Error;
use crate::table::Table;

pub(super) const EXAMPLES: &str = "\
Examples:
  tacit audit compare first second third
  tacit audit compare report-a.json report-b.json --json

Utility is the loss on non-sensitive tokens of the holdout, privacy the loss on sensitive tokens of the
training split. A report marked `best` is beaten by no other in both. Choosing a checkpoint by its audit is
selection: judge the chosen one on canaries that did not take part in the choice.";

/// Flags of `tacit audit compare`.
#[derive(clap::Args, Debug)]
pub(crate) struct Compare {
    /// The reports: names or ids, or files `report.json`
    #[arg(required = true, num_args = 2..)]
    reports: Vec<String>,
}

/// What a comparison needs of `report.json`.
#[derive(Deserialize)]
struct Report {
    schema: String,
    name: String,
    provenance: Provenance,
    findings: Findings,
    #[serde(default)]
    judgement: Option<Judged>,
}

#[derive(Deserialize)]
struct Provenance {
    checkpoint: String,
    method: String,
}

#[derive(Deserialize)]
struct Findings {
    measures: Vec<attacks::measure::Measure>,
    memorisation_gap: Option<attacks::gap::MemorisationGap>,
    membership: Vec<Membership>,
}

#[derive(Deserialize)]
struct Membership {
    auroc: attacks::Estimate,
}

#[derive(Deserialize)]
struct Judged {
    verdict: ::gate::Verdict,
}

/// One line of the comparison.
#[derive(Serialize)]
struct Line {
    report: String,
    checkpoint: String,
    method: String,
    utility_loss: f64,
    /// `None` where the training split has no sensitive token: nothing of the kind can be memorised.
    privacy_loss: Option<f64>,
    memorisation_gap: Option<f64>,
    memorisation_gap_upper: Option<f64>,
    worst_membership_auroc: Option<f64>,
    worst_membership_auroc_upper: Option<f64>,
    verdict: Option<::gate::Verdict>,
    best: bool,
}

pub(crate) async fn run(args: &Compare, cx: &Context) -> Result<(), Error> {
    let mut lines = Vec::new();
    for name in &args.reports {
        let report: Report = parse(name, &bytes(name, cx).await?)?;
        of_schema(name, &report.schema)?;
        lines.push(line(name, report)?);
    }
    mark_best(&mut lines);
    if cx.output.is_json() {
        return cx.output.value(&serde_json::json!({ "reports": lines }));
    }
    cx.output.text(&show(&lines))
}

fn line(name: &str, report: Report) -> Result<Line, Error> {
    use attacks::measure::{Averaging, Mentions, TokenGroup};
    use corpus::Split;
    let loss = |split, tokens| {
        let found = report.findings.measures.iter().find(|m| {
            m.averaging == Averaging::TokenMicro
                && m.cell.entity_type.is_none()
                && m.cell.mentions == Mentions::All
                && (m.cell.split, m.cell.tokens) == (split, tokens)
        });
        found.map(|m| m.tuned.value)
    };
    let gap = report
        .findings
        .memorisation_gap
        .as_ref()
        .map(|gap| gap.overall().1);
    let areas = || report.findings.membership.iter().map(|m| m.auroc);
    let worst = |read: fn(attacks::Estimate) -> f64| areas().map(read).max_by(f64::total_cmp);
    Ok(Line {
        utility_loss: loss(Split::Holdout, TokenGroup::NonSensitive)
            .ok_or_else(|| unreadable(name))?,
        privacy_loss: loss(Split::Train, TokenGroup::Sensitive),
        memorisation_gap: gap.map(|gap| gap.value),
        memorisation_gap_upper: gap.map(|gap| gap.high),
        worst_membership_auroc: worst(|area| area.value),
        worst_membership_auroc_upper: worst(|area| area.high),
        verdict: report.judgement.map(|judged| judged.verdict),
        report: report.name,
        checkpoint: report.provenance.checkpoint,
        method: report.provenance.method,
        best: false,
    })
}

/// Marks the lines that no other beats: none has both a lower utility loss and a higher privacy loss.
fn mark_best(lines: &mut [Line]) {
    let points: Vec<(f64, f64)> = lines
        .iter()
        .map(|line| {
            let privacy = line.privacy_loss.unwrap_or(f64::INFINITY);
            (line.utility_loss, privacy)
        })
        .collect();
    for (line, (utility, privacy)) in lines.iter_mut().zip(&points) {
        line.best = !points
            .iter()
            .any(|(u, p)| u <= utility && p >= privacy && (u < utility || p > privacy));
    }
}

fn show(lines: &[Line]) -> String {
    let mut table = Table::new([
        "REPORT",
        "METHOD",
        "UTILITY LOSS",
        "PRIVACY LOSS",
        "GAP",
        "UPPER",
        "AUROC",
        "UPPER",
        "VERDICT",
        "",
    ])
    .right([2, 3, 4, 5, 6, 7]);
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| format!("{v:.3}"));
    for line in lines {
        table.row([
            line.report.trim_start_matches("reports/").to_owned(),
            line.method.clone(),
            format!("{:.3}", line.utility_loss),
            number(line.privacy_loss),
            number(line.memorisation_gap),
            number(line.memorisation_gap_upper),
            number(line.worst_membership_auroc),
            number(line.worst_membership_auroc_upper),
            line.verdict.map_or("-", ::gate::Verdict::as_str).to_owned(),
            if line.best { "best" } else { "" }.to_owned(),
        ]);
    }
    table.render()
}
