//! The programs under test.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

const PROGRAMS: [&str; 4] = ["ingest", "finetune", "audit", "tacit"];

/// Where the programs lie: beside the test's own folder. `cargo xtask test`
/// builds them first; a plain `cargo test` builds those that are missing, and
/// after a change of theirs `cargo build --workspace --bins` comes first.
pub fn folder() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let own = std::env::current_exe().expect("the test knows where it is");
        let folder = own
            .parent()
            .and_then(|deps| deps.parent())
            .expect("target/PROFILE/deps");
        if !PROGRAMS
            .iter()
            .all(|program| folder.join(program).is_file())
        {
            build(folder);
        }
        folder.to_path_buf()
    })
}

fn build(folder: &std::path::Path) {
    let target = folder.parent().expect("target/PROFILE");
    let mut build = Command::new(env!("CARGO"));
    build
        .args(["build", "--workspace", "--bins", "--target-dir"])
        .arg(target);
    if folder.ends_with("release") {
        build.arg("--release");
    }
    let built = build
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo runs");
    assert!(built.success(), "the programs must build");
}

/// Path of a program.
pub fn path(name: &str) -> PathBuf {
    folder().join(name)
}
