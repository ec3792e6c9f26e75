//! Statistics of a version as one page: plots are SVG in the page, nothing is
//! loaded from elsewhere, and no text of a record is in it.

use std::collections::BTreeSet;
use std::fmt::Write;

use proto::artifact::v1::{DatasetVersion, Split, SplitCounts};

use super::show;
use crate::format;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}\
pre{background:#f5f5f5;padding:1rem;overflow:auto}h2{margin-top:2rem}svg{width:100%;height:auto}\
text{font:12px system-ui,sans-serif;fill:#333}.train{fill:#3b6ea5}.validation{fill:#8bb174}.holdout{fill:#d08c4a}";

/// Width of the plots in their own units.
const WIDTH: usize = 720;
/// Where bars begin.
const LEFT: usize = 210;
/// Height of a bar with its gap.
const ROW: usize = 18;

/// The page.
pub(super) fn page(version: &DatasetVersion) -> String {
    let facts = escape(&show::stats(version));
    let title = escape(&version.name);
    let mut page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><style>{STYLE}</style><h1>{title}</h1><pre>{facts}</pre>"
    );
    let Some(counts) = &version.counts else {
        return page;
    };
    let splits = without_canaries(version, &counts.splits);
    if version.canaries.is_some() {
        page.push_str("<p>The plots leave the canaries out.</p>");
    }
    plot(
        &mut page,
        "Spans by entity type",
        &splits,
        &by_entity(&splits),
    );
    plot(
        &mut page,
        "Records by bytes of text",
        &splits,
        &binned(&splits, |s| &s.sizes, size),
    );
    let spans = binned(
        &splits,
        |s| &s.span_counts,
        |bin| match bin {
            32.. => "32 or more".to_owned(),
            _ => bin.to_string(),
        },
    );
    plot(&mut page, "Records by number of spans", &splits, &spans);
    plot(
        &mut page,
        "Share of text in spans",
        &splits,
        &shares(&splits),
    );
    page
}

/// A row of a plot: its name, a value for each split, and how to write it.
struct Row {
    name: String,
    values: Vec<f64>,
    labels: Vec<String>,
}

fn row(name: String, values: Vec<u64>) -> Row {
    Row {
        name,
        labels: values.iter().map(|value| format::count(*value)).collect(),
        values: values.into_iter().map(|value| value as f64).collect(),
    }
}

fn by_entity(splits: &[SplitCounts]) -> Vec<Row> {
    let entities: BTreeSet<&String> = splits.iter().flat_map(|s| s.spans.keys()).collect();
    let count = |split: &SplitCounts, entity| split.spans.get(entity).copied().unwrap_or(0);
    entities
        .into_iter()
        .map(|entity| {
            row(
                entity.clone(),
                splits.iter().map(|s| count(s, entity)).collect(),
            )
        })
        .collect()
}

fn binned(
    splits: &[SplitCounts],
    bins: impl Fn(&SplitCounts) -> &Vec<u64>,
    name: impl Fn(usize) -> String,
) -> Vec<Row> {
    let most = splits.iter().map(|s| bins(s).len()).max().unwrap_or(0);
    let values = |bin: usize| -> Vec<u64> {
        let of = |s: &SplitCounts| bins(s).get(bin).copied().unwrap_or(0);
        splits.iter().map(of).collect()
    };
    (0..most)
        .map(|bin| row(name(bin), values(bin)))
        .filter(|row| row.values.iter().any(|value| *value > 0.0))
        .collect()
}

fn size(bin: usize) -> String {
    format!("{} to {}", format::bytes(1 << bin), format::bytes(2 << bin))
}

fn shares(splits: &[SplitCounts]) -> Vec<Row> {
    let share = |bytes: fn(&SplitCounts) -> u64, name: &str| {
        let of = |s: &SplitCounts| bytes(s) as f64 / s.bytes.max(1) as f64;
        let values: Vec<f64> = splits.iter().map(of).collect();
        Row {
            name: name.to_owned(),
            labels: values
                .iter()
                .map(|v| format!("{:.1} %", 100.0 * v))
                .collect(),
            values,
        }
    };
    vec![
        share(|s| s.sensitive_bytes, "sensitive"),
        share(|s| s.uncertain_bytes, "uncertain"),
    ]
}

/// Bars of each split side by side, a row each; the longest fills the plot.
fn plot(page: &mut String, title: &str, splits: &[SplitCounts], rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    let high = (rows.len() * splits.len() + rows.len() + 1) * ROW;
    let most = rows
        .iter()
        .flat_map(|r| &r.values)
        .copied()
        .fold(f64::MIN_POSITIVE, f64::max);
    let mut svg = format!("<svg viewBox=\"0 0 {WIDTH} {high}\" role=img>");
    let mut top = 0;
    for row in rows {
        let middle = top + splits.len() * ROW / 2 + 4;
        let name = escape(&row.name);
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{middle}\" text-anchor=end>{name}</text>",
            LEFT - 8
        );
        for ((split, value), label) in splits.iter().zip(&row.values).zip(&row.labels) {
            let long = (value / most * (WIDTH - LEFT - 90) as f64).round();
            let class = show::word(split.split());
            let _ = write!(
                svg,
                "<rect class={class} x=\"{LEFT}\" y=\"{}\" width=\"{long}\" height=\"{}\"/><text x=\"{}\" y=\"{}\">{label}</text>",
                top + 2,
                ROW - 4,
                LEFT as f64 + long + 6.0,
                top + ROW - 5,
            );
            top += ROW;
        }
        top += ROW;
    }
    svg.push_str("</svg>");
    let legend: Vec<String> = splits
        .iter()
        .map(|split| {
            let name = show::word(split.split());
            format!("<svg style=\"width:12px\" viewBox=\"0 0 10 10\"><rect class={name} width=10 height=10 /></svg> {name}")
        })
        .collect();
    let _ = write!(
        page,
        "<h2>{title}</h2><p>{}</p>{svg}",
        legend.join(" &nbsp; ")
    );
}

/// The counts of each split without those of the canaries in it.
fn without_canaries(version: &DatasetVersion, splits: &[SplitCounts]) -> Vec<SplitCounts> {
    let canaries = version.canaries.as_ref().and_then(|c| c.counts.clone());
    let canaries = canaries.unwrap_or_default();
    let less = |bins: &mut Vec<u64>, by: &[u64]| {
        for (bin, by) in bins.iter_mut().zip(by) {
            *bin = bin.saturating_sub(*by);
        }
    };
    let mut splits = splits.to_vec();
    for split in splits.iter_mut().filter(|s| s.split() == Split::Train) {
        split.records = split.records.saturating_sub(canaries.records);
        split.bytes = split.bytes.saturating_sub(canaries.bytes);
        split.sensitive_bytes = split
            .sensitive_bytes
            .saturating_sub(canaries.sensitive_bytes);
        less(&mut split.sizes, &canaries.sizes);
        less(&mut split.span_counts, &canaries.span_counts);
        for (entity, by) in &canaries.spans {
            if let Some(count) = split.spans.get_mut(entity) {
                *count = count.saturating_sub(*by);
            }
        }
        split.spans.retain(|_, count| *count > 0);
    }
    splits
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests;
