use super::*;

#[test]
fn columns_align_and_numbers_stand_right() {
    let mut table = Table::new(["NAME", "COUNT", "NOTE"]).right([1]);
    table.row(["a".to_owned(), "1".to_owned(), String::new()]);
    table.row(["longer é".to_owned(), "1,000".to_owned(), "x".to_owned()]);
    assert_eq!(
        table.render(),
        "NAME      COUNT  NOTE\na             1\nlonger é  1,000  x\n"
    );
}

#[test]
fn facts_without_value_are_left_out() {
    let mut facts = Table::facts();
    facts.fact("job", "a");
    facts.fact("report", "");
    facts.fact("created", "b");
    assert_eq!(facts.render(), "job      a\ncreated  b\n");
}
