use serde_json::json;

use super::*;

#[test]
fn a_stranger_is_found_at_any_depth() {
    let known = json!({"a": {"b": 1, "c": null}, "d": [1]});
    for (given, found) in [
        (json!({"a": {"b": 2}}), None),
        (json!({"a": {"x": 2}}), Some("a.x")),
        (json!({"x": 1}), Some("x")),
        (json!({"a": {"c": {"anything": 1}}}), None),
        (json!({"d": [1, 2]}), None),
    ] {
        assert_eq!(stranger(&given, &known).as_deref(), found, "{given}");
    }
}

#[test]
fn keys_are_dotted_leaves() {
    let mut keys = BTreeMap::new();
    flatten(
        "",
        &json!({"a": {"b": 1, "c": null}, "d": [], "e": {}}),
        &mut keys,
    );
    assert_eq!(keys.keys().collect::<Vec<_>>(), ["a.b", "a.c", "d", "e"]);
}

#[test]
fn a_variable_is_a_list_where_the_default_is() {
    let list = json!([]);
    let read = variable("/a, /b,", Some(&list)).into_array().unwrap();
    assert_eq!(read.len(), 2);
    let read = variable("1.10", Some(&json!(""))).into_string().unwrap();
    assert_eq!(read, "1.10", "text stays text");
}

#[test]
fn the_defaults_are_valid() {
    CommonOptions::default().validate().unwrap();
}
