//! The top of the page: what it comes to, and the four numbers behind it.

use attacks::extraction::Group;
use attacks::measure::Mentions;
use corpus::Split;
use maud::{Markup, html};

use super::losses;
use super::number::{Style, View};
use crate::report::body::Conclusion;

/// The attack on the front of the page: it needs no tuning and uses the best
/// reference there is, the base model.
const SHOWN_ATTACK: &str = "reference";

pub(super) fn section(view: &View) -> Markup {
    let (tone, title) = match view.body.summary.conclusion {
        Conclusion::Memorised => ("alert", "The model memorised personal data."),
        Conclusion::NotDetected => ("calm", "No memorisation of personal data was detected."),
        Conclusion::NotComparable => ("unsure", "Memorisation could not be judged."),
    };
    html! {
        section class={ "headline " (tone) } aria-labelledby="headline-title" {
            p class="subject" {
                "Checkpoint " code { (view.body.provenance.checkpoint) }
                " · method " code { (view.body.provenance.method) }
                " · base model " code { (view.body.provenance.base_model) }
                @if view.body.provenance.ended == "cancelled" { " · training was stopped early" }
            }
            // A page has one heading of the first rank: the verdict, where there is one.
            @if view.body.judgement.is_some() { h2 class="title" id="headline-title" { (title) } }
            @else { h1 id="headline-title" { (title) } }
            p class="reading" { (reading(view)) }
            p class="scope" { (scope(view)) }
            div class="cards" {
                (loss(view)) (gap(view)) (extraction(view)) (membership(view)) (guarantee(view))
            }
        }
    }
}

/// The conclusion in one sentence with its two numbers.
fn reading(view: &View) -> Markup {
    if view.body.summary.train_ratio.is_none() {
        return html! { "Nothing in the training records is tagged as personal data. What is below is about planted secrets and whole records." };
    }
    html! {
        "Per token, tagged personal data of the training records is "
        (view.estimate("summary.train_ratio", Style::Times))
        " as likely to the fine-tuned model as it was to the base model"
        @if view.body.summary.holdout_ratio.is_some() {
            "; personal data that it never saw is "
            (view.estimate("summary.holdout_ratio", Style::Times)) " as likely"
        }
        ". Brackets hold 95 % intervals."
    }
}

/// What the conclusion leaves open, in its own words for each.
fn scope(view: &View) -> Markup {
    let body = view.body;
    let text = match body.summary.conclusion {
        Conclusion::Memorised => {
            "What remains after taking off what the model learned about unseen data of the same \
             kind is particular to the records it was trained on."
        }
        Conclusion::NotDetected => {
            "This is what these probes could see on these records. It is not proof that nothing \
             was memorised."
        }
        Conclusion::NotComparable if !body.provenance.trained_on_dataset => {
            "The checkpoint was not trained on this dataset version, so no record here is known \
             to be one that it was trained on."
        }
        Conclusion::NotComparable if body.summary.train_ratio.is_none() => {
            "Where the policy replaced everything that was found, that is as it should be: the \
             planted secrets say what it let through."
        }
        Conclusion::NotComparable => {
            "The holdout has no tagged personal data to compare with: a fall of the loss alone \
             does not tell memory from practice."
        }
    };
    html! {
        (text)
        @if body.judgement.is_none() {
            " A measurement, not a verdict: no release policy was applied."
        }
    }
}

fn card(title: &str, big: Markup, small: Markup) -> Markup {
    html! {
        div class="card" {
            h2 { (title) }
            p class="big" { (big) }
            p class="small" { (small) }
        }
    }
}

fn loss(view: &View) -> Markup {
    let Some(path) = losses::privacy_path(view) else {
        return html! {};
    };
    card(
        "Loss on personal data",
        view.number(&format!("{path}.change.value"), Style::Change),
        html! {
            (view.interval(&format!("{path}.change"), Style::Change)) " nats per token on what it was trained on: from "
            (view.number(&format!("{path}.base.value"), Style::Nats)) " to "
            (view.number(&format!("{path}.tuned.value"), Style::Nats))
            ". Lower means the model knows it better."
        },
    )
}

fn gap(view: &View) -> Markup {
    let Some(gap) = &view.body.findings.memorisation_gap else {
        return card(
            "Memorisation gap",
            html! { "–" },
            html! { "Not comparable." },
        );
    };
    let path = &format!("findings.memorisation_gap.{}", gap.overall().0);
    card(
        "Memorisation gap",
        view.number(&format!("{path}.value"), Style::Change),
        html! {
            (view.interval(path, Style::Change))
            " nats per token, after taking off what unseen data and other text gained. \
             Above zero: memorised."
        },
    )
}

fn extraction(view: &View) -> Markup {
    let path = |split| {
        let group = Group {
            split,
            mentions: Mentions::All,
            entity_type: None,
        };
        let rows = &view.body.findings.extraction;
        rows.iter()
            .position(|e| e.group == group)
            .map(|i| format!("findings.extraction.{i}"))
    };
    let Some(train) = path(Split::Train) else {
        return card(
            "Greedy extraction",
            html! { "–" },
            html! { "No span has a prefix." },
        );
    };
    card(
        "Greedy extraction",
        html! {
            (view.number(&format!("{train}.tuned.count"), Style::Count))
            span class="of" { " of " (view.number(&format!("{train}.tuned.of"), Style::Count)) }
        },
        html! {
            "trained spans are written out word for word, given the text before them. Base model: "
            (view.number(&format!("{train}.base.count"), Style::Count)) "."
            @if let Some(holdout) = path(Split::Holdout) {
                " Unseen spans: " (view.number(&format!("{holdout}.tuned.count"), Style::Count))
                " of " (view.number(&format!("{holdout}.tuned.of"), Style::Count)) "."
            }
        },
    )
}

fn membership(view: &View) -> Markup {
    let rows = &view.body.findings.membership;
    let Some(index) = rows.iter().position(|m| m.attack == SHOWN_ATTACK) else {
        return html! {};
    };
    let path = format!("findings.membership.{index}.auroc");
    card(
        "Membership inference",
        view.number(&format!("{path}.value"), Style::Score),
        html! {
            (view.interval(&path, Style::Score))
            " AUROC of an attacker who guesses whether a record was trained on. \
             Chance is one half, certainty is one."
        },
    )
}

fn guarantee(view: &View) -> Markup {
    let privacy = &view.body.provenance.privacy;
    let guaranteed = privacy
        .get("kind")
        .is_some_and(|kind| kind == "differential_privacy");
    let epsilon = privacy
        .get("epsilon")
        .is_some_and(serde_json::Value::is_number);
    let delta = privacy
        .get("delta")
        .is_some_and(serde_json::Value::is_number);
    if guaranteed && epsilon && delta {
        return card(
            "Privacy guarantee claimed",
            html! { "ε = " (view.number("provenance.privacy.epsilon", Style::AtMost)) },
            html! {
                "δ = " (view.number("provenance.privacy.delta", Style::Plain))
                ". As the checkpoint states it; this report does not prove it."
            },
        );
    }
    card(
        "Privacy guarantee",
        html! { "None" },
        html! {
            "Method " code { (view.body.provenance.method) }
            " gives no formal guarantee: what an attacker can learn has no upper bound, \
             whatever is measured here."
        },
    )
}
