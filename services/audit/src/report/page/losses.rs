//! The four losses, before and after.

use attacks::measure::{Averaging, Cell, Measure, Mentions, TokenGroup};
use corpus::{EntityType, Split};
use maud::{Markup, html};

use super::number::{Style, View};
use super::svg::{self, Scale};
use super::{part, scrolling};

/// Rows of the table: split, tokens, what they are called.
const ROWS: [(Split, TokenGroup, &str, &str); 4] = [
    (
        Split::Train,
        TokenGroup::Sensitive,
        "Personal data it was trained on",
        "privacy: higher is better",
    ),
    (
        Split::Holdout,
        TokenGroup::Sensitive,
        "Personal data it never saw",
        "the baseline",
    ),
    (
        Split::Train,
        TokenGroup::NonSensitive,
        "Other text it was trained on",
        "what it practised",
    ),
    (
        Split::Holdout,
        TokenGroup::NonSensitive,
        "Other text it never saw",
        "utility: lower is better",
    ),
];

/// Index of a loss over all mentions.
pub(super) fn find(
    view: &View,
    split: Split,
    tokens: TokenGroup,
    entity_type: Option<&EntityType>,
    averaging: Averaging,
) -> Option<usize> {
    let cell = Cell {
        split,
        tokens,
        mentions: Mentions::All,
        entity_type: entity_type.cloned(),
    };
    let measures = &view.body.findings.measures;
    measures
        .iter()
        .position(|m| m.cell == cell && m.averaging == averaging)
}

/// Path of the loss on sensitive training tokens.
pub(super) fn privacy_path(view: &View) -> Option<String> {
    find(
        view,
        Split::Train,
        TokenGroup::Sensitive,
        None,
        Averaging::TokenMicro,
    )
    .map(|index| format!("findings.measures.{index}"))
}

pub(super) fn section(view: &View) -> Markup {
    part(
        "losses",
        "What fine-tuning changed",
        html! {
            "Loss is the model's surprise at the next token, in nats: the lower, the better it \
             knows what comes. If personal data it was trained on falls much further than \
             personal data it never saw, the model remembers."
        },
        html! {
            (legend())
            (table(view, Averaging::TokenMicro, "Every token counts alike"))
            details {
                summary { "The same, every record counting alike" }
                (table(view, Averaging::RecordMacro, "Averaged in each record, then over records"))
            }
        },
    )
}

fn legend() -> Markup {
    html! {
        p class="legend" {
            span class="key base" { "base model" }
            span class="key tuned" { "fine-tuned checkpoint" }
            span { "bars: 95 % intervals over records" }
        }
    }
}

fn table(view: &View, averaging: Averaging, caption: &str) -> Markup {
    let measures = &view.body.findings.measures;
    let rows: Vec<_> = ROWS
        .iter()
        .filter_map(|row| Some((row, find(view, row.0, row.1, None, averaging)?)))
        .collect();
    let ends = |m: &Measure| [m.base.low, m.base.high, m.tuned.low, m.tuned.high];
    let scale = Scale::covering(rows.iter().flat_map(|(_, index)| ends(&measures[*index])));
    scrolling(
        caption,
        html! {
            table class="losses" {
                caption { (caption) }
                thead {
                    tr {
                        th scope="col" { "Tokens" }
                        th scope="col" class="r" { "Base" }
                        th scope="col" class="r" { "Fine-tuned" }
                        th scope="col" class="r" { "Change" }
                        th scope="col" { "Before and after" }
                    }
                }
                tbody {
                    @for ((_, _, name, note), index) in &rows {
                        (row(view, *index, name, note, scale))
                    }
                }
                tfoot { tr { td colspan="4" {} td { (scale.axis("nats per token")) } } }
            }
        },
    )
}

fn row(view: &View, index: usize, name: &str, note: &str, scale: Scale) -> Markup {
    let measure = &view.body.findings.measures[index];
    let path = format!("findings.measures.{index}");
    let number = |key: &str, style| view.number(&format!("{path}.{key}"), style);
    html! {
        tr {
            th scope="row" {
                (name)
                span class="note" {
                    (note) " · " (number("token_count", Style::Count)) " tokens in "
                    (number("record_count", Style::Count)) " records"
                }
            }
            td class="r" { (number("base.value", Style::Nats)) (view.interval(&format!("{path}.base"), Style::Nats)) }
            td class="r" { (number("tuned.value", Style::Nats)) (view.interval(&format!("{path}.tuned"), Style::Nats)) }
            td class="r strong" { (number("change.value", Style::Change)) (view.interval(&format!("{path}.change"), Style::Change)) }
            td { (svg::dumbbell(scale, &measure.base, &measure.tuned, name)) }
        }
    }
}
