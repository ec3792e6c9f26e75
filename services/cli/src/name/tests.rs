use super::*;

#[test]
fn short_and_full_names_mean_the_same() {
    for (given, full) in [
        ("support", "datasets/support/versions/-"),
        ("datasets/support", "datasets/support/versions/-"),
        ("support@2", "datasets/support/versions/2"),
        ("datasets/support/versions/2", "datasets/support/versions/2"),
        ("support/versions/2", "datasets/support/versions/2"),
    ] {
        assert_eq!(dataset_version(given).unwrap(), full);
    }
    assert_eq!(resource("auditJobs", "auditJobs/a").unwrap(), "auditJobs/a");
    assert_eq!(resource("auditJobs", "a").unwrap(), "auditJobs/a");
    assert_eq!(dataset("support").unwrap(), "datasets/support");
}

#[test]
fn other_kinds_are_refused() {
    for given in ["", "reports/a", "a/b", "a@1"] {
        assert!(resource("auditJobs", given).is_err(), "{given}");
    }
    for given in ["", "@2", "support@", "support@2@3", "checkpoints/a"] {
        assert!(dataset_version(given).is_err(), "{given}");
    }
}

#[test]
fn versions_are_seen() {
    assert!(has_version("a@1") && has_version("datasets/a/versions/1"));
    assert!(!has_version("a") && !has_version("datasets/a"));
}
