use serde_json::json;

use super::*;

fn rules() -> Rules {
    toml::from_str(
        r#"
        [licenses]
        allow = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"]
        exceptions = [{ crate = "odd", allow = ["Zlib"] }]
        [bans]
        deny = [{ crate = "openssl-sys" }]
        "#,
    )
    .unwrap()
}

fn check_one(name: &str, licence: &str, source: Option<&str>) -> Vec<String> {
    faults(
        &rules(),
        &[json!({ "name": name, "license": licence, "source": source })],
    )
}

#[test]
fn what_the_list_allows_passes() {
    let registry = Some("registry+somewhere");
    for licence in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR Zlib) AND Apache-2.0",
    ] {
        assert!(check_one("a", licence, registry).is_empty(), "{licence}");
    }
    assert!(check_one("a", "Apache-2.0 WITH LLVM-exception", None).is_empty());
    assert!(check_one("odd", "Zlib", registry).is_empty());
}

#[test]
fn what_the_list_does_not_allow_is_named() {
    for licence in ["GPL-3.0-only", "MIT AND Zlib", "Zlib", ""] {
        assert_eq!(check_one("a", licence, None).len(), 1, "{licence}");
    }
    assert_eq!(check_one("a", "MIT", Some("git+somewhere")).len(), 1);
    assert_eq!(check_one("openssl-sys", "MIT", None).len(), 1);
}

#[test]
fn the_repository_itself_states_rules_that_parse() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = std::fs::read_to_string(root.join("deny.toml")).unwrap();
    let rules: Rules = toml::from_str(&text).unwrap();
    assert!(rules.licenses.allow.contains("Apache-2.0"));
}
