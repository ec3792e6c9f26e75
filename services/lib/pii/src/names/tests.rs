use super::table::LONGEST;
use super::*;

#[test]
fn lists_are_lower_case_and_classes_join() {
    for list in LISTS {
        assert!(
            list.split_ascii_whitespace()
                .all(|w| w.to_lowercase() == w && w.len() <= LONGEST)
        );
    }
    assert_eq!(class("MARY") & (GIVEN | COMMON), GIVEN);
    assert_eq!(class("Smith") & SURNAME, SURNAME);
    assert_ne!(class("Will") & GIVEN & !COMMON, 0);
    assert_ne!(class("Will") & COMMON, 0);
    assert_eq!(class("Mary's"), class("mary"));
    assert_eq!(class("Mary-Jo"), class("mary"));
    assert_eq!(class(""), 0);
    assert_eq!(class(&"x".repeat(100)), 0);
}

#[test]
fn words_know_where_they_stand() {
    let text = "Hello Mary-Ann O'Neil, aBc X1 ID42 and Ørsted. Then SHE";
    let mut words = Words::new(text);
    let mut found = Vec::new();
    while let Some(word) = words.next(|_| true) {
        found.push((word.as_str(), word.opens(), word.shouted()));
    }
    let expected = [
        ("Hello", true, false),
        ("Mary-Ann", false, false),
        ("O'Neil", false, false),
        ("Then", true, false),
        ("SHE", false, true),
    ];
    assert_eq!(found, expected);
}

#[test]
fn no_two_words_are_taken_for_one() {
    let bits = [GIVEN, SURNAME, COMMON, PLACE_OR_GROUP];
    let mut classes = std::collections::HashMap::new();
    for (list, bit) in LISTS.iter().zip(bits) {
        for word in list.split_ascii_whitespace() {
            *classes.entry(word).or_insert(0) |= bit;
        }
    }
    for (word, known) in classes {
        assert_eq!(
            key(word.as_bytes()).and_then(|key| CLASSES.get(&key)),
            Some(known),
            "{word}"
        );
    }
}

#[test]
fn no_name_opens_like_none() {
    for word in LISTS.iter().flat_map(|list| list.split_ascii_whitespace()) {
        for word in [
            word.to_owned(),
            format!("{word}'s"),
            format!("{word}-Jo"),
            format!("xx{word}"),
        ] {
            let class = class(&word);
            let mut letters = word.chars();
            let first = letters.next().filter(char::is_ascii);
            let is_name = class & (GIVEN | SURNAME) != 0 && first.is_some();
            let shown: String = first.map(|c| c.to_ascii_uppercase()).into_iter().collect();
            let shown = shown + letters.as_str();
            let open = Words::new(&shown).next(may_open_name);
            assert!(
                !is_name || open.is_some_and(|open| open.start == 0),
                "{word}"
            );
        }
    }
}
