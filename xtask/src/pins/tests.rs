use super::*;

#[test]
fn every_table_of_wheels_is_pinned_by_hash() {
    for table in [LIBTORCH, LIBTORCH_CUDA, MODEL, PROGRAMS, PIP] {
        assert!(!parse(table).unwrap().is_empty());
    }
}

#[test]
fn a_line_without_a_hash_is_refused() {
    assert!(parse("torch==2.11.0\n").is_err());
    assert!(parse("torch==2.11.0 --hash=sha256:12\n").is_err());
    assert!(parse("torch --hash=sha256:12\n").is_err());
}

#[test]
fn what_is_installed_for_python_is_pinned_by_hash() {
    const TAGGER: &str = include_str!("../../python/pins/tagger.txt");
    const TAGGER_SOURCE: &str = include_str!("../../python/pins/tagger-source.txt");
    let entries = [YAML, PEERS, TAGGER, TAGGER_SOURCE]
        .into_iter()
        .flat_map(str::lines)
        .filter(|line| line.contains("=="));
    for entry in entries.filter(|line| !line.starts_with('#')) {
        assert!(
            entry.trim_end().ends_with('\\'),
            "an entry has no hash after it"
        );
    }
}

#[test]
fn a_file_and_its_bytes_have_one_digest() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"abc").unwrap();
    let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256(b"abc"), known);
    assert_eq!(sha256_of_file(file.path()).unwrap(), known);
}
