use super::*;

fn mark(start: usize, end: usize, label: &str) -> Mark {
    Mark {
        start,
        end,
        kind: kind(label),
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 5e-4
}

#[test]
fn the_three_ways_differ_where_they_should() {
    // "Ann Lee met Bo in Rome": the tagger takes the name whole, "Bo in" as a place.
    let text = "Ann Lee met Bo in Rome";
    let gold = [
        mark(0, 3, "GIVEN_NAME"),
        mark(4, 7, "SURNAME"),
        mark(12, 14, "person"),
        mark(18, 22, "LOC"),
    ];
    let found = [mark(0, 7, "PERSON"), mark(12, 17, "CITY")];
    let mut evaluation = Evaluation::default();
    evaluation.add(text, &gold, &found);
    let report = evaluation.report();
    // Joined: three gold, one of them exact.
    assert!(near(report.strict.recall.value, 1.0 / 3.0));
    assert!(near(report.strict.precision.value, 0.5));
    assert!(near(report.overlap.recall.value, 1.0 / 3.0));
    // Words: gold Ann Lee Bo Rome, found Ann Lee Bo in.
    assert!(near(report.token.precision.value, 0.75));
    assert!(near(report.token.recall.value, 0.75));
    assert!(near(report.token.f2, 0.75));
    let cells: Vec<_> = report
        .confusion
        .iter()
        .map(|c| (c.gold, c.found, c.count))
        .collect();
    assert_eq!(
        cells,
        [
            ("LOCATION", "none", 1),
            ("PERSON", "LOCATION", 1),
            ("PERSON", "PERSON", 1)
        ]
    );
    assert_eq!(report.missed[0].shape, "Aa+");
}

#[test]
fn intervals_are_wilsons() {
    let mut counts = Counts::default();
    for hit in 0..10 {
        counts.gold(hit < 8);
    }
    // Newcombe 1998: 8 of 10 gives 0.4902 to 0.9433.
    let recall = counts.score().recall;
    assert!(
        near(recall.low, 0.4902) && near(recall.high, 0.9433),
        "{recall:?}"
    );
    assert_eq!(Counts::default().score().f1, 1.0);
}

#[test]
fn clean_records_are_counted_apart() {
    let mut evaluation = Evaluation::default();
    evaluation.add("nothing here", &[], &[]);
    evaluation.add("nothing here", &[], &[mark(0, 7, "ORG")]);
    let report = evaluation.report();
    assert_eq!((report.clean_records, report.clean_records_flagged), (2, 1));
    assert_eq!(report.token.precision.value, 0.0);
}

#[test]
fn offsets_are_code_points() {
    let line = r#"{"id":"1","text":"é Ann","spans":[{"start":2,"end":5,"type":"PERSON"}]}"#;
    let record = read_record(line).unwrap();
    let marks = record.marks(&record.text, 0.0).unwrap();
    assert_eq!(&record.text[marks[0].start..marks[0].end], "Ann");
    assert_eq!(read_record("{}").unwrap_err(), RecordError::Shape);
    let short = record.marks("é", 0.0);
    assert_eq!(short.unwrap_err(), RecordError::Range);
}

#[test]
fn labels_meet_in_kinds() {
    for (label, expected) in [
        ("geo-loc", "LOCATION"),
        ("COURT_CASE_NUMBER", "ID"),
        ("US_DRIVER_LICENSE", "ID"),
        ("per", "PERSON"),
        ("API_KEY", "PASSWORD"),
        ("creative-work", "OTHER"),
    ] {
        assert_eq!(kind(label), expected, "{label}");
    }
}

#[test]
fn a_score_is_worth_what_comes_true() {
    let span = |start, end, score, recognizer: &'static str| corpus::Span {
        start,
        end,
        entity: corpus::EntityType::from_static("PERSON"),
        score,
        recognizer: recognizer.into(),
    };
    let mut evaluation = Evaluation::default();
    let gold = [mark(0, 3, "PER"), mark(8, 9, "ORG")];
    let found = [
        span(1, 2, 0.97, "tagger"),
        span(4, 6, 0.95, "tagger"),
        span(7, 9, 0.4, "person"),
    ];
    evaluation.weigh(&gold, &found);
    let report = evaluation.report();
    let rows: Vec<_> = report
        .scores
        .iter()
        .map(|row| {
            (
                row.recognizer.as_str(),
                row.from,
                row.spans,
                row.right.value,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [("person", 0.0, 1, 1.0), ("tagger PERSON", 0.95, 2, 0.5)]
    );
}
