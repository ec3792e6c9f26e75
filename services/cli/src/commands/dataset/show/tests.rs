use proto::artifact::v1::SplitCounts;

use super::*;

#[test]
fn stats_count_by_split_and_entity_type() {
    let split = |split: Split, records, emails| SplitCounts {
        split: split.into(),
        records,
        bytes: 2048,
        sensitive_bytes: 512,
        spans: [("EMAIL_ADDRESS".to_owned(), emails)].into(),
        ..SplitCounts::default()
    };
    let text = stats(&DatasetVersion {
        name: "datasets/support/versions/1".to_owned(),
        counts: Some(DatasetCounts {
            read: 10_000,
            accepted: 9_998,
            rejected: [("NOT_JSON".to_owned(), 2)].into(),
            splits: vec![
                split(Split::Train, 8000, 1234),
                split(Split::Holdout, 1998, 7),
            ],
        }),
        ..DatasetVersion::default()
    });
    assert!(
        text.contains("10,000 read, 9,998 accepted, 2 left out (NOT_JSON 2)"),
        "{text}"
    );
    assert!(
        text.contains("\ntrain      8,000  2.00 KiB     512 B  1,234\n"),
        "{text}"
    );
    assert!(
        text.contains("\nSPANS OF       TRAIN  HOLDOUT\nEMAIL_ADDRESS  1,234        7\n"),
        "{text}"
    );
}

#[test]
fn versions_have_a_short_form() {
    assert_eq!(short("datasets/support/versions/2"), "support@2");
    assert_eq!(short(""), "");
}
