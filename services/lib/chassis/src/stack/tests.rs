use super::method;

#[test]
fn only_names_reach_telemetry() {
    assert_eq!(method("/tacit.a.v1.A/Get"), ("tacit.a.v1.A", "Get"));
    for path in ["/", "", "/a", "/a/b/c", "/a/b c", "/a/%20", "//b"] {
        assert_eq!(method(path), ("unknown", "unknown"), "{path}");
    }
    let long = format!("/a/{}", "x".repeat(101));
    assert_eq!(method(&long), ("unknown", "unknown"));
}
