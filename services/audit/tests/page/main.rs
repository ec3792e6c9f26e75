//! The page against the JSON: rendered from what the attacks find in synthetic
//! observations, read back as text and in a real browser.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests"
)]

mod made;

use std::path::{Path, PathBuf};
use std::process::Command;

use audit::report::body::Conclusion;
use audit::report::{Body, page};
use regex::Regex;
use serde_json::Value;

/// Every number with a place in the JSON: (path, value).
fn metrics(html: &str) -> Vec<(String, String)> {
    let pattern = Regex::new(r#"data-metric="([^"]+)" data-value="([^"]+)""#).unwrap();
    pattern
        .captures_iter(html)
        .map(|c| (c[1].to_owned(), c[2].to_owned()))
        .collect()
}

/// Every number on the page equals the one at its place in `report.json`.
fn assert_agrees(html: &str, json: &Value) -> usize {
    let metrics = metrics(html);
    for (path, value) in &metrics {
        let found = json.pointer(&format!("/{}", path.replace('.', "/")));
        let number = found
            .and_then(Value::as_number)
            .unwrap_or_else(|| panic!("no {path}"));
        assert_eq!(&number.to_string(), value, "{path}");
    }
    assert_eq!(metrics.len(), html.matches("data-metric=").count());
    assert!(
        !html.contains("data-missing"),
        "a number of the page has no place in the JSON"
    );
    metrics.len()
}

/// What a reader sees: the page without its tags.
fn visible(html: &str) -> String {
    Regex::new("<[^>]*>")
        .unwrap()
        .replace_all(html, "")
        .into_owned()
}

fn stored(body: &Body) -> Value {
    serde_json::from_slice(&serde_json::to_vec_pretty(body).unwrap()).unwrap()
}

#[test]
fn every_number_on_the_page_is_in_the_json() {
    for leak in [true, false] {
        let (body, texts) = made::report(leak, false);
        let html = page::html(&body, &texts).unwrap();
        assert!(assert_agrees(&html, &stored(&body)) > 300);
        let expected = if leak {
            Conclusion::Memorised
        } else {
            Conclusion::NotDetected
        };
        assert_eq!(body.summary.conclusion, expected);
    }
}

#[test]
fn spans_are_hidden_unless_asked_for_and_the_json_holds_no_text() {
    let (body, texts) = made::report(true, false);
    let html = visible(&page::html(&body, &texts).unwrap());
    let json = stored(&body).to_string();
    assert!(html.contains("•••• ") && html.contains("May I have your"));
    assert!(!json.contains("May I have your"));
    for secret in made::secrets() {
        assert!(!html.contains(&secret) && !json.contains(&secret));
    }
    let (body, texts) = made::report(true, true);
    let html = visible(&page::html(&body, &texts).unwrap());
    assert!(
        made::secrets()
            .iter()
            .any(|secret| html.contains(secret.as_str()))
    );
}

#[test]
fn text_cannot_become_markup() {
    let (body, mut texts) = made::report(true, false);
    texts[0].pieces[0].text = "<script>alert(1)</script>".to_owned().into();
    let html = page::html(&body, &texts).unwrap();
    assert!(!html.contains("<script") && html.contains("&lt;script"));
    assert!(
        !html.contains("http://") && !html.contains("https://"),
        "the page loads nothing"
    );
}

fn chromium() -> Option<PathBuf> {
    ["/usr/bin", "/usr/local/bin", "/snap/bin"]
        .iter()
        .flat_map(|folder| {
            [
                "chromium",
                "chromium-browser",
                "google-chrome",
                "google-chrome-stable",
            ]
            .map(|name| Path::new(folder).join(name))
        })
        .find(|path| path.is_file())
}

#[test]
fn a_browser_shows_the_same_numbers_and_complains_about_nothing() {
    let Some(browser) = chromium() else {
        eprintln!("SKIPPED: no chromium or chrome is installed: the page was not opened");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let (body, texts) = made::report(true, false);
    let file = dir.path().join("report.html");
    std::fs::write(&file, page::html(&body, &texts).unwrap()).unwrap();
    let output = Command::new("timeout")
        .arg("120")
        .arg(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--v=0",
        ])
        .arg("--disable-dev-shm-usage")
        .arg(format!(
            "--user-data-dir={}",
            dir.path().join("profile").display()
        ))
        .arg("--dump-dom")
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    let (dom, log) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{log}");
    assert!(!log.contains("CONSOLE"), "{log}");
    let shown = assert_agrees(&dom, &stored(&body));
    assert_eq!(
        shown,
        metrics(&std::fs::read_to_string(&file).unwrap()).len()
    );
    assert!(dom.contains("The model memorised personal data"));
}
