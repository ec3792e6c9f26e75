//! The `ingest` program.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    chassis::main::<ingest::Ingest>()
}
