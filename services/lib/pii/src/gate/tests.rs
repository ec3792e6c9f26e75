use super::*;

fn visits(gate: Gate, text: &str) -> Vec<Try> {
    let gates = Gates::new(std::iter::once((gate, &[][..]))).unwrap();
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
