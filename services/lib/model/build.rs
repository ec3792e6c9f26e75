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
        cc::Build::new()
            .cpp(true)
            .std("c++17")
            .define("_GLIBCXX_USE_CXX11_ABI", "1")
            .include(Path::new(libtorch).join("include"))
            .include(Path::new(libtorch).join("include/torch/csrc/api/include"))
            .warnings(false)
            // What is slow without it is what they are for.
            .opt_level(3)
            .files(SOURCES.map(|name| Path::new("src/operators").join(name)))
            .link_lib_modifier("+whole-archive")
            .compile("tacit_operators");
    }
    link::main()
}
