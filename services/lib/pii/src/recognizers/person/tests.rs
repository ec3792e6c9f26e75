use super::*;

#[test]
fn ordinary_phrases_are_no_names() {
    for phrase in ["Great News", "The", "Customer Support", "Monday"] {
        assert_eq!(validate(phrase), Verdict::Invalid, "{phrase}");
    }
}

#[test]
fn what_follows_a_name_is_cut_off() {
    assert_eq!(validate("Rosalie Brandt Shipping"), Verdict::Plausible(14));
    assert_eq!(validate("Mary's"), Verdict::Plausible(4));
    assert_eq!(validate("Frank West"), Verdict::Plausible(10));
    assert_eq!(validate("Zbigniew"), Verdict::Plausible(8));
}

#[test]
fn lists_tell_names_from_places() {
    let found = |text: &str| {
        let mut names = Vec::new();
        find(text, &mut |range, _| names.push(text[range].to_owned()));
        names
    };
    assert_eq!(
        found("yesterday Mary Johnson met James T. Kirk"),
        ["Mary Johnson", "James T. Kirk"]
    );
    assert_eq!(found("the Jackson Street bridge"), Vec::<String>::new());
    assert_eq!(found("at Stanford University"), Vec::<String>::new());
    assert_eq!(found("Will you come? May I?"), Vec::<String>::new());
    assert_eq!(found("ask Ludwig van Johnson"), ["Ludwig van Johnson"]);
}
