//! By entity type: dates and names differ in difficulty, so they stand apart.

use attacks::Estimate;
use attacks::extraction::Group;
use attacks::measure::{Averaging, Mentions, TokenGroup};
use corpus::{EntityType, Split};
use maud::{Markup, html};

use super::losses;
use super::number::{Style, View};
use super::svg::{self, Scale};
use super::{part, scrolling};

pub(super) fn section(view: &View) -> Markup {
    let types = entity_types(view);
    let measures = &view.body.findings.measures;
    let changes = types.iter().flat_map(|entity| {
        [Split::Train, Split::Holdout]
            .into_iter()
            .filter_map(|split| change(view, entity, split))
    });
    let ends = changes.flat_map(|(i, _)| [measures[i].change.low, measures[i].change.high]);
    let scale = Scale::covering(ends);
    part(
        "entities",
        "By kind of personal data",
        html! {
            "A kind whose training values fall further than its unseen values is one the model \
             took in. The gap is corrected for what other text gained."
        },
        html! {
            p class="legend" {
                span class="key tuned" { "trained on" }
                span class="key base" { "never seen" }
                span { "change of the loss, with 95 % intervals" }
            }
            (scrolling("Losses by kind of personal data", table(view, &types, scale)))
        },
    )
}

fn table(view: &View, types: &[EntityType], scale: Scale) -> Markup {
    html! {
        table {
            caption { "Losses in nats per token; extraction counts whole spans" }
            thead {
                tr {
                    th scope="col" { "Kind" }
                    th scope="col" class="r" { "Trained on: change" }
                    th scope="col" class="r" { "Never seen: change" }
                    th scope="col" { "Change" }
                    th scope="col" class="r" { "Gap" }
                    th scope="col" class="r" { "Extracted" }
                }
            }
            tbody { @for entity in types { (row(view, entity, scale)) } }
            tfoot { tr { td colspan="3" {} td { (scale.axis("nats per token")) } td colspan="2" {} } }
        }
    }
}

fn row(view: &View, entity: &EntityType, scale: Scale) -> Markup {
    let measures = &view.body.findings.measures;
    let (train, holdout) = (
        change(view, entity, Split::Train),
        change(view, entity, Split::Holdout),
    );
    let points: Vec<(&Estimate, &str)> = [(&train, "tuned"), (&holdout, "base")]
        .into_iter()
        .filter_map(|(found, class)| Some((&measures[found.as_ref()?.0].change, class)))
        .collect();
    html! {
        tr {
            th scope="row" {
                code { (entity) }
                @if let Some((_, path)) = &train {
                    span class="note" {
                        (view.number(&format!("{path}.token_count"), Style::Count)) " tokens in "
                        (view.number(&format!("{path}.record_count"), Style::Count)) " records"
                    }
                }
            }
            @for side in [&train, &holdout] {
                td class="r" {
                    @if let Some((_, path)) = side {
                        (view.number(&format!("{path}.change.value"), Style::Change))
                        (view.interval(&format!("{path}.change"), Style::Change))
                    } @else { span class="none" { "none" } }
                }
            }
            td { (svg::points(scale, &points, entity.as_str())) }
            td class="r strong" { (gap(view, entity)) }
            td class="r" { (extracted(view, entity)) }
        }
    }
}

fn gap(view: &View, entity: &EntityType) -> Markup {
    let gaps = view
        .body
        .findings
        .memorisation_gap
        .as_ref()
        .map(|g| &g.by_entity_type);
    let index = gaps.and_then(|gaps| gaps.iter().position(|g| g.entity_type == *entity));
    let Some(index) = index else {
        return html! { span class="none" { "not comparable" } };
    };
    let path = format!("findings.memorisation_gap.by_entity_type.{index}.gap");
    html! {
        (view.number(&format!("{path}.value"), Style::Change))
        (view.interval(&path, Style::Change))
    }
}

fn extracted(view: &View, entity: &EntityType) -> Markup {
    let group = |split| Group {
        split,
        mentions: Mentions::All,
        entity_type: Some(entity.clone()),
    };
    let rows = &view.body.findings.extraction;
    let count = |split| rows.iter().position(|e| e.group == group(split));
    html! {
        @for (split, name) in [(Split::Train, "trained on"), (Split::Holdout, "never seen")] {
            @if let Some(index) = count(split) {
                @let path = format!("findings.extraction.{index}.tuned");
                span class="pair" {
                    (view.number(&format!("{path}.count"), Style::Count)) " of "
                    (view.number(&format!("{path}.of"), Style::Count))
                    span class="interval" { (name) }
                }
            }
        }
    }
}

/// Index and path of the loss of an entity type in a split.
fn change(view: &View, entity: &EntityType, split: Split) -> Option<(usize, String)> {
    losses::find(
        view,
        split,
        TokenGroup::Sensitive,
        Some(entity),
        Averaging::TokenMicro,
    )
    .map(|index| (index, format!("findings.measures.{index}")))
}

/// All types, those with the most training tokens first.
fn entity_types(view: &View) -> Vec<EntityType> {
    let measures = &view.body.findings.measures;
    let mut types: Vec<EntityType> = measures
        .iter()
        .filter_map(|m| m.cell.entity_type.clone())
        .collect();
    types.sort();
    types.dedup();
    types.sort_by_key(|entity| {
        let tokens = change(view, entity, Split::Train).map(|(i, _)| measures[i].token_count);
        std::cmp::Reverse(tokens.unwrap_or(0))
    });
    types
}
