//! Records token by token, shaded by what fine-tuning changed.

use corpus::Split;
use maud::{Markup, html};

use super::number::{Style, View};
use super::part;
use crate::report::body::{Chosen, ShownRecord};
use crate::report::{Piece, ShownText};

/// From where on a change is shaded, in nats; one class per step.
const STEPS: [f64; 4] = [0.25, 1.0, 2.0, 4.0];

pub(super) fn section(view: &View, texts: &[ShownText]) -> Markup {
    if view.body.records.is_empty() {
        return html! {};
    }
    let shown = if view.body.settings.reveal_spans {
        "Tagged personal data is shown in full, as asked for: handle this file like the data itself."
    } else {
        "Tagged personal data is masked. Other text is shown as it is and may hold personal data \
         that no recogniser found: keep this file among people who may read the dataset."
    };
    part(
        "records",
        "Record by record",
        html! { "What the model learned, where it stands in the text. " (shown) },
        html! {
            p class="legend" {
                span { "likelier by" }
                @for (step, nats) in STEPS.iter().enumerate() {
                    span class={ "swatch up" (step + 1) } { (nats) "+" }
                }
                span { "less likely by" }
                @for (step, nats) in STEPS.iter().enumerate() {
                    span class={ "swatch down" (step + 1) } { (nats) "+" }
                }
                span { "nats" }
            }
            @for (index, (record, text)) in view.body.records.iter().zip(texts).enumerate() {
                (article(view, index, record, text))
            }
        },
    )
}

fn article(view: &View, index: usize, record: &ShownRecord, text: &ShownText) -> Markup {
    let path = format!("records.{index}");
    html! {
        article class="record" aria-labelledby={ "record-" (index) } {
            h3 id={ "record-" (index) } {
                (if record.split == Split::Train { "Trained on" } else { "Never seen" })
                " · record " (view.number(&format!("{path}.record"), Style::Count))
            }
            p class="note" {
                (match record.chosen {
                    Chosen::LargestRise => "chosen for the largest rise of its personal data",
                    Chosen::Drawn => "drawn by lot",
                })
                @if record.sensitive_change.is_some() {
                    " · personal data " (view.number(&format!("{path}.sensitive_change"), Style::Change))
                    " nats per token"
                }
            }
            p class="text" {
                @for piece in &text.pieces { (token(view, &path, record, piece)) }
            }
        }
    }
}

fn token(view: &View, path: &str, record: &ShownRecord, piece: &Piece) -> Markup {
    if let Some(span) = piece.span.filter(|_| piece.text.is_empty()) {
        return masked(view, path, record, span);
    }
    let secret = if piece.span.is_some() { " secret" } else { "" };
    let Some(token) = piece.token.filter(|t| *t < record.changes.len()) else {
        return html! { span class={ "t" (secret) } { (piece.text.expose()) } };
    };
    let change = record.changes[token];
    let value = serde_json::Number::from_f64(change).map(|n| n.to_string());
    html! {
        span class={ "t " (shade(change)) (secret) } title={ (format!("{change:+.2}")) " nats" }
            data-metric={ (path) ".changes." (token) } data-value=(value.unwrap_or_default())
        { (piece.text.expose()) }
    }
}

/// A span whose text stays hidden.
fn masked(view: &View, path: &str, record: &ShownRecord, span: usize) -> Markup {
    let Some(shown) = record.spans.get(span) else {
        return html! {};
    };
    let class = shown.change.map_or("", shade);
    html! {
        span class={ "chip " (class) } {
            span aria-hidden="true" { "•••• " }
            (shown.entity_type)
            @if shown.change.is_some() {
                " " (view.number(&format!("{path}.spans.{span}.change"), Style::Change))
            }
            @if shown.extracted { " " strong { "extracted" } }
        }
    }
}

fn shade(change: f64) -> &'static str {
    let step = STEPS.iter().filter(|step| change.abs() >= **step).count();
    match (step, change > 0.0) {
        (0, _) => "",
        (1, true) => "up1",
        (2, true) => "up2",
        (3, true) => "up3",
        (_, true) => "up4",
        (1, false) => "down1",
        (2, false) => "down2",
        (3, false) => "down3",
        (_, false) => "down4",
    }
}
