//! The generated code in the repository is what the `.proto` files say.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../examples/generate.rs"]
mod generate;

use std::collections::BTreeMap;
use std::path::Path;

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (
                entry.file_name().into_string().unwrap(),
                std::fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn generated_code_is_fresh() {
    let fresh = tempfile::tempdir().unwrap();
    generate::generate(fresh.path());
    let checked_in = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/gen"));
    let fresh = files(fresh.path());
    assert_eq!(
        fresh.keys().collect::<Vec<_>>(),
        checked_in.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in fresh {
        assert!(
            bytes == checked_in[&name],
            "{name} is stale: cargo run -p proto --example generate"
        );
    }
}
