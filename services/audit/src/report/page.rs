//! `report.html`: one file without scripts and without network, rendered from
//! the same numbers as `report.json`. Every number on it names its place there
//! (`data-metric`) and carries it in full (`data-value`).

mod canaries;
mod closing;
mod deep;
mod entities;
mod headline;
mod losses;
mod number;
mod probes;
mod records;
mod roc;
mod spread;
mod svg;
mod verdict;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Body, ShownText};
use number::View;

/// Nothing may be loaded or run; the styles are in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'";

/// Renders the page. `texts` runs in parallel to `body.records`.
///
/// # Errors
/// When the body cannot be written as JSON.
pub fn html(body: &Body, texts: &[ShownText]) -> Result<String, serde_json::Error> {
    let view = View::new(body)?;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { "Privacy audit of " (body.provenance.checkpoint) }
                style { (PreEscaped(include_str!("page/style.css"))) }
            }
            body {
                a class="skip" href="#main" { "Skip to the findings" }
                (masthead(body))
                main id="main" {
                    (verdict::banner(&view))
                    (headline::section(&view))
                    (verdict::section(&view))
                    (losses::section(&view))
                    (spread::section(&view))
                    (entities::section(&view))
                    (canaries::section(&view))
                    (probes::section(&view))
                    (records::section(&view, texts))
                    (closing::limits(&view))
                    (closing::provenance(&view))
                }
                footer {
                    "Written by tacit " (body.provenance.program)
                    ". This file is self-contained: it loads nothing and runs no script."
                }
            }
        }
    };
    Ok(page.into_string())
}

fn masthead(body: &Body) -> Markup {
    html! {
        header class="masthead" {
            div class="inner" {
                p class="brand" { span class="mark" aria-hidden="true" { "◐" } " tacit" }
                p class="what" { "Privacy audit report" }
                p class="when" {
                    time datetime=(body.created) { (body.created.strftime("%-d %B %Y, %H:%M UTC")) }
                }
            }
        }
    }
}

/// A titled part of the page.
fn part(id: &str, title: &str, lead: Markup, content: Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (title) }
            p class="lead" { (lead) }
            (content)
        }
    }
}

/// A table that scrolls sideways on a narrow screen instead of the page.
fn scrolling(label: &str, table: Markup) -> Markup {
    html! { div class="scroll" role="region" aria-label=(label) tabindex="0" { (table) } }
}
