use super::*;

fn store() -> (tempfile::TempDir, FsStore) {
    let dir = tempfile::tempdir().unwrap();
    let store = FsStore::open_at(dir.path().join("store")).unwrap();
    (dir, store)
}

fn staged(store: &FsStore, value: u32) -> Staged {
    let staged = store.stage("job-1").unwrap();
    fs::write(staged.path().join("weights"), value.to_le_bytes()).unwrap();
    staged.write_manifest(&value).unwrap();
    staged
}

#[test]
fn an_artifact_is_visible_after_commit_and_not_before() {
    let (_dir, store) = store();
    let name = ArtifactName::checkpoint("a").unwrap();
    let staged = staged(&store, 7);
    assert!(matches!(store.open(&name), Err(ArtifactError::NotFound(_))));
    assert!(store.list(Kind::Checkpoint).unwrap().is_empty());
    store.commit(staged, &name).unwrap();
    assert_eq!(
        store.list(Kind::Checkpoint).unwrap(),
        std::slice::from_ref(&name)
    );
    assert_eq!(store.manifest::<u32>(&name).unwrap(), 7);
    assert_eq!(store.digest(&name).unwrap(), Digest::of(b"7"));
    assert!(
        fs::read_dir(store.root().join("staging"))
            .unwrap()
            .next()
            .is_none()
    );
}

#[test]
fn an_artifact_never_changes() {
    let (_dir, store) = store();
    let name = ArtifactName::dataset("support", 1).unwrap();
    store.commit(staged(&store, 1), &name).unwrap();
    let again = store.commit(staged(&store, 2), &name);
    assert!(matches!(again, Err(ArtifactError::Exists(_))));
    assert_eq!(store.manifest::<u32>(&name).unwrap(), 1);
    assert!(
        fs::read_dir(store.root().join("staging"))
            .unwrap()
            .next()
            .is_none()
    );
}

#[test]
fn what_is_dropped_or_swept_leaves_nothing() {
    let (_dir, store) = store();
    drop(staged(&store, 1));
    // A killed worker runs no destructor.
    let left = staged(&store, 2).dir.keep();
    let other = store.stage("job-12").unwrap();
    store.sweep("job-1").unwrap();
    assert!(!left.exists());
    assert!(other.path().exists(), "another job's staging must stay");
}

#[test]
fn versions_are_ordered_by_number() {
    let (_dir, store) = store();
    for version in [1, 2, 10] {
        store
            .commit(
                staged(&store, 0),
                &ArtifactName::dataset("d", version).unwrap(),
            )
            .unwrap();
    }
    assert_eq!(store.versions("d").unwrap(), [1, 2, 10]);
    let names: Vec<String> = store
        .list(Kind::Dataset)
        .unwrap()
        .into_iter()
        .map(Into::into)
        .collect();
    assert_eq!(
        names,
        [
            "datasets/d/versions/1",
            "datasets/d/versions/2",
            "datasets/d/versions/10"
        ]
    );
}

#[test]
fn a_directory_without_a_manifest_is_not_an_artifact() {
    let (_dir, store) = store();
    fs::create_dir_all(store.root().join("reports/half")).unwrap();
    assert!(store.list(Kind::Report).unwrap().is_empty());
}

#[test]
fn a_reserved_version_is_taken_but_not_visible() {
    let (_dir, store) = store();
    let first = store.reserve_version("d").unwrap();
    let second = store.reserve_version("d").unwrap();
    assert_eq!(second.as_str(), "datasets/d/versions/2");
    assert!(store.versions("d").unwrap().is_empty());
    store.commit(staged(&store, 5), &first).unwrap();
    assert_eq!(store.versions("d").unwrap(), [1]);
    assert!(store.reserve_version("../d").is_err());
}

#[test]
fn canary_seeds_lie_where_the_deployment_says() {
    let dir = tempfile::tempdir().unwrap();
    let store = FsStore::open_at(dir.path()).unwrap();
    assert_eq!(store.canary_folder(), dir.path().join("canaries"));
    let apart = store.with_canaries(dir.path().join("elsewhere"));
    assert_eq!(apart.canary_folder(), dir.path().join("elsewhere"));
    assert!(!apart.canary_folder().exists());
}
