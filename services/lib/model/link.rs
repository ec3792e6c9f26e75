//! Lets the programs of a crate find libtorch from any directory: where `cargo xtask setup`
//! put it, or in `../lib` beside the program, as in a container image.
use std::io::{Write, stdout};

pub(crate) fn main() -> std::io::Result<()> {
    let mut out = stdout();
    writeln!(out, "cargo::rerun-if-env-changed=LIBTORCH")?;
    if let Some(libtorch) = option_env!("LIBTORCH") {
        writeln!(out, "cargo::rustc-link-arg=-Wl,-rpath,{libtorch}/lib")?;
    }
    writeln!(out, "cargo::rustc-link-arg=-Wl,-rpath,$ORIGIN/../lib")
}
