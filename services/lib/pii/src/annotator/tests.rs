use super::*;
use corpus::Span;

const TEXT: &str = "Ann Lee wrote to Anna. Ann Lee's mail is ann@lee.org, Zoë said.";

fn types() -> Vec<EntityType> {
    ["PERSON", "EMAIL_ADDRESS"]
        .map(EntityType::from_static)
        .to_vec()
}

fn marked(answer: &Answer) -> Vec<(&str, &str)> {
    answer
        .spans
        .iter()
        .map(|span| (&TEXT[span.start..span.end], span.entity.as_str()))
        .collect()
}

#[test]
fn quotations_become_exact_spans() {
    let answer = r#"Sure! ```json
        {"entities": [{"type": "person", "text": "Ann Lee"}, {"type": "PERSON", "text": "Ann"},
         {"type": "EMAIL ADDRESS", "text": "ann@lee.org"}, {"type": "PERSON", "text": "Zoë"},
         {"type": "PERSON", "text": "Bob"}, {"type": "COLOUR", "text": "mail"}]}``` Done."#;
    let found = read(answer, TEXT, &types(), "model").unwrap();
    let expected = [
        ("Ann Lee", "PERSON"),
        ("Ann Lee", "PERSON"),
        ("ann@lee.org", "EMAIL_ADDRESS"),
        ("Zoë", "PERSON"),
    ];
    // Not the Ann in Anna, and not once more inside a longer name.
    assert_eq!(marked(&found), expected);
    assert_eq!((found.unplaced, found.unknown), (1, 1));
    assert!(found.spans.iter().all(|span| span.check(TEXT).is_ok()));
}

#[test]
fn only_a_list_of_entities_is_an_answer() {
    let zoe = r#"[{"type": "PERSON", "text": "Zoë"}]"#;
    let with = |answer: &str| read(answer, TEXT, &types(), "m");
    assert_eq!(marked(&with(zoe).unwrap()), [("Zoë", "PERSON")]);
    let thought = format!("<think>maybe {zoe}, or []</think> {{\"entities\": []}}");
    for nobody in ["{\"entities\": []}", " [] ", thought.as_str()] {
        assert_eq!(with(nobody), Ok(Answer::default()), "{nobody}");
    }
    // The last list counts, and one entry that is wrong does not spoil the others.
    let revised = format!(
        "{zoe} No: {{\"entities\": [{{\"type\": \"PERSON\", \"text\": \"Ann Lee\"}}, 42]}}"
    );
    let found = with(&revised).unwrap();
    assert_eq!(
        (marked(&found)[0], found.unknown),
        (("Ann Lee", "PERSON"), 1)
    );
    for nonsense in [
        "",
        "I cannot help with that.",
        "Nothing: []",
        "[1, 2]",
        "{\"entities\": 3}",
        "{\"entities\": {\"PERSON\": [\"Zoë\"], \"EMAIL_ADDRESS\": []}}",
        // Cut off, with an empty list inside a quotation.
        "{\"entities\": [{\"type\": \"PERSON\", \"text\": \"a [] b\"}, {",
    ] {
        assert_eq!(with(nonsense), Err(Unreadable), "{nonsense}");
    }
    assert_eq!(with(&"[".repeat(200_000)), Err(Unreadable));
}

#[test]
fn names_are_found_where_words_have_no_borders() {
    let found = read(
        r#"[{"type": "PERSON", "text": "张伟"}, {"type": "PERSON", "text": "Meier"}]"#,
        "我叫张伟。 Meiers Brief",
        &types(),
        "m",
    );
    let found = found.unwrap();
    assert_eq!((found.spans.len(), found.unplaced), (2, 0));
}

fn span(start: usize, end: usize, entity: &'static str) -> Span {
    Span {
        start,
        end,
        entity: EntityType::from_static(entity),
        score: 1.0,
        recognizer: "m".into(),
    }
}

#[test]
fn votes_are_counted_byte_by_byte() {
    let answers = [
        vec![span(0, 10, "PERSON"), span(20, 25, "LOCATION")],
        vec![span(0, 5, "PERSON"), span(20, 25, "ORGANIZATION")],
        vec![span(0, 10, "PERSON"), span(20, 25, "LOCATION")],
    ];
    let found = |agree: f64| -> Vec<_> {
        vote(&answers, agree)
            .iter()
            .map(|one| {
                (
                    one.start,
                    one.end,
                    one.entity.to_string(),
                    one.votes,
                    one.agreed,
                )
            })
            .collect()
    };
    // Two of three are enough for all of it, and the fewest that marked a part of it are told.
    let person = |start, end, votes, agreed| (start, end, "PERSON".to_owned(), votes, agreed);
    let place = (20, 25, "LOCATION".to_owned(), 3, true);
    assert_eq!(found(0.5), [person(0, 10, 2, true), place.clone()]);
    assert_eq!(
        found(1.0),
        [person(0, 5, 3, true), person(5, 10, 2, false), place]
    );
    // Two names side by side stay two.
    let side_by_side = [vec![span(0, 3, "PERSON"), span(3, 6, "PERSON")]];
    assert_eq!(vote(&side_by_side, 0.5).len(), 2);
    assert_eq!(vote(&[], 0.5), []);
    // 14 of 25 are 0.56.
    let answers: Vec<_> = (0..25)
        .map(|i| {
            if i < 14 {
                vec![span(0, 1, "PERSON")]
            } else {
                Vec::new()
            }
        })
        .collect();
    assert!(vote(&answers, 0.56)[0].agreed);
}

#[test]
fn pieces_cover_the_text_and_end_between_words() {
    let text = "eine Zeile\nzwei Wörter mehr\n".repeat(20) + &"ü".repeat(100);
    for most in [1, 2, 7, 30, 1000, 10_000] {
        let found = pieces(&text, most);
        assert_eq!(
            found.iter().map(|(a, b)| &text[*a..*b]).collect::<String>(),
            text
        );
        assert!(
            found.iter().all(|(a, b)| b - a <= most.max(2) && a < b),
            "{most}"
        );
    }
    assert!(
        pieces(&text, 30)
            .iter()
            .take(20)
            .all(|(_, end)| text[..*end].ends_with('\n'))
    );
    assert_eq!(pieces("", 10), [(0, 0)]);
}

#[test]
fn prompts_are_told_apart_by_their_digest() {
    let usual = Prompt::default();
    assert!(usual.system().ends_with("MEDICAL_CONDITION, ID."));
    assert_ne!(usual.digest(), Prompt::new(None, types()).digest());
    assert_ne!(
        usual.digest(),
        Prompt::new(Some("Mark names: "), usual.types().to_vec()).digest()
    );
}
