use super::*;

#[test]
fn gzip_holds_the_same_lines() {
    let folder = tempfile::tempdir().unwrap();
    let config = SynthConfig {
        records: 20,
        ..SynthConfig::default()
    };
    let (plain, packed) = (
        folder.path().join("a.jsonl"),
        folder.path().join("a.jsonl.gz"),
    );
    let first = save(generate(&config).unwrap(), &plain).unwrap();
    let second = save(generate(&config).unwrap(), &packed).unwrap();
    assert_eq!(first, second);
    assert_eq!(first.splits.iter().sum::<u64>(), 20);
    let mut text = String::new();
    let file = std::fs::File::open(&packed).unwrap();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text).unwrap();
    assert_eq!(text, std::fs::read_to_string(&plain).unwrap());
    assert_eq!(text.lines().count(), 20);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}
