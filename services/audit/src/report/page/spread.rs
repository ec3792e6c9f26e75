//! How far single spans moved, and the low end of their losses.

use attacks::distribution::{Distribution, Histogram};
use attacks::quantile::SHARES;
use corpus::Split;
use maud::{Markup, html};

use super::number::{Style, View};
use super::svg::{at, label, round_step};
use super::{part, scrolling};

/// Size of the drawing, in user units.
const SIZE: (f64, f64) = (900.0, 300.0);
/// The line between the two histograms.
const MIDDLE: f64 = 138.0;
/// The highest bar.
const BAR: f64 = 118.0;
/// Free space at both ends.
const MARGIN: f64 = 24.0;

pub(super) fn section(view: &View) -> Markup {
    part(
        "spread",
        "A mean can hide the worst cases",
        html! {
            "Each tagged span is one value of personal data. Spans far to the right became much \
             likelier. Where the upper shape reaches further than the lower one, the model learned \
             values, not only their form."
        },
        html! {
            @if let Some(distribution) = &view.body.findings.distribution {
                (figure(view, distribution))
            }
            (quantiles(view))
        },
    )
}

fn figure(view: &View, distribution: &Distribution) -> Markup {
    html! {
        figure {
            p class="legend" {
                span class="key tuned" {
                    "trained on: median "
                    (view.number("findings.distribution.train.median", Style::Change)) " over "
                    (view.number("findings.distribution.train.span_count", Style::Count)) " spans"
                }
                span class="key base" {
                    "never seen: median "
                    (view.number("findings.distribution.holdout.median", Style::Change)) " over "
                    (view.number("findings.distribution.holdout.span_count", Style::Count)) " spans"
                }
            }
            div class="scroll" role="region" tabindex="0" aria-label="Change of single spans" {
                (drawing(distribution))
            }
            figcaption {
                "Mean change of log-probability per span, fine-tuned minus base, in nats per \
                 token. Up: share of the spans it was trained on. Down: share of those it never saw."
            }
        }
    }
}

fn drawing(distribution: &Distribution) -> Markup {
    let edges = &distribution.edges;
    let (low, high) = (edges[0], edges[edges.len() - 1]);
    let x = |value: f64| MARGIN + (value - low) / (high - low) * (SIZE.0 - 2.0 * MARGIN);
    let tallest = [&distribution.train, &distribution.holdout]
        .into_iter()
        .flat_map(|h| h.shares.iter().copied())
        .fold(f64::MIN_POSITIVE, f64::max);
    let step = round_step((high - low) / 8.0);
    let first = (low / step).ceil() as i64;
    let ticks = (first..)
        .map(|i| i as f64 * step)
        .take_while(|tick| *tick <= high);
    html! {
        svg class="histogram" viewBox={ "0 0 " (SIZE.0) " " (SIZE.1) } role="img"
            aria-label="Two histograms back to back: spans trained on above, spans never seen below"
        {
            @for tick in ticks {
                line class=(if tick.abs() < 1e-9 { "zero" } else { "grid" })
                    x1=(at(x(tick))) x2=(at(x(tick))) y1="12" y2=(at(MIDDLE + BAR + 8.0)) {}
                text x=(at(x(tick))) y=(at(SIZE.1 - 14.0)) text-anchor="middle" { (label(tick)) }
            }
            @for (histogram, class, name, up) in [
                (&distribution.train, "tuned", "train", true),
                (&distribution.holdout, "base", "holdout", false),
            ] {
                (bars(edges, histogram, class, name, tallest, up))
                @let median = x(histogram.median.clamp(low, high));
                line class={ (class) " median" } x1=(at(median)) x2=(at(median))
                    y1=(at(MIDDLE)) y2=(at(if up { MIDDLE - BAR - 8.0 } else { MIDDLE + BAR + 8.0 })) {}
            }
            line class="zero" x1=(at(MARGIN)) x2=(at(SIZE.0 - MARGIN)) y1=(at(MIDDLE)) y2=(at(MIDDLE)) {}
        }
    }
}

fn bars(
    edges: &[f64],
    histogram: &Histogram,
    class: &str,
    name: &str,
    tallest: f64,
    up: bool,
) -> Markup {
    let width = (SIZE.0 - 2.0 * MARGIN) / (edges.len() - 1) as f64;
    html! {
        @for (bin, share) in histogram.shares.iter().enumerate() {
            @let height = share / tallest * BAR;
            @if *share > 0.0 {
                rect class={ (class) " bar" } x=(at(MARGIN + bin as f64 * width + 0.75))
                    y=(at(if up { MIDDLE - height } else { MIDDLE }))
                    width=(at(width - 1.5)) height=(at(height))
                    data-metric={ "findings.distribution." (name) ".shares." (bin) }
                    data-value=(json_number(*share)) {}
            }
        }
    }
}

/// As `report.json` has it.
pub(super) fn json_number(value: f64) -> String {
    serde_json::Number::from_f64(value).map_or_else(String::new, |n| n.to_string())
}

fn quantiles(view: &View) -> Markup {
    let find = |split: Split, share: f64| {
        let rows = &view.body.findings.quantiles;
        rows.iter()
            .position(|q| q.split == split && q.share == share)
            .map(|index| format!("findings.quantiles.{index}"))
    };
    let value = |path: &str, model: &str| {
        html! {
            (view.number(&format!("{path}.{model}.value"), Style::Nats))
            (view.interval(&format!("{path}.{model}"), Style::Nats))
        }
    };
    scrolling(
        "Loss of the best known spans",
        html! {
            table {
                caption { "Loss of the spans the model knows best, in nats per token" }
                thead {
                    tr {
                        th scope="col" rowspan="2" { "Spans at or below" }
                        th scope="colgroup" colspan="2" class="r" { "Trained on" }
                        th scope="colgroup" colspan="2" class="r" { "Never seen" }
                    }
                    tr {
                        @for _ in 0..2 {
                            th scope="col" class="r" { "Base" }
                            th scope="col" class="r" { "Fine-tuned" }
                        }
                    }
                }
                tbody {
                    @for share in SHARES {
                        tr {
                            th scope="row" {
                                @if let Some(path) = find(Split::Train, share) {
                                    (view.number(&format!("{path}.share"), Style::Percent))
                                }
                            }
                            @for split in [Split::Train, Split::Holdout] {
                                @for model in ["base", "tuned"] {
                                    td class="r" {
                                        @if let Some(path) = find(split, share) {
                                            (value(&path, model))
                                        } @else { span class="none" { "none" } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}
