//! What the report does not show, and what it is about.

use maud::{Markup, html};

use super::number::{Style, View};
use super::part;

pub(super) fn limits(view: &View) -> Markup {
    let counts = &view.body.counts;
    let few = counts.train.probed.min(counts.holdout.probed) < 100;
    part(
        "limits",
        "What this does not show",
        html! { "Read this before you rely on the page." },
        html! {
            ul class="limits" {
                li {
                    strong { "Absence of evidence is not evidence of absence. " }
                    "These probes are lower bounds: a stronger attacker, other prompts or sampling \
                     may get out what they did not."
                }
                (tagging(view))
                li {
                    strong { "Members and holdout must be alike. " }
                    "If values of the holdout also stand in training records, the gap is too \
                     small; if the two differ in kind, comparisons between them mislead. Split by \
                     entity to be sure."
                }
                li {
                    strong { "The intervals are about chance in the records alone. " }
                    "They say nothing about another training run, seed or dataset. Each is at \
                     95 % on its own; of twenty, one may miss."
                }
                li {
                    strong { "No guarantee follows. " }
                    "Only a differentially private method bounds what can be learned about a \
                     record; a measurement can contradict such a bound and never prove one."
                }
                @if few {
                    li class="warn" {
                        strong { "Few records. " }
                        "A split has fewer than a hundred: intervals from so few are rough and \
                         rare spans may not have been met at all."
                    }
                }
                @if counts.train.cut + counts.holdout.cut > 0 {
                    li class="warn" {
                        strong { "Some records were cut. " }
                        (view.number("counts.train.cut", Style::Count)) " training and "
                        (view.number("counts.holdout.cut", Style::Count))
                        " holdout records are longer than the "
                        (view.number("settings.context_tokens", Style::Count))
                        " tokens that the model takes in; "
                        (view.number("counts.train.tokens_cut", Style::Count)) " and "
                        (view.number("counts.holdout.tokens_cut", Style::Count))
                        " tokens were not probed."
                    }
                }
            }
        },
    )
}

fn tagging(view: &View) -> Markup {
    html! {
        li {
            strong { "Only tagged personal data counts. " }
            "What the recognisers missed is counted as other text, what they tagged by mistake as \
             personal data. "
            @match &view.body.tagging {
                None => { "Their error rates were not told and are not part of the intervals." }
                Some(tagging) => {
                    "Of " (view.number("tagging.error.records", Style::Count))
                    " records that people looked at, "
                    (view.estimate("tagging.error.recall", Style::Percent))
                    " of the tokens of personal data were tagged, and "
                    (view.estimate("tagging.error.precision", Style::Percent))
                    " of the tagged tokens were personal data. "
                    @if tagging.corrected.is_some() {
                        "If mistakes fall alike on what is remembered and what is not, the memorisation \
                         gap without them is " (view.estimate("tagging.corrected.gap", Style::Change))
                        " nats a token; all other figures are as measured."
                    } @else {
                        "With so many mistakes the memorisation gap cannot be told."
                    }
                }
            }
        }
    }
}

pub(super) fn provenance(view: &View) -> Markup {
    let body = view.body;
    let from = &body.provenance;
    let digest = |digest: &dyn std::fmt::Display| html! { code class="digest" { (digest) } };
    let facts: Vec<(&str, Markup)> = vec![
        ("Report", html! { code { (body.name) } }),
        ("Audit job", html! { code { (body.job) } }),
        (
            "Checkpoint",
            html! { code { (from.checkpoint) } " " (digest(&from.checkpoint_digest)) },
        ),
        (
            "Method",
            html! { code { (from.method) } ", run " (from.ended) },
        ),
        (
            "Base model",
            html! { code { (from.base_model) } " " (digest(&from.base_model_digest)) },
        ),
        (
            "Dataset",
            html! { code { (from.dataset.name) } " " (digest(&from.dataset.digest)) },
        ),
        (
            "Trained on it",
            html! { (if from.trained_on_dataset { "yes" } else { "no" }) },
        ),
        ("Recognisers", digest(&from.recognizers)),
        ("Training records", counts(view, "train")),
        ("Holdout records", counts(view, "holdout")),
        (
            "Bootstrap",
            html! {
                (view.number("settings.bootstrap_resamples", Style::Count)) " resamples of records, seed "
                (view.number("settings.seed", Style::Plain))
            },
        ),
        ("Precision", html! { (body.settings.precision) }),
        (
            "Cost",
            html! {
                (view.number("cost.forward_tokens", Style::Count)) " tokens through a model in "
                (view.number("cost.scoring_seconds", Style::Nats)) " s, statistics in "
                (view.number("cost.measuring_seconds", Style::Nats)) " s"
            },
        ),
    ];
    part(
        "provenance",
        "What was audited",
        html! { "Names and digests of everything that went in. The numbers are in " code { "report.json" } "." },
        html! {
            dl class="facts" {
                @for (name, value) in facts {
                    dt { (name) }
                    dd { (value) }
                }
            }
        },
    )
}

fn counts(view: &View, split: &str) -> Markup {
    let number = |key: &str| view.number(&format!("counts.{split}.{key}"), Style::Count);
    html! {
        (number("probed")) " of " (number("records")) " probed: " (number("tokens")) " tokens, "
        (number("sensitive_tokens")) " of them sensitive and "
        (number("uncertain_tokens")) " left out as uncertain; " (number("spans")) " tagged spans, "
        (number("whole_spans")) " of them predicted whole"
    }
}
