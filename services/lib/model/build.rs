//! Compiles the operators that are ours, and tells programs where libtorch is.

#[path = "link.rs"]
mod link;

use std::io::{Write, stdout};
use std::path::Path;

const SOURCES: [&str; 8] = [
    "operators.cpp",
    "narrow.cpp",
    "products.cpp",
    "products_floats.cpp",
    "attention.cpp",
    "attention_floats.cpp",
    "rounded.cpp",
    "sums.cpp",
];

fn main() -> std::io::Result<()> {
    writeln!(stdout(), "cargo::rerun-if-changed=src/operators")?;
    if let Some(libtorch) = option_env!("LIBTORCH") {
        build(libtorch, &SOURCES).compile("tacit_operators");
        build(libtorch, &["gaussian.cpp"])
            // Noise is the same value for value, whatever compiles it.
            .flag_if_supported("-ffp-contract=off")
            .compile("tacit_gaussian");
    }
    link::main()
}

fn build(libtorch: &str, sources: &[&str]) -> cc::Build {
    let mut build = cc::Build::new();
    build
        .cpp(true)
        .std("c++17")
        .define("_GLIBCXX_USE_CXX11_ABI", "1")
        .include(Path::new(libtorch).join("include"))
        .include(Path::new(libtorch).join("include/torch/csrc/api/include"))
        .warnings(false)
        // What is slow without it is what they are for.
        .opt_level(3)
        .files(
            sources
                .iter()
                .map(|name| Path::new("src/operators").join(name)),
        )
        .link_lib_modifier("+whole-archive");
    build
}
