use super::*;

fn visits(gate: Gate, text: &str) -> Vec<Try> {
    let entry = Entry {
        gate,
        bordered: false,
        near: None,
    };
    visits_of(entry, text)
}

fn visits_of(entry: Entry<'_>, text: &str) -> Vec<Try> {
    let gates = Gates::new(std::iter::once(entry)).unwrap();
    let mut found = Vec::new();
    gates.visit(text.as_bytes(), |pattern, place| {
        assert_eq!(pattern, 0);
        found.push(place);
    });
    found
}

#[test]
fn digits_count_to_the_end_of_the_cluster() {
    let gate = |min| Gate::Digits { min, back: 0 };
    assert_eq!(visits(gate(7), "call 555-0100 now"), [Try::At(5)]);
    assert_eq!(visits(gate(8), "call 555-0100 now"), []);
    assert_eq!(
        visits(gate(4), "call 555-0100 now"),
        [Try::At(5), Try::At(9)]
    );
    assert_eq!(visits(gate(7), "555 and 0100"), []);
    let back = Gate::Digits { min: 1, back: 2 };
    assert_eq!(visits(back, "a1"), [Try::At(0), Try::At(1)]);
}

#[test]
fn digits_are_found_behind_long_stretches_without() {
    for pad in 0..100 {
        let text = format!("{}7", "é".repeat(pad));
        assert_eq!(
            visits(Gate::Digits { min: 1, back: 0 }, &text),
            [Try::At(2 * pad)]
        );
    }
}

#[test]
fn words_open_at_the_start_of_a_word_in_any_case() {
    let gate = Gate::Words(&["name", "@"]);
    assert_eq!(
        visits(gate, "My NAME, surname a@b"),
        [Try::At(3), Try::At(18)]
    );
}

#[test]
fn windows_that_touch_are_one() {
    let gate = Gate::Around {
        any: &["@"],
        before: 2,
        after: 2,
    };
    assert_eq!(
        visits(gate, "a@b@c......@"),
        [Try::Within(0, 6), Try::Within(9, 12)]
    );
}

#[test]
fn hexadecimal_gates_know_their_separators() {
    assert_eq!(
        visits(Gate::HexGroups, "x 0a:1b:2c"),
        [Try::At(2), Try::At(5)]
    );
    assert_eq!(
        visits(Gate::HexGroups, "0012.3456.789a"),
        [Try::At(0), Try::At(5)]
    );
    assert_eq!(visits(Gate::HexGroups, "at 10:3"), []);
    assert_eq!(visits(Gate::HexColon { reach: 1 }, "USR: no"), []);
    assert_eq!(
        visits(Gate::HexColon { reach: 1 }, "a::"),
        [Try::Within(0, 3)]
    );
}

#[test]
fn a_pattern_that_needs_context_is_tried_near_its_words_only() {
    let words = ["id".to_owned()];
    let entry = Entry {
        gate: Gate::Digits { min: 2, back: 2 },
        bordered: true,
        near: Some(Near {
            words: &words,
            before: 6,
            behind: 4,
            longest: 8,
        }),
    };
    assert_eq!(
        visits_of(entry, "an ID: x12 and much later x12"),
        [Try::At(6), Try::At(7)]
    );
    assert_eq!(visits_of(entry, "12 id"), [Try::At(0)]);
    assert_eq!(visits_of(entry, "said 12"), [], "inside a word");
    let entry = Entry {
        gate: Gate::Always,
        ..entry
    };
    assert_eq!(visits_of(entry, "an ID: x"), [Try::Within(0, 8)]);
}
