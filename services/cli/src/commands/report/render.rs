//! A report as a terminal table: the four losses under both models, then the
//! entity types that moved most.

use proto::artifact::v1::{Averaging, Estimate, Measure, Report, Split, TokenGroup, Verdict};

use crate::format;
use crate::table::Table;

/// How losses are averaged.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Averaged {
    /// Over tokens, all records together
    #[default]
    Token,
    /// Over tokens in each record, then over records
    Record,
}

/// What of a report is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    averaging: Averaged,
    entities: usize,
}

impl Wanted {
    /// Losses averaged so, and at most so many entity types; 0 for all.
    pub(crate) fn new(averaging: Averaged, entities: usize) -> Self {
        let entities = if entities == 0 { usize::MAX } else { entities };
        Self {
            averaging,
            entities,
        }
    }
}

impl Default for Wanted {
    fn default() -> Self {
        Self::new(Averaged::Token, 10)
    }
}

/// The four losses in the order of reading, and what each is for.
const LOSSES: [(Split, TokenGroup, &str); 4] = [
    (Split::Train, TokenGroup::Sensitive, "privacy loss"),
    (Split::Holdout, TokenGroup::NonSensitive, "utility loss"),
    (Split::Holdout, TokenGroup::Sensitive, ""),
    (Split::Train, TokenGroup::NonSensitive, ""),
];

/// The report as text.
pub(crate) fn show(report: &Report, wanted: Wanted) -> String {
    let mut facts = Table::facts();
    facts.fact("report", &report.name);
    facts.fact("checkpoint", &report.checkpoint);
    facts.fact("dataset", &report.dataset_version);
    facts.fact("digest", &report.digest);
    if report.verdict() != Verdict::Unspecified {
        facts.fact("verdict", verdict(report.verdict()));
        facts.fact("policy", &report.policy);
        facts.fact("attested", if report.attested { "yes" } else { "no" });
    }
    facts.fact("created", format::time(report.create_time.as_ref()));
    facts.fact("files", &report.path);
    let over = match wanted.averaging {
        Averaged::Token => "averaged over tokens",
        Averaged::Record => "averaged in each record, then over records",
    };
    let mut text = facts.render();
    text.push_str(&rules(report));
    text.push_str(&format!(
        "\nLoss in nats per token, {over}, with 95 % intervals; lower is better remembered\n\n"
    ));
    text.push_str(&losses(report, wanted.averaging));
    let entities = entities(report, wanted);
    if !entities.is_empty() {
        text.push_str("\nSensitive tokens by entity type\n\n");
        text.push_str(&entities);
    }
    text
}

/// The rules of the policy; nothing where none was asked.
fn rules(report: &Report) -> String {
    if report.rules.is_empty() {
        return String::new();
    }
    let mut table = Table::new([
        "RULE", "VERDICT", "LIMIT", "ESTIMATE", "LOWER", "UPPER", "N", "WHY",
    ])
    .right([2, 3, 4, 5, 6]);
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| format!("{v:.4}"));
    for rule in &report.rules {
        table.row([
            format!("{}{}", rule.id, if rule.required { "*" } else { "" }),
            verdict(rule.verdict()).to_owned(),
            number(rule.limit),
            number(rule.estimate),
            number(rule.lower),
            number(rule.upper),
            format::count(rule.n),
            rule.why.clone(),
        ]);
    }
    format!("\n{}* PASS needs it\n", table.render())
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Unspecified => "-",
        Verdict::Pass => "PASS",
        Verdict::Fail => "FAIL",
        Verdict::Inconclusive => "INCONCLUSIVE",
        Verdict::Skipped => "SKIPPED",
    }
}

fn losses(report: &Report, averaging: Averaged) -> String {
    let mut table = Table::new([
        "LOSS ON", "", "BASE", "TUNED", "CHANGE", "TOKENS", "RECORDS",
    ])
    .right([5, 6]);
    for (split, tokens, role) in LOSSES {
        let Some(measure) = find(report, split, tokens, averaging, "") else {
            continue;
        };
        table.row([
            format!("{} {}", word(split), kind(tokens)),
            role.to_owned(),
            interval(measure.base.as_ref(), false),
            interval(measure.tuned.as_ref(), false),
            interval(measure.change.as_ref(), true),
            format::count(measure.token_count),
            format::count(measure.record_count),
        ]);
    }
    table.render()
}

/// Entity types by how far training moved them on the records trained on.
fn entities(report: &Report, wanted: Wanted) -> String {
    let sensitive = TokenGroup::Sensitive;
    let mut rows: Vec<&Measure> = report
        .measures
        .iter()
        .filter(|m| m.split() == Split::Train && m.tokens() == sensitive)
        .filter(|m| m.averaging() == averaging(wanted.averaging) && !m.entity_type.is_empty())
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let moved = |m: &Measure| m.change.as_ref().map_or(0.0, |change| change.value.abs());
    rows.sort_by(|a, b| {
        moved(b)
            .total_cmp(&moved(a))
            .then_with(|| a.entity_type.cmp(&b.entity_type))
    });
    let mut table = Table::new([
        "ENTITY TYPE",
        "BASE",
        "TUNED",
        "CHANGE",
        "ON HOLDOUT",
        "TOKENS",
    ])
    .right([5]);
    for measure in rows.iter().take(wanted.entities) {
        let kind = measure.entity_type.as_str();
        let holdout = find(report, Split::Holdout, sensitive, wanted.averaging, kind);
        table.row([
            kind.to_owned(),
            interval(measure.base.as_ref(), false),
            interval(measure.tuned.as_ref(), false),
            interval(measure.change.as_ref(), true),
            holdout.map_or_else(|| "-".to_owned(), |m| interval(m.change.as_ref(), true)),
            format::count(measure.token_count),
        ]);
    }
    let mut text = table.render();
    let hidden = rows.len().saturating_sub(wanted.entities);
    if hidden > 0 {
        text.push_str(&format!("and {hidden} more; --entities 0 shows all\n"));
    }
    text
}

/// The privacy loss of both models in a few characters, for a listing.
pub(crate) fn privacy_loss(report: &Report) -> String {
    let found = find(
        report,
        Split::Train,
        TokenGroup::Sensitive,
        Averaged::Token,
        "",
    );
    match found.map(|measure| (&measure.base, &measure.tuned)) {
        Some((Some(base), Some(tuned))) => format!("{:.3} -> {:.3}", base.value, tuned.value),
        _ => "-".to_owned(),
    }
}

fn find<'a>(
    report: &'a Report,
    split: Split,
    tokens: TokenGroup,
    averaged: Averaged,
    entity_type: &str,
) -> Option<&'a Measure> {
    report.measures.iter().find(|measure| {
        measure.split() == split
            && measure.tokens() == tokens
            && measure.averaging() == averaging(averaged)
            && measure.entity_type == entity_type
    })
}

fn averaging(averaged: Averaged) -> Averaging {
    match averaged {
        Averaged::Token => Averaging::TokenMicro,
        Averaged::Record => Averaging::RecordMacro,
    }
}

/// `3.214 [3.105, 3.322]`, with a sign where it is a change.
fn interval(estimate: Option<&Estimate>, signed: bool) -> String {
    let Some(Estimate { value, low, high }) = estimate else {
        return "-".to_owned();
    };
    if signed {
        format!("{value:+.3} [{low:+.3}, {high:+.3}]")
    } else {
        format!("{value:.3} [{low:.3}, {high:.3}]")
    }
}

fn word(split: Split) -> &'static str {
    match split {
        Split::Unspecified => "all",
        Split::Train => "train",
        Split::Validation => "validation",
        Split::Holdout => "holdout",
    }
}

fn kind(tokens: TokenGroup) -> &'static str {
    match tokens {
        TokenGroup::Unspecified => "",
        TokenGroup::Sensitive => "sensitive",
        TokenGroup::NonSensitive => "non-sensitive",
    }
}

#[cfg(test)]
mod tests;
