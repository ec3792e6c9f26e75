use super::*;

fn record(text: &str, spans: &[(&str, &'static str)]) -> Record {
    let span = |(value, entity): &(&str, &'static str)| {
        let start = text.find(value).unwrap();
        Span {
            start,
            end: start + value.len(),
            entity: EntityType::from_static(entity),
            score: 1.0,
            recognizer: "gold".into(),
        }
    };
    Record {
        id: String::new(),
        text: Redacted::new(text),
        subject: None,
        spans: spans.iter().map(span).collect(),
        uncertain: Vec::new(),
        split: Split::Train,
    }
}

fn eraser(values: &[(&'static str, &str)]) -> Eraser {
    let traces = values
        .iter()
        .map(|(entity, value)| (EntityType::from_static(entity), (*value).to_owned()));
    Eraser::new(&traces.collect()).unwrap()
}

#[test]
fn values_are_replaced_as_whole_words_and_spans_move() {
    let eraser = eraser(&[
        ("PERSON", "mary rowan"),
        ("PERSON", "mary row"),
        ("PHONE_NUMBER", "555-0132"),
    ]);
    let text = "Ask Mary Rowan or Zoë, not Mary Rowanson; 555-0132, then 555-01321. Bye, Zoë Ash";
    let mut record = record(
        text,
        &[
            ("Mary Rowan", "PERSON"),
            ("Mary Rowanson", "PERSON"),
            ("555-01321", "PHONE_NUMBER"),
            ("Zoë Ash", "PERSON"),
        ],
    );
    assert!(eraser.erase(&mut record));
    let after = record.text.expose();
    assert_eq!(
        after,
        "Ask [PERSON] or Zoë, not Mary Rowanson; [PHONE_NUMBER], then 555-01321. Bye, Zoë Ash"
    );
    let values: Vec<&str> = record
        .spans
        .iter()
        .map(|s| &after[s.start..s.end])
        .collect();
    assert_eq!(values, ["Mary Rowanson", "555-01321", "Zoë Ash"]);
}

#[test]
fn a_record_without_a_value_is_left_as_it_is() {
    let eraser = eraser(&[("PERSON", "mary rowan")]);
    let mut other = record("Maryrowan and mary, rowan", &[]);
    let before = other.clone();
    assert!(!eraser.erase(&mut other));
    assert_eq!(other, before);
    let nothing = self::eraser(&[]);
    assert!(!nothing.erase(&mut other));
}

#[test]
fn what_names_nobody_is_no_trace() {
    let mut traces = BTreeSet::new();
    let text = "Mary Rowan, Anna, 12 May 2020, Boston";
    let spans = [
        ("Mary Rowan", "PERSON"),
        ("Anna", "PERSON"),
        ("12 May 2020", "DATE_TIME"),
        ("Boston", "LOCATION"),
    ];
    collect(&record(text, &spans), &mut traces);
    let only = (EntityType::from_static("PERSON"), "mary rowan".to_owned());
    assert_eq!(traces, BTreeSet::from([only]));
}
