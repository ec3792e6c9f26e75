//! What deep probes found: values picked among candidates, come up with, and written unasked.

use maud::{Markup, html};

use super::number::{Style, View};
use super::scrolling;

/// Nothing where no deep probe was made.
pub(super) fn tables(view: &View) -> Markup {
    let Some(deep) = &view.body.deep else {
        return html! {};
    };
    html! {
        @if deep.inference.is_some() { (scrolling("Inference among candidates", inference(view, deep.inference_holdout.is_some()))) }
        @if deep.reconstruction.is_some() { (scrolling("Reconstruction", reconstruction(view, deep.reconstruction_holdout.is_some()))) }
        @if deep.unprompted.is_some() { (scrolling("Unprompted extraction", unprompted(view))) }
    }
}

fn inference(view: &View, holdout: bool) -> Markup {
    let path = "deep.inference";
    html! {
        table {
            caption {
                "Picking the value that stood there among "
                (view.number(&format!("{path}.candidates"), Style::Count)) " of its kind"
            }
            (both(view, path, "Picked right", holdout))
        }
        p class="aside" {
            "By chance one in " (view.number(&format!("{path}.candidates"), Style::Count))
            "; the fine-tuned model is " (view.estimate(&format!("{path}.lift"), Style::Times))
            " as good as that in training records. What the base model picks too is told by the context, what is picked in \
             records never seen was learnt of the domain. P value that both models pick alike: "
            (view.number(&format!("{path}.p_value"), Style::Score)) "."
        }
    }
}

fn reconstruction(view: &View, holdout: bool) -> Markup {
    let path = "deep.reconstruction";
    html! {
        table {
            caption { "Coming up with the value that stood there, given the text around it and no candidates" }
            (both(view, path, "Came up with it", holdout))
        }
        p class="aside" {
            "Of the values that a model draws it picks the one that fits the text best. Only the fine-tuned model finds "
            (view.number(&format!("{path}.gained"), Style::Count)) ", only the base model "
            (view.number(&format!("{path}.lost"), Style::Count)) "; p value that both do alike: "
            (view.number(&format!("{path}.p_value"), Style::Score)) "."
        }
    }
}

/// Rates of both models, in training records and, where there are such, in the holdout.
fn both(view: &View, path: &str, what: &str, holdout: bool) -> Markup {
    html! {
        thead {
            tr {
                th scope="col" { (what) ", in records" }
                th scope="col" class="r" { "Base" }
                th scope="col" class="r" { "Fine-tuned" }
            }
        }
        tbody {
            tr {
                th scope="row" { "Trained on" }
                td class="r" { (view.rate(&format!("{path}.base"))) }
                td class="r" { (view.rate(&format!("{path}.tuned"))) }
            }
            @if holdout {
                tr {
                    th scope="row" { "Never seen" }
                    td class="r" { (view.rate(&format!("{path}_holdout.base"))) }
                    td class="r" { (view.rate(&format!("{path}_holdout.tuned"))) }
                }
            }
        }
    }
}

fn unprompted(view: &View) -> Markup {
    let path = "deep.unprompted";
    html! {
        table {
            caption {
                "Values that came out unasked, in "
                (view.number(&format!("{path}.texts"), Style::Count)) " drawn texts of "
                (view.number(&format!("{path}.tokens"), Style::Count)) " tokens together"
            }
            thead {
                tr {
                    th scope="col" { "Values of records" }
                    th scope="col" class="r" { "Came out" }
                }
            }
            tbody {
                @for (name, split) in [("Trained on", "train"), ("Never seen", "holdout")] {
                    tr {
                        th scope="row" { (name) }
                        td class="r" { (view.rate(&format!("{path}.{split}"))) }
                    }
                }
            }
        }
        p class="aside" {
            "Values that only one split holds. Those never seen are guesses; values that many training records hold \
             are guessed more easily than those."
        }
    }
}
