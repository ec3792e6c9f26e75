//! The `audit` program.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    chassis::main::<audit::Audit>()
}
