//! Planted secrets: what came out, how exposed each is, and what the coins say of epsilon.

use attacks::canary::{CanaryFindings, Consistency, EpsilonFindings};
use maud::{Markup, html};

use super::number::{Style, View};
use super::svg::at;
use super::{part, scrolling};

/// Size of the drawings, in user units.
const SIZE: (f64, f64) = (620.0, 220.0);
const MARGIN: f64 = 40.0;

pub(super) fn section(view: &View) -> Markup {
    let Some(found) = &view.body.canaries else {
        return html! {};
    };
    part(
        "canaries",
        "Planted secrets",
        html! {
            "Secrets that nobody could know were drawn before training, and a fair coin decided for \
             each whether it went in. Those that stayed out show what guessing alone achieves."
        },
        html! {
            (scrolling("Canaries by group", groups(view, found)))
            @if found.exposure.is_some() { (exposures(view, found)) }
            @if let Some(epsilon) = &found.epsilon { (bound(view, epsilon)) }
        },
    )
}

fn groups(view: &View, found: &CanaryFindings) -> Markup {
    html! {
        table {
            caption { "Secrets that the model writes, given the text before them" }
            thead {
                tr {
                    th scope="col" { "Group" }
                    th scope="col" class="r" { "Put in" }
                    th scope="col" class="r" { "Extracted" }
                    th scope="col" class="r" { "Of those held out" }
                    th scope="col" class="r" { "Told apart (AUROC)" }
                }
            }
            tbody {
                @for (index, group) in found.groups.iter().enumerate() {
                    @let path = format!("canaries.groups.{index}");
                    tr {
                        th scope="row" {
                            (group.plan.name)
                            span class="note" {
                                (view.number(&format!("{path}.repeats"), Style::Count)) "× each"
                            }
                        }
                        td class="r" {
                            (view.number(&format!("{path}.included.count"), Style::Count)) " of "
                            (view.number(&format!("{path}.included.of"), Style::Count))
                        }
                        td class="r" { (view.rate(&format!("{path}.extracted"))) }
                        td class="r" { (view.rate(&format!("{path}.held_out_extracted"))) }
                        td class="r" {
                            @if group.auroc.is_some() {
                                (view.number(&format!("{path}.auroc.value"), Style::Score))
                                (view.interval(&format!("{path}.auroc"), Style::Score))
                            } @else { span class="none" { "–" } }
                        }
                    }
                }
            }
        }
    }
}

/// Every exposed canary as a dot, by rank of its exposure.
fn exposures(view: &View, found: &CanaryFindings) -> Markup {
    let all: Vec<(usize, usize, f64)> = found
        .groups
        .iter()
        .enumerate()
        .flat_map(|(group, g)| {
            let bits = g.exposure_bits.iter().copied().enumerate();
            bits.map(move |(index, bits)| (group, index, bits))
        })
        .collect();
    let highest = all.iter().map(|(_, _, bits)| *bits).fold(1.0, f64::max);
    let mut sorted = all;
    sorted.sort_by(|a, b| a.2.total_cmp(&b.2));
    let last = sorted.len().saturating_sub(1).max(1) as f64;
    let x = |i: usize| MARGIN + i as f64 / last * (SIZE.0 - 2.0 * MARGIN);
    let y = |bits: f64| SIZE.1 - MARGIN - bits.max(0.0) / highest * (SIZE.1 - 1.6 * MARGIN);
    html! {
        figure {
            p class="legend" {
                span class="key tuned" {
                    "significant, all of them together at a family-wise error of "
                    (view.number("canaries.exposure.family_level", Style::Percent)) ": "
                    (view.rate("canaries.exposure.significant"))
                }
            }
            div class="scroll" role="region" tabindex="0" aria-label="Exposure of canaries" {
                svg class="plot" viewBox={ "0 0 " (SIZE.0) " " (SIZE.1) } role="img"
                    aria-label="Exposure of every canary that was put in, ascending, in bits"
                {
                    @for part in 0..=4 {
                        @let bits = highest * f64::from(part) / 4.0;
                        line class="grid" x1=(at(MARGIN)) x2=(at(SIZE.0 - MARGIN)) y1=(at(y(bits))) y2=(at(y(bits))) {}
                        text x=(at(MARGIN - 6.0)) y=(at(y(bits) + 4.0)) text-anchor="end" { (format!("{bits:.1}")) }
                    }
                    @for (i, (group, index, bits)) in sorted.iter().enumerate() {
                        circle class="tuned" cx=(at(x(i))) cy=(at(y(*bits))) r="3"
                            data-metric={ "canaries.groups." (group) ".exposure_bits." (index) }
                            data-value=(super::spread::json_number(*bits)) {}
                    }
                    text x=(at(SIZE.0 / 2.0)) y=(at(SIZE.1 - 10.0)) text-anchor="middle" { "canaries, least exposed first" }
                }
            }
            figcaption {
                "Exposure in bits: how far up a secret stands among others of its kind in its place. \
                 A secret the model does not know stands anywhere."
                @if found.exposure.as_ref().is_some_and(|e| !e.detectable) {
                    " There are too few references for any of them to be significant among all."
                }
            }
        }
    }
}

/// The lower bound beside the claim and the ceiling.
fn bound(view: &View, epsilon: &EpsilonFindings) -> Markup {
    let path = "canaries.epsilon";
    let number = |field: &str| view.number(&format!("{path}.{field}"), Style::Nats);
    html! {
        dl class="facts" {
            dt { "Empirical epsilon, at least" }
            dd {
                strong { (number("one_run.eps")) }
                " (one run, " (view.number(&format!("{path}.canaries"), Style::Count))
                " canaries, at 95 %, paid for every number of guesses tried); at most "
                (number("one_run.ceiling")) " could have been shown"
            }
            @if epsilon.gaussian.is_some() {
                dt { "If the mechanism is Gaussian-like" }
                dd { (number("gaussian.eps")) ", an assumption and no headline" }
            }
            dt { "Claimed epsilon" }
            dd {
                @if epsilon.claim.is_some() {
                    "at most " (view.number(&format!("{path}.claim.epsilon"), Style::AtMost)) ", δ = " (view.number(&format!("{path}.delta"), Style::Plain))
                } @else { "none" }
            }
            @if let Some(consistency) = epsilon.consistency {
                dt { "The two together" }
                dd {
                    (match consistency {
                        Consistency::Consistent => html! {
                            span class="state calm" { "CONSISTENT" } " The bound stays below the claim, and could have gone above it."
                        },
                        Consistency::Contradicted => html! {
                            span class="state alert" { "CONTRADICTED" } " The run did not do what it claims."
                        },
                        Consistency::Inconclusive => html! {
                            span class="state unsure" { "INCONCLUSIVE" } " No result of so few canaries could refute this claim."
                        },
                    })
                }
            }
        }
    }
}
