//! The rules of the house, as programs that fail.
//!
//! Each test is one invariant of `docs/ARCHITECTURE.md`.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};
use syn::spanned::Spanned as _;
use syn::visit::Visit;

const DEPLOYABLES: [&str; 4] = ["ingest", "finetune", "audit", "cli"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// Normal dependencies of each workspace crate.
fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let normal = |p: &cargo_metadata::Package| {
        let kept = p
            .dependencies
            .iter()
            .filter(|d| d.kind == DependencyKind::Normal);
        kept.map(|d| d.name.clone()).collect()
    };
    metadata
        .packages
        .iter()
        .map(|p| (p.name.to_string(), normal(p)))
        .collect()
}

/// Which of the crates with an edge to `target` are not in `allowed`.
fn offenders<'a>(
    edges: &'a BTreeMap<String, BTreeSet<String>>,
    target: &str,
    allowed: &[&str],
) -> Vec<&'a str> {
    let with_edge = edges.iter().filter(|(_, deps)| deps.contains(target));
    with_edge
        .map(|(name, _)| name.as_str())
        .filter(|name| !allowed.contains(name))
        .collect()
}

fn rust_files(folders: &[&str]) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| walkdir::WalkDir::new(root().join(folder)))
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .filter(|path| !path.components().any(|c| c.as_os_str() == "gen"))
        .collect();
    files.sort();
    files
}

fn is_test(path: &Path) -> bool {
    let relative = path.strip_prefix(root()).unwrap();
    let named = |name: &std::ffi::OsStr| name == "tests" || name == "tests.rs";
    relative.components().any(|c| named(c.as_os_str()))
        || path
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .ends_with("_tests")
}

fn show(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// Source without its inline test module, comments kept.
fn production(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    match text.find("#[cfg(test)]\nmod tests {") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

#[test]
fn transport_and_runtime_stay_at_the_edge() {
    let edges = edges();
    let edge = ["chassis", "ingest", "finetune", "audit", "cli", "tests"];
    let contract = [
        "proto", "chassis", "ingest", "finetune", "audit", "cli", "tests",
    ];
    for crate_name in ["tokio", "tower", "tower-http", "sqlx", "opentelemetry"] {
        assert_eq!(
            offenders(&edges, crate_name, &edge),
            [""; 0],
            "{crate_name}"
        );
    }
    for crate_name in ["tonic", "prost"] {
        assert_eq!(
            offenders(&edges, crate_name, &contract),
            [""; 0],
            "{crate_name}"
        );
    }
    assert_eq!(offenders(&edges, "proto", &contract[1..]), [""; 0]);
}

#[test]
fn libtorch_is_quarantined() {
    let edges = edges();
    for crate_name in ["tch", "torch-sys"] {
        assert_eq!(
            offenders(&edges, crate_name, &["model", "training"]),
            [""; 0]
        );
    }
    assert!(
        edges["model"].contains("tch"),
        "the rule must have something to hold"
    );
    for light in [
        "ingest",
        "cli",
        "xtask",
        "chassis",
        "attacks",
        "attestation",
        "gate",
        "dp",
        "pii",
        "corpus",
    ] {
        let mut reach = BTreeSet::from([light.to_owned()]);
        let mut todo = vec![light.to_owned()];
        while let Some(next) = todo.pop() {
            for dependency in edges.get(&next).into_iter().flatten() {
                if reach.insert(dependency.clone()) {
                    todo.push(dependency.clone());
                }
            }
        }
        assert!(!reach.contains("tch"), "{light} reaches tch");
    }
}

#[test]
fn services_meet_in_artifacts_not_in_code() {
    let edges = edges();
    for deployable in DEPLOYABLES {
        assert_eq!(
            offenders(&edges, deployable, &["tests"]),
            [""; 0],
            "{deployable}"
        );
    }
}

#[test]
fn libraries_point_downwards() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("proto", &[][..]),
        ("corpus", &[]),
        ("dp", &[]),
        ("artifacts", &["corpus", "dp"]),
        ("pii", &["corpus"]),
        ("attacks", &["corpus"]),
        ("gate", &["attacks", "corpus"]),
        ("attestation", &["artifacts"]),
        ("model", &[]),
        ("training", &["model", "corpus", "dp"]),
        ("chassis", &["artifacts", "dp", "proto"]),
        ("xtask", &[]),
    ]);
    let edges = edges();
    for (name, dependencies) in &edges {
        let Some(allowed) = allowed.get(name.as_str()) else {
            continue;
        };
        let ours = dependencies.iter().filter(|d| edges.contains_key(*d));
        let forbidden: Vec<_> = ours.filter(|d| !allowed.contains(&d.as_str())).collect();
        assert!(
            forbidden.is_empty(),
            "{name} must not depend on {forbidden:?}"
        );
    }
}

#[test]
fn the_environment_is_read_in_one_place_and_nothing_prints() {
    let mut found = Vec::new();
    for path in rust_files(&["proto/src", "services"])
        .iter()
        .filter(|p| !is_test(p))
    {
        let text = production(path);
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            let environment =
                line.contains("env::var") && !show(path).ends_with("chassis/src/config.rs");
            let prints = ["println!(", "print!(", "dbg!("]
                .iter()
                .any(|p| line.contains(p));
            if environment || prints {
                found.push(show(path));
            }
        }
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_crate_keeps_the_manners() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        assert_eq!(
            manifest["lints"]["workspace"].as_bool(),
            Some(true),
            "{name}: lints"
        );
        for target in &package.targets {
            let source = target.src_path.as_str();
            let program = target.is_lib() || target.is_bin();
            if !program {
                continue;
            }
            let text = std::fs::read_to_string(source).unwrap();
            assert!(text.starts_with("//! "), "{source}: no first paragraph");
            let forbids = text.contains("#![forbid(unsafe_code)]");
            assert!(forbids, "{source}: unsafe code is not forbidden");
        }
    }
}

/// Longest function of a file, in lines, with its name.
struct Longest {
    lines: usize,
    name: String,
}

impl Longest {
    fn see(&mut self, name: &syn::Ident, block: &syn::Block) {
        let span = block.span();
        let lines = span.end().line - span.start().line + 1;
        if lines > self.lines {
            self.lines = lines;
            self.name = name.to_string();
        }
    }
}

impl<'ast> Visit<'ast> for Longest {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.see(&item.sig.ident, &item.block);
        syn::visit::visit_item_fn(self, item);
    }
    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.see(&item.sig.ident, &item.block);
        syn::visit::visit_impl_item_fn(self, item);
    }
}

#[test]
fn files_and_functions_stay_small() {
    let folders = ["proto", "services", "tests", "benches", "xtask"];
    let mut sizes = Vec::new();
    for path in rust_files(&folders) {
        let text = if is_test(&path) {
            std::fs::read_to_string(&path).unwrap()
        } else {
            production(&path)
        };
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", show(&path));
        if is_test(&path) {
            continue;
        }
        sizes.push(lines);
        let file = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let mut longest = Longest {
            lines: 0,
            name: String::new(),
        };
        longest.visit_file(&file);
        assert!(
            longest.lines <= 80,
            "{}: {} has {} lines",
            show(&path),
            longest.name,
            longest.lines
        );
    }
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    assert!(median <= 150, "the median file has {median} lines");
}

#[test]
fn tables_are_complete() {
    // A recogniser is one file and one line in a table.
    let registry =
        std::fs::read_to_string(root().join("services/lib/pii/src/registry.rs")).unwrap();
    for path in rust_files(&["services/lib/pii/src/recognizers"]) {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let own = !["mod", "tests"].contains(&stem.as_str()) && !is_test(&path);
        assert!(
            !own || registry.contains(&format!("{stem}::")),
            "{stem} is not in the registry"
        );
    }
    // An attack is one file and one line in a table.
    let membership = root().join("services/lib/attacks/src/membership");
    if membership.is_dir() {
        let table = std::fs::read_to_string(membership.join("mod.rs"))
            .or_else(|_| std::fs::read_to_string(membership.with_extension("rs")))
            .unwrap();
        for path in rust_files(&["services/lib/attacks/src/membership"]) {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let own = !["mod", "tests"].contains(&stem.as_str());
            assert!(
                !own || table.contains(&format!("{stem}::")),
                "{stem} is not in the attack table"
            );
        }
    }
}

/// String literals of a file's production code.
struct Literals(Vec<String>);

impl<'ast> Visit<'ast> for Literals {
    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.0.push(literal.value());
    }
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let test = module.attrs.iter().any(|a| a.path().is_ident("cfg"));
        if !test {
            syn::visit::visit_item_mod(self, module);
        }
    }
}

/// The reasons a file gives: UPPER_SNAKE words in the functions that make errors.
fn reasons(path: &Path) -> BTreeSet<String> {
    let text = production(path);
    let file = syn::parse_file(&text).unwrap();
    let mut literals = Literals(Vec::new());
    literals.visit_file(&file);
    let shaped = |word: &String| {
        word.len() >= 6
            && word.contains('_')
            && word
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    literals.0.into_iter().filter(shaped).collect()
}

#[test]
fn every_reason_has_its_page() {
    let pages = root().join("docs/errors");
    let mut missing = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let folders = [
        "services/ingest",
        "services/finetune",
        "services/audit",
        "services/lib/chassis",
    ];
    let libraries = [
        "services/lib/artifacts/src/error.rs",
        "services/lib/attestation/src/error.rs",
        "services/lib/model/src/error.rs",
        "services/lib/training/src/error.rs",
    ];
    let files = rust_files(&folders)
        .into_iter()
        .chain(libraries.map(|f| root().join(f)));
    for path in files.filter(|p| !is_test(p)) {
        for reason in reasons(&path) {
            let not_a_reason = [
                "TACIT_", "OTEL_", "LD_", "SQLITE_", "MKL_", "OMP_", "NVIDIA_", "RAYON_", "RUST_",
                "SSL_", "CUDA_", "MALLOC_", "GLIBC_", "GOMP_",
            ]
            .iter()
            .any(|p| reason.starts_with(p));
            if not_a_reason {
                continue;
            }
            seen.insert(reason.clone());
            if !pages.join(format!("{reason}.md")).is_file() {
                missing.insert(format!("{reason} ({})", show(&path)));
            }
        }
    }
    assert!(
        seen.contains("UPLOAD_TRUNCATED"),
        "the search must find something"
    );
    assert!(
        missing.is_empty(),
        "no page in docs/errors for: {missing:#?}"
    );
}

#[test]
fn sampling_and_noise_draw_only_from_the_secure_generator() {
    // The seeded generator exists behind `cfg(test)` or the feature `test-rng` only.
    for path in rust_files(&["services/lib/dp/src", "services/lib/training/src"]) {
        if is_test(&path) || show(&path).ends_with("dp/src/rng.rs") {
            continue;
        }
        let text = production(&path);
        for (index, line) in text.lines().enumerate() {
            let code = !line.trim_start().starts_with("//");
            let seeded = line.contains("TestRng") || line.contains("seed_from_u64");
            let gated = text
                .lines()
                .nth(index.saturating_sub(1))
                .is_some_and(|l| l.contains("cfg("));
            assert!(!(code && seeded) || gated, "{}:{}", show(&path), index + 1);
        }
    }
    let edges = edges();
    for deployable in DEPLOYABLES {
        let manifest = root().join("services").join(deployable).join("Cargo.toml");
        let text = std::fs::read_to_string(manifest).unwrap();
        assert!(
            !text.contains("test-rng"),
            "{deployable} must not enable the test generator"
        );
    }
    assert_eq!(offenders(&edges, "rand", &[]), [""; 0]);
}
