//! Compiles the products that libtorch has no gradient of, and tells programs where libtorch is.

#[path = "link.rs"]
mod link;

use std::path::Path;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=src/product/linear.cpp");
    if let Some(libtorch) = option_env!("LIBTORCH") {
        cc::Build::new()
            .cpp(true)
            .std("c++17")
            .define("_GLIBCXX_USE_CXX11_ABI", "1")
            .include(Path::new(libtorch).join("include"))
            .include(Path::new(libtorch).join("include/torch/csrc/api/include"))
            .warnings(false)
            .file("src/product/linear.cpp")
            .link_lib_modifier("+whole-archive")
            .compile("tacit_products");
    }
    link::main()
}
