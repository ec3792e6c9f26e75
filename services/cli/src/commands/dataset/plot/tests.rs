use proto::artifact::v1::{CanaryCounts, DatasetCounts};

use super::*;

fn version() -> DatasetVersion {
    let train = SplitCounts {
        split: Split::Train.into(),
        records: 10,
        bytes: 1000,
        sensitive_bytes: 250,
        spans: [("PERSON".to_owned(), 8), ("SECRET_CODE".to_owned(), 2)].into(),
        sizes: vec![0, 0, 0, 0, 0, 0, 10],
        span_counts: vec![0, 10],
        ..SplitCounts::default()
    };
    let canaries = SplitCounts {
        records: 2,
        bytes: 200,
        sensitive_bytes: 50,
        spans: [("SECRET_CODE".to_owned(), 2)].into(),
        sizes: vec![0, 0, 0, 0, 0, 0, 2],
        span_counts: vec![0, 2],
        ..SplitCounts::default()
    };
    DatasetVersion {
        name: "datasets/a<b/versions/1".to_owned(),
        counts: Some(DatasetCounts {
            splits: vec![train],
            ..DatasetCounts::default()
        }),
        canaries: Some(CanaryCounts {
            counts: Some(canaries),
            ..CanaryCounts::default()
        }),
        ..DatasetVersion::default()
    }
}

#[test]
fn plots_count_everything_but_the_canaries() {
    let page = page(&version());
    let plots = page.split("</pre>").nth(1).unwrap();
    assert!(plots.contains(">PERSON</text>") && !plots.contains("SECRET_CODE"));
    assert!(plots.contains("64 B to 128 B"), "{plots}");
    // Eight records of the size and of one span each.
    assert_eq!(plots.matches(">8</text>").count(), 3);
    assert!(plots.contains(">25.0 %</text>"));
    assert!(plots.contains("leave the canaries out"));
}

#[test]
fn the_page_stands_alone_and_escapes_what_it_shows() {
    let page = page(&version());
    assert!(page.contains("datasets/a&lt;b/versions/1") && !page.contains("a<b"));
    for outside in ["http:", "https:", "<script", "src=", "href="] {
        assert!(!page.contains(outside), "{outside}");
    }
}
