use super::*;

#[tokio::test]
async fn an_announcement_is_the_same_for_the_same_file_and_dataset() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.jsonl");
    std::fs::write(&path, "abc").unwrap();
    let announced = async |dataset: &str| {
        announce(
            &Source {
                path: &path,
                dataset,
            },
            &mut Progress::Silent,
        )
        .await
        .unwrap()
    };
    let (first, again, other) = (
        announced("a").await,
        announced("a").await,
        announced("b").await,
    );
    assert_eq!(first.bytes, 3);
    assert_eq!(
        first.digest,
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(first.id, again.id);
    assert_ne!(first.id, other.id);
}

#[test]
fn a_file_that_shrank_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.jsonl");
    std::fs::write(&path, "abc").unwrap();
    let announced = Announced {
        id: Uuid::nil(),
        path,
        bytes: 5,
        digest: "sha256:".to_owned(),
    };
    let (sender, _receiver) = mpsc::channel(AHEAD);
    let ending = read(&announced, 0, &sender, &AtomicU64::new(0)).unwrap();
    assert!(matches!(ending, Ending::Short), "{ending:?}");
}
