use super::*;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("lib")).unwrap();
    std::fs::write(folder.path().join("lib/a.so"), b"abc").unwrap();
    folder
}

#[test]
fn a_whole_folder_is_believed() {
    let folder = folder();
    Stamp::write(folder.path(), "pins", "cpu").unwrap();
    let stamp = Stamp::read(folder.path()).unwrap();
    assert_eq!(stamp.pins, "pins");
    assert_eq!(stamp.files, BTreeMap::from([("lib/a.so".into(), 3)]));
}

#[test]
fn a_folder_that_lost_bytes_or_a_file_or_its_stamp_is_not_believed() {
    let folder = folder();
    assert_eq!(Stamp::read(folder.path()), None);
    Stamp::write(folder.path(), "pins", "cpu").unwrap();
    std::fs::write(folder.path().join("lib/a.so"), b"ab").unwrap();
    assert_eq!(Stamp::read(folder.path()), None);
    std::fs::remove_file(folder.path().join("lib/a.so")).unwrap();
    assert_eq!(Stamp::read(folder.path()), None);
}

#[test]
fn replacing_leaves_the_new_folder_and_nothing_else() {
    let parent = tempfile::tempdir().unwrap();
    let (new, place) = (parent.path().join("x.new"), parent.path().join("x"));
    for (path, text) in [(&place, "old"), (&new, "new")] {
        std::fs::create_dir(path).unwrap();
        std::fs::write(path.join("f"), text).unwrap();
    }
    replace(&new, &place).unwrap();
    assert_eq!(std::fs::read_to_string(place.join("f")).unwrap(), "new");
    assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1);
}
