//! The `finetune` program.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    chassis::main::<finetune::FineTune>()
}
