use super::*;

fn row(text: &str, spans: Value, missed: Value) -> Row {
    let row = json!({
        "id": 1, "text": text, "reviewed": true, "spans": spans, "missed": missed,
    });
    serde_json::from_value(row).unwrap()
}

#[test]
fn a_sheet_asks_about_every_span() {
    let scanner = Scanner::new(&Policy::default()).unwrap();
    let asked = question(
        &scanner,
        &json!("a"),
        "Write to jane.doe@example.org, please.",
    );
    let first = &asked["spans"][0];
    assert_eq!(first["type"], "EMAIL_ADDRESS");
    assert_eq!(first["covers"], "jane.doe@example.org");
    assert_eq!(
        (&first["right"], &asked["reviewed"]),
        (&json!(true), &json!(false))
    );
    // An answered sheet is read again as it was written.
    serde_json::from_value::<Row>(asked).unwrap();
}

#[test]
fn answers_become_error_rates() {
    let text = "Ann met Bob. Ann paid 7 pounds to Carl.";
    let spans = json!([
        { "start": 0, "end": 3, "type": "PERSON", "right": true },
        { "start": 22, "end": 23, "type": "PERSON", "right": false },
    ]);
    let missed = json!([{ "text": "Ann", "type": "PERSON" }, { "text": "Bob", "type": "PERSON" }]);
    let (gold, found) = answers(&row(text, spans, missed)).unwrap();
    let mut evaluation = Evaluation::default();
    evaluation.add(text, &gold, &found);
    let report = evaluation.report();
    // Three gold words, one of them found; two found words, one of them right.
    assert!((report.token.recall.value - 1.0 / 3.0).abs() < 1e-12);
    assert!((report.token.precision.value - 0.5).abs() < 1e-12);
}

#[test]
fn answers_that_fit_no_text_are_refused() {
    let outside = json!([{ "start": 0, "end": 99, "type": "PERSON", "right": true }]);
    assert!(answers(&row("short", outside, json!([]))).is_err());
    let halved = json!([{ "start": 1, "end": 2, "type": "PERSON", "right": true }]);
    assert!(answers(&row("\u{e9}", halved, json!([]))).is_err());
    for text in ["", "elsewhere"] {
        let missed = json!([{ "text": text, "type": "PERSON" }]);
        assert!(answers(&row("short", json!([]), missed)).is_err());
    }
}
