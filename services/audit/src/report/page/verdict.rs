//! The verdict, where a policy was asked, and every rule behind it.

use gate::{Judgement, RuleOutcome, Verdict};
use maud::{Markup, html};

use super::number::{Style, View};
use super::{part, scrolling};

/// The verdict, to be read at a glance; nothing where no policy was asked.
pub(super) fn banner(view: &View) -> Markup {
    let Some(judgement) = &view.body.judgement else {
        return html! {};
    };
    html! {
        section class={ "verdict " (tone(judgement.verdict)) } aria-labelledby="verdict-title" {
            p class="subject" {
                "Release policy " code { (judgement.policy) } " version " (judgement.policy_version)
                (if judgement.pre_registered { ", fixed before training" } else { "" })
                " · checkpoint " code { (view.body.provenance.checkpoint) }
            }
            h1 id="verdict-title" { (judgement.verdict.as_str()) }
            p class="reading" { (reading(judgement)) }
            ul aria-label="Rules" {
                @for rule in &judgement.rules {
                    li {
                        span class={ "state " (tone(rule.verdict)) } { (rule.verdict.as_str()) }
                        " " (rule.id)
                    }
                }
            }
        }
    }
}

fn reading(judgement: &Judgement) -> String {
    let of = |verdict| {
        let ids = judgement.rules.iter().filter(|r| r.verdict == verdict);
        ids.map(|rule| rule.id.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    match judgement.verdict {
        Verdict::Fail => format!("The data contradict the limit of: {}.", of(Verdict::Fail)),
        Verdict::Inconclusive => format!(
            "No limit is contradicted, but these could not be shown to be kept: {}.",
            of(Verdict::Inconclusive)
        ),
        Verdict::Pass | Verdict::Skipped => {
            "Every required limit is kept at 95 % confidence, and the audit could have seen it \
             broken. That is what was tested, and no more."
                .to_owned()
        }
    }
}

fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "calm",
        Verdict::Fail => "alert",
        Verdict::Inconclusive => "unsure",
        Verdict::Skipped => "plain",
    }
}

/// Every rule with its numbers.
pub(super) fn section(view: &View) -> Markup {
    let Some(judgement) = &view.body.judgement else {
        return html! {};
    };
    part(
        "rules",
        "The policy, rule by rule",
        html! {
            "A rule fails when the data contradict its limit, passes when its one-sided 95 % limit \
             keeps it, and is inconclusive otherwise. A checkpoint that keeps every limit fails with \
             a probability of at most "
            (view.number("judgement.family_error", Style::Percent)) " over all "
            (view.number("judgement.tested", Style::Count)) " rules that were tested (Holm)."
        },
        html! {
            (scrolling("Rules", rules(view, judgement)))
            @if !judgement.preconditions.is_empty() { (preconditions(view, judgement)) }
            @if !judgement.waivers.is_empty() {
                p class="aside" {
                    "Waived: "
                    @for waiver in &judgement.waivers {
                        code { (waiver.rule) } " until " (waiver.until.strftime("%-d %B %Y")) " ("
                        (waiver.reason) "). "
                    }
                }
            }
        },
    )
}

fn rules(view: &View, judgement: &Judgement) -> Markup {
    html! {
        table {
            caption { "Limits are upper limits. A star marks rules that PASS needs" }
            thead {
                tr {
                    th scope="col" { "Rule" }
                    th scope="col" { "Verdict" }
                    th scope="col" class="r" { "Limit" }
                    th scope="col" class="r" { "Measured" }
                    th scope="col" class="r" { "Observations" }
                    th scope="col" class="r" { "P, corrected" }
                }
            }
            tbody {
                @for (index, rule) in judgement.rules.iter().enumerate() {
                    (row(view, &format!("judgement.rules.{index}"), rule))
                }
            }
        }
    }
}

fn row(view: &View, path: &str, rule: &RuleOutcome) -> Markup {
    let number = |field: &str, present: bool| {
        html! {
            @if present { (view.number(&format!("{path}.{field}"), Style::Score)) }
            @else { span class="none" { "–" } }
        }
    };
    html! {
        tr {
            th scope="row" {
                (rule.id) @if rule.required { " *" }
                span class="note" { (rule.metric) }
            }
            td {
                span class={ "state " (tone(rule.verdict)) } { (rule.verdict.as_str()) }
                span class="note" { (rule.why.sentence()) }
            }
            td class="r" { (number("limit", rule.limit.is_some())) }
            td class="r" {
                (number("estimate", rule.estimate.is_some()))
                span class="interval" {
                    "[" (number("lower", rule.lower.is_some())) ", "
                    (number("upper", rule.upper.is_some())) "]"
                }
            }
            td class="r" { (view.number(&format!("{path}.n"), Style::Count)) }
            td class="r" { (number("adjusted_p_value", rule.adjusted_p_value.is_some())) }
        }
    }
}

fn preconditions(view: &View, judgement: &Judgement) -> Markup {
    let limits = view.body.policy.as_ref().map(|policy| policy.preconditions);
    let asked = judgement.preconditions.iter().enumerate();
    html! {
        details {
            summary { "Preconditions: could the splits be told apart without the model? Is enough tagged?" }
            (scrolling("Preconditions", html! {
                table {
                    thead {
                        tr {
                            th scope="col" { "Precondition" }
                            th scope="col" { "Holds" }
                            th scope="col" class="r" { "AUROC or recall" }
                            th scope="col" class="r" { "Lower limit" }
                        }
                    }
                    tbody {
                        @for (index, one) in asked.filter(|(_, p)| p.applies) {
                            @let path = format!("judgement.preconditions.{index}");
                            @let holds = limits.is_some_and(|limits| one.holds(&limits));
                            tr {
                                th scope="row" {
                                    (match one.requirement {
                                        gate::Requirement::BlindBaseline => "A classifier that never sees the model",
                                        gate::Requirement::BaseModelNull => "The same attack on the base model",
                                        gate::Requirement::TaggerRecall => "Recall of the tagger",
                                    })
                                    @if let Some(method) = &one.method { span class="note" { (method) } }
                                }
                                td { span class={ "state " (if holds { "calm" } else { "unsure" }) } { (if holds { "yes" } else { "no" }) } }
                                td class="r" {
                                    @if one.estimate.is_some() { (view.number(&format!("{path}.estimate"), Style::Score)) }
                                    @else { span class="none" { "not measured" } }
                                }
                                td class="r" {
                                    @if one.bound.is_some() { (view.number(&format!("{path}.bound"), Style::Score)) }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}
