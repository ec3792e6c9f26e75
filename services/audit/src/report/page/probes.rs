//! What an attacker would try: extraction, and telling members apart.

use attacks::measure::Mentions;
use corpus::Split;
use maud::{Markup, html};

use super::number::{Style, View};
use super::{deep, part, roc, scrolling};

pub(super) fn section(view: &View) -> Markup {
    part(
        "probes",
        "What an attacker gets",
        html! {
            "Two questions. Does the model write out a value when it is given the text before it? \
             And can somebody who holds a record tell whether the model was trained on it?"
        },
        html! {
            (scrolling("Extraction", extraction(view)))
            (deep::tables(view))
            (scrolling("Membership", membership(view)))
            (roc::figure(view))
        },
    )
}

fn extraction(view: &View) -> Markup {
    let rows = view.body.findings.extraction.iter().enumerate();
    html! {
        table {
            caption { "Greedy extraction of whole spans, given all the text before them" }
            thead {
                tr {
                    th scope="col" { "Spans" }
                    th scope="col" class="r" { "Base" }
                    th scope="col" class="r" { "Fine-tuned" }
                    th scope="col" class="r" { "Given away" }
                }
            }
            tbody {
                @for (index, row) in rows.filter(|(_, e)| e.group.entity_type.is_none()) {
                    tr {
                        th scope="row" {
                            (if row.group.split == Split::Train { "Trained on" } else { "Never seen" })
                            span class="note" {
                                (match row.group.mentions {
                                    Mentions::First => "first mention in the record",
                                    Mentions::All | Mentions::Repeat => "all mentions",
                                })
                            }
                        }
                        @for model in ["base", "tuned", "gained"] {
                            td class="r" { (view.rate(&format!("findings.extraction.{index}.{model}"))) }
                        }
                    }
                }
            }
        }
        p class="aside" {
            "Given away: extracted from the fine-tuned model and not from the base model. The \
             unseen spans say how much of that is guessing."
        }
    }
}

fn membership(view: &View) -> Markup {
    html! {
        table {
            caption { "Membership inference, training records against holdout records" }
            thead {
                tr {
                    th scope="col" { "Attack" }
                    th scope="col" class="r" { "AUROC" }
                    th scope="col" class="r" { "On the base model" }
                    th scope="col" class="r" { "Members found at few false alarms" }
                }
            }
            tbody {
                @for (index, row) in view.body.findings.membership.iter().enumerate() {
                    @let path = format!("findings.membership.{index}");
                    tr {
                        th scope="row" { (name(&row.attack)) }
                        td class="r" {
                            (view.number(&format!("{path}.auroc.value"), Style::Score))
                            (view.interval(&format!("{path}.auroc"), Style::Score))
                        }
                        td class="r" {
                            @if row.base_auroc.is_some() {
                                (view.number(&format!("{path}.base_auroc.value"), Style::Score))
                                (view.interval(&format!("{path}.base_auroc"), Style::Score))
                            } @else { span class="none" { "not made" } }
                        }
                        td class="r" {
                            @for (point, _) in row.operating_points.iter().enumerate() {
                                @let path = format!("{path}.operating_points.{point}");
                                span class="pair" {
                                    (view.number(&format!("{path}.tpr"), Style::Percent))
                                    span class="interval" {
                                        "at " (view.number(&format!("{path}.fpr"), Style::Percent))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        p class="aside" {
            "The base model saw none of these records. Where an attack does better than one half \
             on it, the two splits differ in themselves, and its AUROC on the checkpoint says \
             less about memory."
        }
    }
}

/// The name people know an attack by.
pub(super) fn name(attack: &str) -> &str {
    match attack {
        "loss" => "Loss",
        "reference" => "Reference",
        "ratio" => "Ratio",
        "zlib" => "Zlib",
        "lowercase" => "Lower case",
        "min_k" => "Min-K%",
        "min_k_plus_plus" => "Min-K%++",
        "recall" => "ReCaLL",
        "dc_pdd" => "DC-PDD",
        "neighbourhood" => "Neighbourhood",
        "rmia" => "RMIA",
        "lira" => "LiRA",
        "window_vote" => "Window vote",
        "quantile_regression" => "Quantile regression",
        other => other,
    }
}
